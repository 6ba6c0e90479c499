// Marks a part of the recording, from and to where it is being read, and keeps it.
import { useState } from "react";
import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Camera, Interval } from "@/api/types";
import { formatClock } from "@/time/format";
import { say } from "@/ui/toasts";
import { HoldDialog } from "./HoldDialog";
import { HoldList } from "./HoldList";
import { hourText } from "./hourText";
import type { Marks } from "./marks";

interface Props {
  cameras: readonly Camera[];
  marks: Marks;
  chosen: Interval | null;
  onFrom: () => void;
  onTo: () => void;
  onClear: () => void;
  onChanged: () => void;
  nameOf: (cameraId: string) => string;
}

export function HoldBar({ cameras, marks, chosen, onFrom, onTo, onClear, onChanged, nameOf }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [listing, setListing] = useState(false);
  const at = (us: number | null): string => (us === null ? "" : ` ${formatClock(us)} ${hourText(t, us)}`);
  return (
    <Group gap={6} justify="center" className="hold-bar">
      <Button size="xs" variant="default" title={t("archive.markFromKey")} onClick={onFrom}>
        {t("archive.markFrom")}
        {at(chosen?.start_us ?? marks.fromUs)}
      </Button>
      <Button size="xs" variant="default" title={t("archive.markToKey")} onClick={onTo}>
        {t("archive.markTo")}
        {at(chosen?.end_us ?? marks.toUs)}
      </Button>
      <Button size="xs" disabled={chosen === null} onClick={() => setAsking(true)}>
        {t("archive.hold")}
      </Button>
      <Button size="xs" variant="subtle" disabled={marks.fromUs === null && marks.toUs === null} onClick={onClear}>
        {t("archive.markClear")}
      </Button>
      <Button size="xs" variant="subtle" onClick={() => setListing(true)}>
        {t("archive.holds")}
      </Button>
      {asking && chosen !== null && (
        <HoldDialog
          chosen={chosen}
          cameras={cameras}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onClear();
            say(t("archive.holdDone"));
            onChanged();
          }}
        />
      )}
      {listing && <HoldList nameOf={nameOf} onClose={() => setListing(false)} onChanged={onChanged} />}
    </Group>
  );
}
