// What the Code pénal says to those who administer (REQ-28).
import { useTranslation } from "react-i18next";

const LINES = ["over", "misuse", "disclosure", "formalities", "commission", "informing"] as const;

export function Sanctions() {
  const { t } = useTranslation();
  return (
    <details className="card law-sanctions">
      <summary>{t("law.sanctions.title")}</summary>
      <p className="muted">{t("law.sanctions.told")}</p>
      <dl>
        {LINES.map((line) => (
          <div key={line}>
            <dt>{t(`law.sanctions.${line}.act`)}</dt>
            <dd>{t(`law.sanctions.${line}.penalty`)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
