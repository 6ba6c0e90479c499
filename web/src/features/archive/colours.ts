// The time line's colours come from the style sheet, so that they follow the appearance chosen.
import type { TimelineColours } from "./paintTimeline";

export function coloursOf(element: Element): TimelineColours {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(`--timeline-${name}`).trim();
  return {
    ground: read("ground"),
    recorded: read("recorded"),
    gap: read("gap"),
    held: read("held"),
    line: read("line"),
    text: read("text"),
    head: read("head"),
    alert: style.getPropertyValue("--bad").trim(),
    chosen: style.getPropertyValue("--wait").trim(),
  };
}
