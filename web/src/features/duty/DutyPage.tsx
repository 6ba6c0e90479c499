// The rota: who is on duty now, the week or month, what is wrong with it, swaps, and the calendar to take along.
import "@/styles/duty.css";
import { useEffect, useState } from "react";
import { ActionIcon, Alert, Badge, Button, CloseButton, Group, Loader, SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { useSession } from "@/features/people/session";
import { nowUs } from "@/time/clock";
import { formatDate, formatShortDate } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { useWhenBack } from "@/ui/useWhenBack";
import { calendarUrl, readColleagues, readOnDuty, readRota, readSwaps, type Colleague, type Problem, type Rota, type Shift, type Swap } from "./calls";
import { daysFrom, during, hourOf, movedBy, type Day } from "./days";
import { PlanDialog } from "./PlanDialog";
import { RemoveDialog, SwapDialog, Swaps } from "./Swaps";

const LENGTHS = { week: 7, month: 31 } as const;
type View = keyof typeof LENGTHS;

interface Loaded {
  rota: Rota;
  colleagues: Colleague[];
  onDuty: Shift[];
  swaps: Swap[];
}

export default function DutyPage() {
  const { t, i18n } = useTranslation();
  const { me, can } = useSession();
  const [view, setView] = useState<View>("week");
  const [from, setFrom] = useState(() => movedBy(nowUs(), 0));
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [swapping, setSwapping] = useState<Shift | null>(null);
  const [removing, setRemoving] = useState<Shift | null>(null);
  const [planning, setPlanning] = useState(false);
  const supervises = can("supervise");
  const days = daysFrom(from, LENGTHS[view]);
  const end = days.at(-1)?.end_us ?? from;

  const [turn, setTurn] = useState(0);
  const reload = (): void => setTurn((before) => before + 1);
  useWhenBack(reload);

  useEffect(() => {
    let stopped = false;
    void Promise.all([
      readRota(from, end),
      readColleagues(),
      readSwaps(),
      supervises ? readOnDuty() : Promise.resolve({ ok: true as const, data: [] as Shift[] }),
    ]).then(([rota, colleagues, swaps, onDuty]) => {
      if (stopped) return;
      const failures = [rota, colleagues, swaps, onDuty].flatMap((each) => (each.ok ? [] : [each.failure]));
      setFailure(failures[0] ?? null);
      if (rota.ok && colleagues.ok && swaps.ok && onDuty.ok) {
        setLoaded({ rota: rota.data, colleagues: colleagues.data, swaps: swaps.data, onDuty: onDuty.data });
      }
    });
    return () => {
      stopped = true;
    };
  }, [from, end, supervises, turn]);

  const names = new Map(loaded?.colleagues.map((each) => [each.id, each.name]));
  const nameOf = (accountId: string): string => names.get(accountId) ?? t("duty.unknown");
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("duty.title")}</h1>
        <SegmentedControl
          size="xs"
          aria-label={t("duty.view")}
          value={view}
          onChange={(value) => setView(value)}
          data={[
            { value: "week", label: t("duty.week") },
            { value: "month", label: t("duty.month") },
          ]}
        />
        <Group gap={6} wrap="nowrap">
          <ActionIcon variant="default" aria-label={t("duty.earlier")} onClick={() => setFrom(movedBy(from, -LENGTHS[view]))}>
            <Icon name="back" size={16} />
          </ActionIcon>
          <Button size="xs" variant="default" onClick={() => setFrom(movedBy(nowUs(), 0))}>
            {t("duty.today")}
          </Button>
          <ActionIcon variant="default" aria-label={t("duty.later")} onClick={() => setFrom(movedBy(from, LENGTHS[view]))}>
            <Icon name="next" size={16} />
          </ActionIcon>
        </Group>
        <span className="muted">
          {formatShortDate(from, i18n.language)} – {formatShortDate(end - 1, i18n.language)}
        </span>
        <span className="grow" />
        {supervises && (
          <Button size="xs" disabled={loaded === null} onClick={() => setPlanning(true)}>
            {t("duty.plan.open")}
          </Button>
        )}
        <Button component="a" href={calendarUrl(from, end)} download="vigie.ics" size="xs" variant="default" leftSection={<Icon name="save" size={15} />}>
          {t("duty.calendar")}
        </Button>
      </div>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
          <Button size="compact-sm" variant="light" ml="md" onClick={reload}>
            {t("shell.retry")}
          </Button>
        </Alert>
      )}
      {loaded === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {loaded !== null && (
        <>
          <div className="cards">
            {supervises && <OnDuty shifts={loaded.onDuty} nameOf={nameOf} />}
            {supervises && <Problems problems={loaded.rota.problems} nameOf={nameOf} />}
            <Swaps swaps={loaded.swaps} decides={supervises} mine={me.account_id} nameOf={nameOf} onChanged={reload} />
          </div>
          <div className={`rota rota-${view}`}>
            {days.map((day) => (
              <DayCard key={day.start_us} day={day} shifts={during(day, loaded.rota.shifts)} mine={me.account_id} nameOf={nameOf} onSwap={setSwapping} onRemove={supervises ? setRemoving : null} />
            ))}
          </div>
        </>
      )}
      {planning && loaded !== null && (
        <PlanDialog
          colleagues={loaded.colleagues}
          onClose={() => setPlanning(false)}
          onPlanned={() => {
            setPlanning(false);
            reload();
          }}
        />
      )}
      {removing !== null && <RemoveDialog shift={removing} name={nameOf(removing.account_id)} onClose={() => setRemoving(null)} onRemoved={reload} />}
      {swapping !== null && (
        <SwapDialog
          shift={swapping}
          colleagues={(loaded?.colleagues ?? []).filter((each) => each.id !== me.account_id)}
          onClose={() => setSwapping(null)}
          onAsked={() => {
            setSwapping(null);
            reload();
          }}
        />
      )}
    </div>
  );
}

