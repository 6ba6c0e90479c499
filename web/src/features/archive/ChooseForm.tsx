// Which cameras, which day, what time; the hour that exists twice in October is asked about, the one skipped in March refused.
import { useMemo, useState, type SyntheticEvent } from "react";
import { Button, SegmentedControl, MultiSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { nowUs } from "@/time/clock";
import { DateField } from "./DateField";
import { hourText } from "./hourText";
import { dateValue, instantsOf, readLocal, timeValue } from "@/time/zone";
import { Icon } from "@/ui/icons";

export interface Choice {
  cameraIds: readonly string[];
  atUs: number;
}

interface Props {
  cameras: readonly Camera[];
  initialCamera: string | null;
  onChoose: (choice: Choice) => void;
}

/** Rows of one time line. */
const MOST_CAMERAS = 16;
const FIRST_LOOK_BACK_US = 300e6;

export function ChooseForm({ cameras, initialCamera, onChoose }: Props) {
  const { t } = useTranslation();
  const [cameraIds, setCameraIds] = useState<string[]>(initialCamera === null ? [] : [initialCamera]);
  const [date, setDate] = useState(() => dateValue(nowUs()));
  const [time, setTime] = useState(() => timeValue(nowUs() - FIRST_LOOK_BACK_US));
  const [which, setWhich] = useState("0");
  const [checked, setChecked] = useState(false);
  const instants = useMemo(() => {
    const local = readLocal(date, time);
    return local === null ? null : instantsOf(local);
  }, [date, time]);
  const atUs = instants?.[Math.min(Number(which), instants.length - 1)];
  const problem = problemOf();

  function problemOf(): string | null {
    if (instants === null) return t("archive.badDate");
    if (atUs === undefined) return t("archive.skipped");
    return atUs > nowUs() ? t("archive.future") : null;
  }

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (cameraIds.length > 0 && atUs !== undefined && problem === null) onChoose({ cameraIds, atUs });
  };

  return (
    <form className="choose" onSubmit={submit} noValidate>
      <MultiSelect
        className="choose-camera"
        label={t("archive.camera")}
        placeholder={cameraIds.length === 0 ? t("archive.cameraHint") : undefined}
        searchable
        value={cameraIds}
        onChange={setCameraIds}
        maxValues={MOST_CAMERAS}
        hidePickedOptions
        clearable
        error={checked && cameraIds.length === 0 ? t("archive.cameraHint") : undefined}
        data={cameras.map((camera) => ({ value: camera.id, label: camera.name }))}
        nothingFoundMessage="—"
      />
      <DateField date={date} onDate={setDate} />
      <TextInput
        className="choose-time"
        inputMode="numeric"
        placeholder="14:05:00"
        label={atUs === undefined ? t("archive.time") : `${t("archive.time")} ${hourText(t, atUs)}`}
        value={time}
        onChange={(event) => setTime(event.currentTarget.value)}
      />
      {instants !== null && instants.length > 1 && (
        <div className="choose-which">
          <span className="choose-which-label" id="which-hour" title={t("archive.whichHint")}>
            {t("archive.which")}
          </span>
          <SegmentedControl
            aria-labelledby="which-hour"
            value={which}
            onChange={setWhich}
            data={instants.map((us, index) => ({
              value: String(index),
              label: `${time.trim().slice(0, 5)} ${hourText(t, us)}`,
            }))}
          />
        </div>
      )}
      <Button type="submit" leftSection={<Icon name="lock" size={16} />}>
        {t("archive.open")}
      </Button>
      {problem !== null && (
        <p className="bad choose-problem" role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
