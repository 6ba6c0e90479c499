// The control mode: who came, what may be looked at, and what runs here. No image is within its reach.
import "./inspection.css";
import { useEffect, useState } from "react";
import { Alert, Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { pagesFor } from "@/app/pages";
import { navigate } from "@/app/router";
import { useSession } from "@/features/people/session";
import { failureText } from "@/ui/failureText";
import { DOSSIER_PDF, readPrograms, readVisits, type Program, type Visit } from "./api";
import { Programs } from "./Programs";
import { Visits } from "./Visits";

const CONSULTED = ["journal", "destructions", "orders", "bases", "processing", "conformity", "rights", "cameras"] as const;

export default function InspectionPage() {
  const { t } = useTranslation();
  const [visits, setVisits] = useState<Visit[] | null>(null);
  const [programs, setPrograms] = useState<Program[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    let stopped = false;
    void readVisits().then((result) => {
      if (stopped) return;
      if (result.ok) setVisits(result.data);
      setFailure(result.ok ? null : result.failure);
    });
    return () => {
      stopped = true;
    };
  }, [turn]);
  useEffect(() => {
    let stopped = false;
    void readPrograms().then((result) => {
      if (stopped) return;
      if (result.ok) setPrograms(result.data);
      else setFailure(result.failure);
    });
    return () => {
      stopped = true;
    };
  }, []);

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
          <Visits visits={visits} onChanged={() => setTurn((before) => before + 1)} />
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
