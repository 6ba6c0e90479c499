// What the archive holds at an instant, in words.
import { useTranslation } from "react-i18next";
import { failureCode } from "@/features/cameras/failure";
import { formatClock } from "@/time/format";
import type { Cover } from "./cover";

export function CoverText({ cover }: { cover: Cover }) {
  const { t } = useTranslation();
  if (cover.kind === "none") return <div className="muted">{t("archive.notRecorded")}</div>;
  if (cover.kind === "gap") {
    const code = failureCode(cover.gap.reason);
    const reason = code === "unknown" ? t("archive.gapUnknown") : t(`failures.title.${code}`).toLowerCase();
    return <div>{t("archive.gap", { from: formatClock(cover.gap.start_us), to: formatClock(cover.gap.end_us), reason })}</div>;
  }
  if (cover.held === null) return <div className="muted">{t("archive.recorded")}</div>;
  return <div>{t("archive.held", { from: formatClock(cover.held.start_us), to: formatClock(cover.held.end_us) })}</div>;
}