type NameOf = (accountId: string) => string;

function OnDuty({ shifts, nameOf }: { shifts: readonly Shift[]; nameOf: NameOf }) {
  const { t } = useTranslation();
  return (
    <section className="card">
      <h2>{t("duty.now")}</h2>
      {shifts.length === 0 && <p className="muted">{t("duty.nobody")}</p>}
      <ul className="plain">
        {shifts.map((each) => (
          <li key={each.id}>
            {nameOf(each.account_id)} <span className="muted">{t("duty.until", { time: hourOf(each.ends_us) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const SHOWN = 6;

function Problems({ problems, nameOf }: { problems: readonly Problem[]; nameOf: NameOf }) {
  const { t, i18n } = useTranslation();
  return (
    <section className="card">
      <h2>
        {t("duty.problems")} {problems.length > 0 && (
          <Badge color="yellow" variant="light">
            {problems.length}
          </Badge>
        )}
      </h2>
      {problems.length === 0 && <p className="muted">{t("duty.noProblem")}</p>}
      <ul className="plain">
        {problems.slice(0, SHOWN).map((each) => (
          <li key={`${each.kind}${each.starts_us}${each.account_id ?? ""}`}>
            {formatShortDate(each.starts_us, i18n.language)} {hourOf(each.starts_us)}–{hourOf(each.ends_us)} ·{" "}
            {t(`duty.problem.${each.kind}`, { people: each.people ?? 0 })}
            {each.account_id !== null && ` · ${nameOf(each.account_id)}`}
          </li>
        ))}
      </ul>
      {problems.length > SHOWN && <p className="muted">{t("duty.more", { count: problems.length - SHOWN })}</p>}
    </section>
  );
}

interface DayProps {
  day: Day;
  shifts: readonly Shift[];
  mine: string;
  nameOf: NameOf;
  onSwap: (shift: Shift) => void;
  onRemove: ((shift: Shift) => void) | null;
}

function DayCard({ day, shifts, mine, nameOf, onSwap, onRemove }: DayProps) {
  const { t, i18n } = useTranslation();
  const now = nowUs();
  const today = day.start_us <= now && now < day.end_us;
  return (
    <section className={today ? "card rota-day rota-today" : "card rota-day"} aria-current={today ? "date" : undefined}>
      <h2>{formatDate(day.start_us, i18n.language)}</h2>
      {shifts.length === 0 && <p className="muted">{t("duty.empty")}</p>}
      <ul className="plain">
        {shifts.map((each) => (
          <li key={each.id} className={each.account_id === mine ? "rota-mine" : undefined}>
            <span className="rota-time">
              {hourOf(each.starts_us)}–{hourOf(each.ends_us)}
            </span>{" "}
            {nameOf(each.account_id)}
            {each.account_id === mine && each.starts_us > now && (
              <Button size="compact-xs" variant="light" ml={6} onClick={() => onSwap(each)}>
                {t("duty.swap")}
              </Button>
            )}
            {onRemove !== null && each.starts_us > now && (
              <CloseButton
                size="xs"
                className="rota-remove"
                aria-label={t("duty.removeLabel", { name: nameOf(each.account_id), when: hourOf(each.starts_us) })}
                title={t("duty.remove")}
                onClick={() => onRemove(each)}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
