// The video wall.
import { useCallback, useMemo, useRef, useState } from "react";
import { Drawer } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Layout, TileCount } from "@/api/types";
import { useCameras } from "@/features/cameras/store";
import { useSession } from "@/features/people/session";
import { say } from "@/ui/toasts";
import { CameraList } from "./CameraList";
import { acrossTown } from "./grouping";
import { HelpDialog } from "./HelpDialog";
import { clearTile, emptyWall, fillEmpty, fromLayout, neighbour, nextTile, place, swap, TILE_COUNTS, tileFromDigits, withTiles } from "./model";
import { Tile } from "./Tile";
import { useWall } from "./useWall";
import { useWallKeys } from "./useWallKeys";
import { WallToolbar } from "./WallToolbar";

export function WallPage() {
  const { t } = useTranslation();
  const { me, can } = useSession();
  const { cameras, byId, recorder } = useCameras();
  const state = useWall(me.account_id, cameras);
  const { wall, selected, enlarged, swapping, change, undo, select, enlarge, startSwap } = state;
  const small = useMediaQuery("(max-width: 900px)");
  const [listShown, setListShown] = useState(true);
  const [drawer, setDrawer] = useState(false);
  const [help, setHelp] = useState(false);
  const [delays, setDelays] = useState(false);
  const searchBox = useRef<HTMLInputElement>(null);

  const onWall = useMemo(
    () => new Map(wall.cameras.flatMap((id, index) => (id === null ? [] : [[id, index] as const]))),
    [wall],
  );

  const toggleEnlarged = useCallback(
    (tile: number) => {
      if (wall.cameras[tile] != null) enlarge(enlarged === tile ? null : tile);
    },
    [wall, enlarged, enlarge],
  );
  const chooseTile = useCallback(
    (tile: number) => {
      if (swapping !== null) {
        change((before) => swap(before, swapping, tile));
        startSwap(null);
      }
      select(tile);
    },
    [swapping, change, startSwap, select],
  );
  const put = useCallback(
    (cameraId: string) => {
      change((before) => place(before, cameraId, selected));
      select(nextTile(place(wall, cameraId, selected), selected));
      setDrawer(false);
    },
    [change, select, selected, wall],
  );
  const dropCamera = useCallback((id: string, tile: number) => change((before) => place(before, id, tile)), [change]);
  const dropTile = useCallback((from: number, to: number) => change((before) => swap(before, from, to)), [change]);
  const remove = useCallback((tile: number) => change((before) => clearTile(before, tile)), [change]);
  const setTiles = (tiles: TileCount): void => change((before) => withTiles(before, tiles));
  const toggleFullScreen = useCallback(() => {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen();
  }, []);
  const fillWall = (): void => change((before) => fillEmpty(before, acrossTown(cameras).map((camera) => camera.id)));
  const toggleList = (): void => (small ? setDrawer(true) : setListShown(!listShown));

  useWallKeys({
    digits: (typed) => {
      const tile = tileFromDigits(typed, wall.tiles) ?? tileFromDigits(typed.slice(-1), wall.tiles);
      if (tile !== null) chooseTile(tile);
    },
    arrow: (direction) => {
      const tile = neighbour(wall, selected, direction);
      select(tile);
      if (enlarged !== null && wall.cameras[tile] != null) enlarge(tile);
    },
    enter: () => (swapping === null ? toggleEnlarged(selected) : chooseTile(selected)),
    escape: () => (swapping === null ? enlarge(null) : startSwap(null)),
    size: (step) => {
      const next = TILE_COUNTS[TILE_COUNTS.indexOf(wall.tiles) + step];
      if (next !== undefined) setTiles(next);
    },
    search: () => {
      setListShown(true);
      setTimeout(() => searchBox.current?.focus(), 0);
    },
    swap: () => startSwap(selected),
    remove: () => remove(selected),
    undo,
    fill: fillWall,
    fullScreen: toggleFullScreen,
    list: toggleList,
    delays: () => setDelays(!delays),
    help: () => setHelp(true),
  });

  const list = <CameraList cameras={cameras} onWall={onWall} selectedTile={selected} searchBox={searchBox} onPut={put} />;

  return (
    <div className="wall-page">
      <h1 className="visually-hidden">{t("wall.title")}</h1>
      {!small && listShown && list}
      <div className="wall-main">
        <WallToolbar
          wall={wall}
          canUndo={state.canUndo}
          listShown={listShown && !small}
          delaysShown={delays}
          onTiles={setTiles}
          onLayout={(layout: Layout) => {
            change(() => fromLayout(layout));
            say(t("wall.loaded", { name: layout.name }), { undo });
          }}
          onUndo={undo}
          onFill={fillWall}
          onClear={() => {
            change((before) => emptyWall(before.tiles));
            say(t("wall.cleared"), { undo: () => change(() => wall) });
          }}
          onFullScreen={toggleFullScreen}
          onList={toggleList}
          onDelays={() => setDelays(!delays)}
          onHelp={() => setHelp(true)}
        />
        {swapping !== null && (
          <p className="swap-hint" role="status">
            {t("wall.swapping", { n: swapping + 1 })}
          </p>
        )}
        <div className={`wall wall-${wall.tiles}${enlarged === null ? "" : " wall-one"}`}>
          {wall.cameras.map((id, index) => (
            <Tile
              key={index}
              index={index}
              camera={id === null ? null : (byId.get(id) ?? null)}
              selected={selected === index}
              enlarged={enlarged === index}
              hidden={enlarged !== null && enlarged !== index}
              swapSource={swapping === index}
              showDelay={delays}
              recorderDown={recorder === "down"}
              canWatch={can("watch_live")}
              onSelect={chooseTile}
              onEnlarge={toggleEnlarged}
              onRemove={remove}
              onSwap={startSwap}
              onDropCamera={dropCamera}
              onDropTile={dropTile}
            />
          ))}
        </div>
      </div>
      <Drawer opened={drawer} onClose={() => setDrawer(false)} title={t("wall.list")} size="88%" closeButtonProps={{ "aria-label": t("shell.close") }}>
        {small && list}
      </Drawer>
      <HelpDialog opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}
