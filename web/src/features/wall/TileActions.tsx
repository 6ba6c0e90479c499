// What can be done with a tile, shown when the pointer or the keyboard is on it.
import { ActionIcon, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { navigate } from "@/app/router";
import type { Camera } from "@/api/types";
import { useSession } from "@/features/people/session";
import { Icon, type IconName } from "@/ui/icons";

export interface TileActionHandlers {
  onEnlarge: (index: number) => void;
  onRemove: (index: number) => void;
  onSwap: (index: number) => void;
}

interface Props extends TileActionHandlers {
  index: number;
  camera: Camera;
  enlarged: boolean;
}

export function TileActions({ index, camera, enlarged, onEnlarge, onRemove, onSwap }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  return (
    <div className="tile-actions" onDoubleClick={(event) => event.stopPropagation()}>
      <Action
        icon={enlarged ? "reduce" : "enlarge"}
        label={`${enlarged ? t("wall.reduce") : t("wall.enlarge")} : ${camera.name}`}
        onClick={() => onEnlarge(index)}
      />
      {can("play_back") && (
        <Action
          icon="playback"
          label={`${t("wall.playback")} : ${camera.name}`}
          onClick={() => navigate(`/relecture?camera=${encodeURIComponent(camera.id)}`)}
        />
      )}
      {!enlarged && (
        <>
          <Action icon="swap" label={`${t("wall.swap")} : ${camera.name}`} onClick={() => onSwap(index)} />
          <Action icon="close" label={`${t("wall.remove")} : ${camera.name}`} onClick={() => onRemove(index)} />
        </>
      )}
    </div>
  );
}

function Action({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        className="tile-action"
        size={28}
        variant="default"
        aria-label={label}
        onClick={(event) => {
          event.stopPropagation();
          onClick();
        }}
      >
        <Icon name={icon} size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
