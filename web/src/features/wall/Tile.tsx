// One tile of the wall: the picture, the camera's name, the time of the picture, its state, and what can be done.
import { memo, useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { DRAG_CAMERA, DRAG_TILE } from "./drag";
import { FullTile } from "./FullTile";
import { TileActions, type TileActionHandlers } from "./TileActions";


export interface TileProps extends TileActionHandlers {
  index: number;
  camera: Camera | null;
  selected: boolean;
  enlarged: boolean;
  hidden: boolean;
  swapSource: boolean;
  showDelay: boolean;
  recorderDown: boolean;
  canWatch: boolean;
  onSelect: (index: number) => void;
  onDropCamera: (cameraId: string, index: number) => void;
  onDropTile: (from: number, to: number) => void;
}

export const Tile = memo(function Tile(props: TileProps) {
  const { index, camera, onDropCamera, onDropTile } = props;
  const [over, setOver] = useState(false);
  const { t } = useTranslation();

  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const cameraId = event.dataTransfer.getData(DRAG_CAMERA);
    const from = event.dataTransfer.getData(DRAG_TILE);
    if (cameraId !== "") onDropCamera(cameraId, index);
    else if (from !== "") onDropTile(Number(from), index);
  };

  const classes = ["tile"];
  if (props.selected) classes.push("tile-selected");
  if (props.enlarged) classes.push("tile-enlarged");
  if (props.hidden) classes.push("tile-hidden");
  if (props.swapSource) classes.push("tile-swap");
  if (over) classes.push("tile-over");

  return (
    <section
      className={classes.join(" ")}
      aria-label={camera === null ? t("wall.tileEmpty", { n: index + 1 }) : undefined}
      onClick={() => props.onSelect(index)}
      onDoubleClick={() => camera !== null && props.onEnlarge(index)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      draggable={camera !== null}
      onDragStart={(event) => event.dataTransfer.setData(DRAG_TILE, String(index))}
    >
      {camera === null ? (
        <EmptyTile index={index} />
      ) : (
        <FullTile
          key={camera.id}
          camera={camera}
          index={index}
          enlarged={props.enlarged}
          showDelay={props.showDelay}
          recorderDown={props.recorderDown}
          canWatch={props.canWatch}
        >
          <TileActions
            index={index}
            camera={camera}
            enlarged={props.enlarged}
            onEnlarge={props.onEnlarge}
            onRemove={props.onRemove}
            onSwap={props.onSwap}
          />
        </FullTile>
      )}
    </section>
  );
});

function EmptyTile({ index }: { index: number }) {
  const { t } = useTranslation();
  return (
    <div className="tile-empty">
      <span className="tile-number">{index + 1}</span>
      <span className="tile-hint">{t("wall.emptyHint")}</span>
    </div>
  );
}
