import type { Same } from "../same";
import type { thumbnail as french } from "../fr/thumbnail";

export const thumbnail: Same<typeof french> = {
  alt: "{{camera}}, recorded picture of {{time}}",
  loading: "Looking for the picture…",
  none: "No picture is recorded at this instant.",
};
