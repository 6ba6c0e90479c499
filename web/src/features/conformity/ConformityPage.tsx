// Conformity of each camera to the order of 3 August 2007, measured from its stream.
import "./conformity.css";
import { useEffect, useState } from "react";
import { Alert, Button, Loader, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { useSession } from "@/features/people/session";
import { formatNumber } from "@/time/format";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { countVerdicts, readConformity, reportUrl, shownLines, VERDICTS, type Finding, type Line, type Verdict } from "./api";
import { ClassDialog } from "./ClassDialog";

const REFRESH_MS = 10_000;

export default function ConformityPage() {
  const { t } = useTranslation();
  const { lines, failure, replace } = useConformity();
  const [only, setOnly] = useState<Verdict | null>(null);
  const [open, setOpen] = useState<Line | null>(null);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("conformity.title")}</h1>
        <span className="grow" />
        <Button component="a" variant="default" href={reportUrl("csv")} download>
          {t("conformity.csv")}
        </Button>
        <Button component="a" variant="default" href={reportUrl("pdf")} download>
          {t("conformity.pdf")}
        </Button>
      </div>
      <p className="muted">{t("conformity.told")}</p>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {lines === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {lines?.length === 0 && <Blank icon="camera" title={t("conformity.none")} />}
      {lines !== null && lines.length > 0 && (
        <>
          <Counts lines={lines} only={only} onOnly={setOnly} />
          <Report lines={shownLines(lines, only)} onOpen={setOpen} />
        </>
      )}
      {open !== null && <ClassDialog line={open} onClose={() => setOpen(null)} onDone={replace} />}
    </div>
  );
}

function useConformity() {
  const [lines, setLines] = useState<Line[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let stopped = false;
    const load = async (): Promise<void> => {
      const result = await readConformity();
      if (stopped) return;
      setFailure(result.ok ? null : result.failure);
      if (result.ok) setLines(result.data);
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, []);
  const replace = (line: Line): void => setLines((old) => old?.map((each) => (each.camera_id === line.camera_id ? line : each)) ?? null);
  return { lines, failure, replace };
}

function Counts({ lines, only, onOnly }: { lines: Line[]; only: Verdict | null; onOnly: (verdict: Verdict | null) => void }) {
  const { t } = useTranslation();
  const counts = countVerdicts(lines);
  return (
    <div className="verdicts" role="group" aria-label={t("conformity.filter")}>
      {VERDICTS.map((verdict) => (
        <button
          key={verdict}
          type="button"
          className={`verdict verdict-${verdict}`}
          aria-pressed={only === verdict}
          disabled={counts[verdict] === 0}
          onClick={() => onOnly(only === verdict ? null : verdict)}
        >
          <strong>{counts[verdict]}</strong> {t(`conformity.counted.${verdict}`)}
        </button>
      ))}
    </div>
  );
}

function Report({ lines, onOpen }: { lines: Line[]; onOpen: (line: Line) => void }) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("conformity.title")}>
      <Table className="stacking-table stacking-table-wide" stickyHeader verticalSpacing={7}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("conformity.camera")}</Table.Th>
            <Table.Th>{t("conformity.class")}</Table.Th>
            <Table.Th>{t("conformity.rule.resolution")}</Table.Th>
            <Table.Th>{t("conformity.rule.frame_rate")}</Table.Th>
            <Table.Th>{t("conformity.verdictHead")}</Table.Th>
            {can("administer") && <Table.Th aria-label={t("conformity.declare")} />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <ReportRow key={line.camera_id} line={line} onOpen={can("administer") ? onOpen : null} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function shown(finding: Finding, language: string): string {
  const rate = Number(finding.measured);
  return finding.rule === "frame_rate" && Number.isFinite(rate) ? formatNumber(rate, language, 1) : finding.measured;
}

function ReportRow({ line, onOpen }: { line: Line; onOpen: ((line: Line) => void) | null }) {
  const { t, i18n } = useTranslation();
  const { declared } = line;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {line.name}
        <span className="sub">{line.camera_id}</span>
      </Table.Th>
      <Table.Td data-label={t("conformity.class")}>
        {declared === null ? "—" : declared.objective}
        {declared !== null && (
          <span className="sub">
            {t(`conformity.plan.${declared.plan}`)}
            {declared.traffic && ` · ${t("conformity.traffic")}`}
            {declared.fast && ` · ${t("conformity.fast")}`}
          </span>
        )}
      </Table.Td>
      {line.findings.map((each) => (
        <Table.Td key={each.rule} data-label={t(`conformity.rule.${each.rule}`)}>
          <span className={each.ok === false ? "bad" : ""}>{shown(each, i18n.language)}</span>
          <span className="sub">{t("conformity.required", { value: each.required })}</span>
        </Table.Td>
      ))}
      <Table.Td data-label={t("conformity.verdictHead")}>
        <span className={`verdict-text verdict-${line.verdict}`}>{t(`conformity.verdict.${line.verdict}`)}</span>
      </Table.Td>
      {onOpen !== null && (
        <Table.Td>
          <Button size="xs" variant="default" aria-label={`${t("conformity.declare")} : ${line.name}`} onClick={() => onOpen(line)}>
            {t("conformity.declare")}
          </Button>
        </Table.Td>
      )}
    </Table.Tr>
  );
}
