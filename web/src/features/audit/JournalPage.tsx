// The journal of acts: search, whole entries, files to keep, signed states.
import "./journal.css";
import { useEffect, useState } from "react";
import { Alert, Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { exportUrl, NO_FILTER, queryOf, readJournal, type Entry, type Filter } from "./api";
import { EntryRow } from "./EntryRow";
import { FilterForm } from "./FilterForm";
import { SignedStates } from "./SignedStates";

export default function JournalPage() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const query = queryOf(filter)?.toString() ?? "";
  const { entries, next, failure, busy, more } = useJournal(query);
  const asked = new URLSearchParams(query);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("journal.title")}</h1>
        <span className="grow" />
        <Button component="a" variant="default" href={exportUrl(asked, "csv")} download>
          {t("journal.csv")}
        </Button>
        <Button component="a" variant="default" href={exportUrl(asked, "pdf")} download>
          {t("journal.pdf")}
        </Button>
      </div>
      <p className="muted">{t("journal.told")}</p>
      <FilterForm key={JSON.stringify(filter)} filter={filter} onFilter={setFilter} />
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {entries?.length === 0 && <Blank icon="search" title={t("journal.none")} hint={t("journal.noneHint")} />}
      <ol className="journal" aria-label={t("journal.title")}>
        {entries?.map((each) => (
          <EntryRow key={each.seq} entry={each} onOnly={(wanted) => setFilter({ ...filter, ...wanted })} />
        ))}
      </ol>
      {busy && <Loader aria-label={t("shell.loading")} />}
      {!busy && next !== null && <Button onClick={more}>{t("journal.more")}</Button>}
      <SignedStates />
    </div>
  );
}

interface Found {
  query: string;
  entries: Entry[];
  next: number | null;
  failure: Failure | null;
}

/** The entries of a query, newest first; `more` reads the next hundred. */
function useJournal(query: string) {
  const [found, setFound] = useState<Found | null>(null);
  const [before, setBefore] = useState<{ query: string; seq: number } | null>(null);
  const from = before?.query === query ? before.seq : null;

  useEffect(() => {
    let stopped = false;
    void readJournal(new URLSearchParams(query), from).then((result) => {
      if (stopped) return;
      setFound((old) => {
        const kept = from !== null && old?.query === query ? old.entries : [];
        if (!result.ok) return { query, entries: kept, next: from, failure: result.failure };
        return { query, entries: [...kept, ...result.data.entries], next: result.data.next_before_seq, failure: null };
      });
    });
    return () => {
      stopped = true;
    };
  }, [query, from]);

  const current = found?.query === query ? found : null;
  const next = current?.next ?? null;
  const busy = current === null || (from !== null && next === from && current.failure === null);
  const entries = current === null || (current.failure !== null && current.entries.length === 0) ? null : current.entries;
  const more = (): void => setBefore(next === null ? null : { query, seq: next });
  return { entries, next, failure: current?.failure ?? null, busy, more };
}
