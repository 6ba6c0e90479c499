// One camera in the list.
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { StateDot } from "@/ui/StateDot";
import { placeOf } from "@/features/cameras/place";
import { DRAG_CAMERA } from "./drag";

interface Props {
  camera: Camera;
  tile: number | null;
  selectedTile: number;
  onPut: (cameraId: string) => void;
}

export const CameraRow = memo(function CameraRow({ camera, tile, selectedTile, onPut }: Props) {
  const { t } = useTranslation();
  const action = tile === null ? t("wall.put", { camera: camera.name, n: selectedTile + 1 }) : t("wall.onWall", { n: tile + 1 });
  return (
    <li>
      <button
        type="button"
        className="camera-row"
        draggable
        title={action}
        onDragStart={(event) => event.dataTransfer.setData(DRAG_CAMERA, camera.id)}
        onClick={() => onPut(camera.id)}
      >
        <StateDot state={camera.status.state} />
        <span className="camera-row-text">
          <span className="camera-row-name">{camera.name}</span>
          <span className="camera-row-site">{camera.status.state === "failed" ? t("cameras.state.failed") : placeOf(t, camera)}</span>
        </span>
        {camera.ptz && <span className="chip">PTZ</span>}
        {tile !== null && (
          <span className="chip chip-on" title={action}>
            {tile + 1}
          </span>
        )}
      </button>
    </li>
  );
});
