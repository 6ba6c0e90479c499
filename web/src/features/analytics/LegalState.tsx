// Whether the law lets a behaviour be looked for on this camera now.
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/time/format";
import type { KindState } from "./api";

export function LegalState({ state, equipment }: { state: KindState | undefined; equipment: boolean }) {
  const { t, i18n } = useTranslation();
  if (equipment) return <p className="legal legal-open">{t("analytics.equipment")}</p>;
  if (state === undefined || state.closed !== null) {
    return (
      <p className="legal legal-closed" role="status">
        {t(`analytics.closed.${state?.closed ?? "no_basis"}`)}
      </p>
    );
  }
  const until = state.ends_us === null ? "—" : formatInstant(state.ends_us, i18n.language);
  return <p className="legal legal-open">{t("analytics.open", { order: state.order_number ?? "—", until })}</p>;
}
