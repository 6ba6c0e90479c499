// The register of destructions: what was destroyed, when it was due, when it went and why. It shows no image.
import "./law.css";
import { useState } from "react";
import { Alert, Button, Loader, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Interval } from "@/api/types";
import { nowUs } from "@/time/clock";
import { formatBytes, formatDuration, formatNumber } from "@/time/format";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { DestructionLines } from "./DestructionLines";
import { DestructionSums } from "./DestructionSums";
import { intervalOf, lastDays, registerUrl, totalsOf, type Sum } from "./register";
import { useCameraNames } from "./useCameraNames";
import { useRegister } from "./useRegister";

/** The server prints no more lines than this. */
const MOST_PRINTED = 5_000;

export default function DestructionsPage() {
  const { t } = useTranslation();
  const [days, setDays] = useState(() => lastDays(nowUs()));
  const [typed, setTyped] = useState(days);
  const names = useCameraNames();
  const interval = intervalOf(days.from, days.to);
  const { read, sums, lines, failure, busy, more } = useRegister(interval);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("law.register.title")}</h1>
        <span className="grow" />
        <Files interval={interval} lines={sums === null ? 0 : totalsOf(sums).segments} />
      </div>
      <p className="muted">{t("law.register.told")}</p>
      <form
        className="law-days"
        onSubmit={(event) => {
          event.preventDefault();
          setDays(typed);
        }}
      >
        <TextInput label={t("law.register.from")} value={typed.from} inputMode="numeric" onChange={(event) => setTyped({ ...typed, from: event.currentTarget.value })} />
        <TextInput label={t("law.register.to")} value={typed.to} inputMode="numeric" onChange={(event) => setTyped({ ...typed, to: event.currentTarget.value })} />
        <Button type="submit">{t("law.register.show")}</Button>
      </form>
      {interval === null && <Alert color="yellow" role="alert">{t("law.register.badDays")}</Alert>}
      {failure !== null && (
        <Alert color="red" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {read && lines.length === 0 && <Blank icon="trash" title={t("law.register.none")} hint={t("law.register.noneHint")} />}
      {sums !== null && sums.length > 0 && (
        <>
          <Totals sums={sums} />
          <DestructionSums sums={sums} names={names} />
        </>
      )}
      {read && lines.length > 0 && sums === null && <p>{t("law.register.notSummed")}</p>}
      {lines.length > 0 && <DestructionLines lines={lines} names={names} />}
      {busy && <Loader aria-label={t("shell.loading")} />}
      {more !== null && !busy && (
        <Button variant="default" mt="sm" onClick={more}>
          {t("law.register.more")}
        </Button>
      )}
    </div>
  );
}

function Files({ interval, lines }: { interval: Interval | null; lines: number }) {
  const { t } = useTranslation();
  if (interval === null) return null;
  return (
    <>
      {lines > MOST_PRINTED ? (
        <span className="muted">{t("errors.codes.register_too_long")}</span>
      ) : (
        <Button component="a" variant="default" href={registerUrl(interval, "pdf")} download>
          {t("law.register.pdf")}
        </Button>
      )}
      <Button component="a" variant="default" href={registerUrl(interval, "csv")} download>
        {t("law.register.csv")}
      </Button>
    </>
  );
}

function Totals({ sums }: { sums: Sum[] }) {
  const { t, i18n } = useTranslation();
  const { segments, bytes, latestUs } = totalsOf(sums);
  const late = latestUs === null || latestUs <= 0 ? t("law.register.inTime") : formatDuration(latestUs / 1e6, i18n.language);
  return (
    <dl className="law-totals">
      <div>
        <dt>{t("law.register.segments")}</dt>
        <dd>{formatNumber(segments, i18n.language)}</dd>
      </div>
      <div>
        <dt>{t("law.register.size")}</dt>
        <dd>{formatBytes(bytes, i18n.language)}</dd>
      </div>
      <div>
        <dt>{t("law.register.latest")}</dt>
        <dd>{late}</dd>
      </div>
    </dl>
  );
}
