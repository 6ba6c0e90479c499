// A day: typed as it is written here, or moved one day at a time.
import { ActionIcon, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { nowUs } from "@/time/clock";
import { civilDay, dateValue, instantsOf, readLocal } from "@/time/zone";
import { Icon } from "@/ui/icons";

const HALF_DAY_US = 43_200e6;

export function DateField({ date, onDate }: { date: string; onDate: (date: string) => void }) {
  const { t } = useTranslation();
  const move = (days: 1 | -1): void => onDate(otherDay(date, days));
  const last = otherDay(date, 1) === date;
  return (
    <div className="date-field">
      <ActionIcon variant="default" size={36} aria-label={t("archive.previousDay")} title={t("archive.previousDay")} onClick={() => move(-1)}>
        <Icon name="back" size={16} />
      </ActionIcon>
      <TextInput
        className="choose-date"
        label={t("archive.date")}
        inputMode="numeric"
        placeholder="23/11/2026"
        value={date}
        onChange={(event) => onDate(event.currentTarget.value)}
      />
      <ActionIcon variant="default" size={36} disabled={last} aria-label={t("archive.nextDay")} title={t("archive.nextDay")} onClick={() => move(1)}>
        <Icon name="next" size={16} />
      </ActionIcon>
    </div>
  );
}

/** The day before or after, never after today; today when the text is no date. */
function otherDay(date: string, days: 1 | -1): string {
  const noon = readLocal(date, "12:00");
  const us = noon === null ? undefined : instantsOf(noon)[0];
  if (us === undefined) return dateValue(nowUs());
  const day = civilDay(us);
  const wanted = days > 0 ? day.end_us + HALF_DAY_US : day.start_us - HALF_DAY_US;
  return dateValue(Math.min(wanted, nowUs()));
}
