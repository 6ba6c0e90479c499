// The control mode: who came, what may be looked at, and what runs here. No image is within its reach.
import "./inspection.css";
import { Alert, Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { pagesFor } from "@/app/pages";
import { navigate } from "@/app/router";
import { useSession } from "@/features/people/session";
import { failureText } from "@/ui/failureText";
import { useLoaded } from "@/ui/useLoaded";
import { DOSSIER_PDF, readPrograms, readVisits } from "./api";
import { Programs } from "./Programs";
import { Visits } from "./Visits";

const CONSULTED = ["journal", "destructions", "orders", "bases", "processing", "conformity", "rights", "cameras"] as const;

export default function InspectionPage() {
  const { t } = useTranslation();
  const { data: visits, failure: noVisits, again } = useLoaded(readVisits);
  const { data: programs, failure: noPrograms } = useLoaded(readPrograms);
  const failure = noVisits ?? noPrograms;

  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("inspection.title")}</h1>
        <span className="grow" />
        <Button component="a" variant="default" href={DOSSIER_PDF} download>
          {t("inspection.pdf")}
        </Button>
      </div>
      <p className="muted">{t("inspection.told")}</p>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {visits === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {visits !== null && (
        <div className="inspection">
          <Visits visits={visits} onChanged={again} />
          <Consulted />
        </div>
      )}
      {programs !== null && <Programs programs={programs} />}
      {programs === null && failure === null && visits !== null && <Loader mt="md" aria-label={t("inspection.programsLoading")} />}
    </div>
  );
}

function Consulted() {
  const { t } = useTranslation();
  const { can } = useSession();
  const open = pagesFor(can).filter((page) => (CONSULTED as readonly string[]).includes(page.name));
  return (
    <section className="card">
      <h2>{t("inspection.consult")}</h2>
      <ul className="plain inspection-pages">
        {open.map((page) => (
          <li key={page.name}>
            <a
              href={page.path}
              onClick={(event) => {
                event.preventDefault();
                navigate(page.path);
              }}
            >
              {t(`nav.${page.name}`)}
            </a>
            <span className="muted">{t(`inspection.what.${page.name as (typeof CONSULTED)[number]}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
