// What the archive holds at an instant, in words.
import { useTranslation } from "react-i18next";
import { formatCertainClock } from "@/time/format";
import type { Cover } from "./cover";
import { gapText } from "./gapText";

export function CoverText({ cover }: { cover: Cover }) {
  const { t } = useTranslation();
  if (cover.kind === "none") return <div className="muted">{t("archive.notRecorded")}</div>;
  if (cover.kind === "gap") {
    const { start_us, end_us } = cover.gap;
    const [from, reason] = [formatCertainClock(start_us), gapText(t, cover.gap.reason)];
    if (end_us === null) return <div>{t("archive.gapLasting", { from, reason })}</div>;
    return <div>{t("archive.gap", { from, to: formatCertainClock(end_us), reason })}</div>;
  }
  if (cover.held === null) return <div className="muted">{t("archive.recorded")}</div>;
  return <div>{t("archive.held", { from: formatCertainClock(cover.held.start_us), to: formatCertainClock(cover.held.end_us) })}</div>;
}
