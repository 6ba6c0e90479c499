// The processing register's entry and the figures of the impact assessment, made of what the system knows now.
import "./processing.css";
import { Alert, Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { useLoaded } from "@/ui/useLoaded";
import { grouped, readRegister, registerUrl, type RegisterEntry } from "./api";

export default function ProcessingPage() {
  const { t } = useTranslation();
  const { data: entry, failure } = useLoaded(readRegister);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("processing.title")}</h1>
        <span className="grow" />
        <Button component="a" variant="default" href={registerUrl("pdf")} download>
          {t("processing.pdf")}
        </Button>
        <Button component="a" variant="default" href={registerUrl("csv")} download>
          {t("processing.csv")}
        </Button>
      </div>
      <p className="muted">{t("processing.told")}</p>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {entry === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {entry !== null && <Entry entry={entry} />}
    </div>
  );
}

function Entry({ entry }: { entry: RegisterEntry }) {
  const { t, i18n } = useTranslation();
  return (
    <>
      {entry.missing.length > 0 && (
        <Alert color="yellow" mb="md" title={t("processing.missing")}>
          <ul className="plain">
            {entry.missing.map((each) => (
              <li key={each}>{t(`processing.missingWhat.${each}`)}</li>
            ))}
          </ul>
        </Alert>
      )}
      <div className="register" lang="fr">
        <article className="card register-entry">
          {entry.sections.map((section) => (
            <section key={section.title}>
              <h2>{section.title}</h2>
              <ul>
                {section.lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </section>
          ))}
        </article>
        <aside className="card" aria-label={t("processing.annex")}>
          {grouped(entry.figures).map((group) => (
            <section key={group.title}>
              <h2>{group.title}</h2>
              <dl className="register-figures">
                {group.figures.map((each) => (
                  <div key={each.label}>
                    <dt>{each.label}</dt>
                    <dd>{formatNumber(each.value, i18n.language)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </aside>
      </div>
    </>
  );
}
