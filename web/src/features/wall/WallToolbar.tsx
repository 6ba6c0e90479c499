// Above the wall: how many tiles, layouts, undo, full screen, help.
import { ActionIcon, Group, SegmentedControl, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Layout, TileCount } from "@/api/types";
import { Icon, type IconName } from "@/ui/icons";
import { LayoutMenu } from "./LayoutMenu";
import { TILE_COUNTS, type Wall } from "./model";

interface Props {
  wall: Wall;
  canUndo: boolean;
  listShown: boolean;
  delaysShown: boolean;
  onTiles: (tiles: TileCount) => void;
  onLayout: (layout: Layout) => void;
  onUndo: () => void;
  onFill: () => void;
  onClear: () => void;
  onFullScreen: () => void;
  onList: () => void;
  onDelays: () => void;
  onHelp: () => void;
}

export function WallToolbar(props: Props) {
  const { t } = useTranslation();
  return (
    <div className="wall-toolbar">
      <Group gap="xs" wrap="nowrap">
        <Tool icon="list" label={props.listShown ? t("wall.hideList") : t("wall.showList")} onClick={props.onList} pressed={props.listShown} />
        <SegmentedControl
          size="xs"
          aria-label={t("wall.tiles")}
          value={String(props.wall.tiles)}
          onChange={(value) => props.onTiles(Number(value) as TileCount)}
          data={TILE_COUNTS.map((count) => ({ value: String(count), label: String(count) }))}
        />
      </Group>
      <Group gap="xs" wrap="nowrap">
        <LayoutMenu wall={props.wall} onShow={props.onLayout} />
        <Tool icon="undo" label={t("shell.undo")} onClick={props.onUndo} disabled={!props.canUndo} />
        <Tool icon="plus" label={t("wall.fill")} onClick={props.onFill} />
        <Tool icon="trash" label={t("wall.clear")} onClick={props.onClear} />
        <Tool icon="gauge" label={t("wall.delays")} onClick={props.onDelays} pressed={props.delaysShown} />
        <Tool icon="full" label={t("wall.fullScreen")} onClick={props.onFullScreen} />
        <Tool icon="help" label={t("wall.help")} onClick={props.onHelp} />
      </Group>
    </div>
  );
}

interface ToolProps {
  icon: IconName;
  label: string;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
}

function Tool({ icon, label, onClick, disabled = false, pressed }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed === true ? "light" : "subtle"}
        color={pressed === true ? "sky" : "gray"}
        size={30}
        aria-label={label}
        aria-pressed={pressed}
        disabled={disabled}
        onClick={onClick}
      >
        <Icon name={icon} />
      </ActionIcon>
    </Tooltip>
  );
}
