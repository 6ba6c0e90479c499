// Plans a rota from a template: hours, first day, length, and who takes turns in each shift.
import { useState } from "react";
import { Alert, Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { nowUs } from "@/time/clock";
import { formatShortDate } from "@/time/format";
import { dateValue, two } from "@/time/zone";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { planShifts, removeShift, type Colleague, type Shift } from "./calls";
import { hourOf } from "./days";
import { PATTERNS, startWithoutPeople, templateOf, type PatternName, type Plan } from "./turns";

const DAY_US = 86_400e6;
const MAX_DAYS = 366;
const MAX_RUN = 7;
const MAX_TOGETHER = 8;

interface Props {
  colleagues: readonly Colleague[];
  onClose: () => void;
  onPlanned: () => void;
}

export function PlanDialog({ colleagues, onClose, onPlanned }: Props) {
  const { t, i18n } = useTranslation();
  const [plan, setPlan] = useState<Plan>(() => ({
    pattern: "threeByEight",
    first_day: dateValue(nowUs() + DAY_US),
    days: 28,
    together: 1,
    run: 2,
    teams: [],
  }));
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { starts, length_minutes } = PATTERNS[plan.pattern];
  const change = (part: Partial<Plan>): void => {
    setPlan((before) => ({ ...before, ...part }));
    setProblem(null);
  };
  const setTeam = (row: number, team: string[]): void => change({ teams: starts.map((_, each) => (each === row ? team : (plan.teams[each] ?? []))) });

  const send = async (): Promise<void> => {
    const empty = startWithoutPeople(plan);
    if (empty >= 0) {
      setProblem(t("duty.plan.tooFew", { shift: hours(starts[empty] as number, length_minutes), count: plan.together }));
      return;
    }
    setBusy(true);
    const result = await planShifts(templateOf(plan));
    setBusy(false);
    if (!result.ok) {
      setProblem(reasonOf(result.failure));
      return;
    }
    const made = result.data;
    say(t("duty.plan.done", { count: made.length }), { undo: () => void undo(made) });
    onPlanned();
  };

  const reasonOf = (failure: Failure): string => {
    const text = failureText(t, failure);
    if (failure.kind !== "rejected") return text;
    const { account_id, starts_us } = failure.details;
    const name = colleagues.find((each) => each.id === account_id)?.name;
    if (name === undefined || typeof starts_us !== "number") return text;
    return `${name}, ${formatShortDate(starts_us, i18n.language)} ${hourOf(starts_us)} : ${text}`;
  };

  const undo = async (made: readonly Shift[]): Promise<void> => {
    for (const each of made) {
      const removed = await removeShift(each.id);
      if (!removed.ok) {
        say(failureText(t, removed.failure), { tone: "bad" });
        break;
      }
    }
    onPlanned();
  };

  return (
    <Modal opened onClose={onClose} size="lg" title={t("duty.plan.title")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <Stack>
        <Select
          label={t("duty.plan.pattern")}
          data-autofocus
          allowDeselect={false}
          value={plan.pattern}
          onChange={(value) => change({ pattern: value as PatternName, teams: [] })}
          data={Object.keys(PATTERNS).map((name) => ({ value: name, label: t(`duty.plan.patterns.${name as PatternName}`) }))}
        />
        <div className="plan-numbers">
          <TextInput
            type="date"
            label={t("duty.plan.firstDay")}
            value={plan.first_day}
            min={dateValue(nowUs())}
            onChange={(event) => change({ first_day: event.currentTarget.value })}
          />
          <Count label={t("duty.plan.days")} max={MAX_DAYS} value={plan.days} onChange={(days) => change({ days })} />
          <Count label={t("duty.plan.together")} max={MAX_TOGETHER} value={plan.together} onChange={(together) => change({ together })} />
          <Count label={t("duty.plan.run")} max={MAX_RUN} value={plan.run} onChange={(run) => change({ run })} />
        </div>
        {starts.map((start, row) => (
          <MultiSelect
            key={start}
            label={t("duty.plan.team", { shift: hours(start, length_minutes) })}
            searchable
            hidePickedOptions
            value={[...(plan.teams[row] ?? [])]}
            onChange={(team) => setTeam(row, team)}
            data={colleagues.map((each) => ({ value: each.id, label: each.name }))}
            nothingFoundMessage={t("duty.plan.nobody")}
          />
        ))}
        <Text size="sm" c="dimmed">
          {t("duty.plan.hint", { count: plan.days * starts.length * plan.together })}
        </Text>
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("shell.cancel")}
          </Button>
          <Button loading={busy} disabled={plan.first_day === ""} onClick={() => void send()}>
            {t("duty.plan.send")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface CountProps {
  label: string;
  max: number;
  value: number;
  onChange: (value: number) => void;
}

function Count({ label, max, value, onChange }: CountProps) {
  return (
    <NumberInput
      label={label}
      min={1}
      max={max}
      clampBehavior="strict"
      allowDecimal={false}
      value={value}
      onChange={(given) => {
        if (typeof given === "number" && given >= 1) onChange(given);
      }}
    />
  );
}

/** `21:00–05:00` */
function hours(start: number, length: number): string {
  const text = (minutes: number): string => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  return `${text(start)}–${text(start + length)}`;
}
