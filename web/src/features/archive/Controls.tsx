// Play, pause, steps, jumps, speed, scale.
import { ActionIcon, Group, Select, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Icon, type IconName } from "@/ui/icons";
import { speedText, SPEEDS } from "./speeds";
import type { Playback } from "./useGrid";

interface Props {
  playback: Playback;
  disabled: boolean;
  onJump: (seconds: number) => void;
  onZoom: (factor: number) => void;
  onWholeDay: () => void;
  onMonth: () => void;
}

export function Controls({ playback, disabled, onJump, onZoom, onWholeDay, onMonth }: Props) {
  const { t, i18n } = useTranslation();
  const { playing, speed } = playback;
  return (
    <div className="controls">
      <Group gap={6} wrap="nowrap">
        <Act label={t("archive.back10")} text="−10" disabled={disabled} onClick={() => onJump(-10)} keys="J" />
        <Act label={t("archive.stepBack")} icon="stepBack" disabled={disabled} onClick={() => playback.step(-1)} keys="," />
        <Tooltip label={`${playing ? t("archive.pause") : t("archive.play")} (K)`}>
          <ActionIcon
            size={44}
            radius="xl"
            variant="filled"
            disabled={disabled}
            aria-label={playing ? t("archive.pause") : t("archive.play")}
            onClick={playback.toggle}
          >
            <Icon name={playing ? "pause" : "play"} size={22} />
          </ActionIcon>
        </Tooltip>
        <Act label={t("archive.stepForward")} icon="stepForward" disabled={disabled} onClick={() => playback.step(1)} keys="." />
        <Act label={t("archive.forward10")} text="+10" disabled={disabled} onClick={() => onJump(10)} keys="L" />
      </Group>
      <Group gap={6} wrap="nowrap">
        <Select
          size="xs"
          w={92}
          aria-label={t("archive.speed")}
          value={String(speed)}
          allowDeselect={false}
          disabled={disabled}
          onChange={(value) => playback.setSpeed(Number(value ?? 1))}
          data={SPEEDS.map((value) => ({ value: String(value), label: speedText(value, i18n.language) }))}
        />
        <Act label={t("archive.zoomOut")} icon="minus" keys="−" disabled={disabled} onClick={() => onZoom(2)} />
        <Act label={t("archive.zoomIn")} icon="plus" keys="+" disabled={disabled} onClick={() => onZoom(0.5)} />
        <Act label={t("archive.wholeDay")} text="24 h" disabled={disabled} onClick={onWholeDay} />
        <Act label={t("archive.month")} text={t("archive.monthShort")} disabled={disabled} onClick={onMonth} />
      </Group>
    </div>
  );
}

interface ActProps {
  label: string;
  icon?: IconName;
  text?: string;
  keys?: string;
  disabled: boolean;
  onClick: () => void;
}

function Act({ label, icon, text, keys, disabled, onClick }: ActProps) {
  return (
    <Tooltip label={keys === undefined ? label : `${label} (${keys})`}>
      <ActionIcon size={34} variant="default" aria-label={label} disabled={disabled} onClick={onClick} className="control">
        {icon === undefined ? text : <Icon name={icon} />}
      </ActionIcon>
    </Tooltip>
  );
}
