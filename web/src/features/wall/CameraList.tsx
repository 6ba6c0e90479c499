// Cameras beside the wall: search, groups, drag onto a tile; with the keyboard, Enter puts one in the chosen tile.
import { useMemo, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { useCameras } from "@/features/cameras/store";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { CameraRow } from "./CameraRow";
import { groupCameras, searchCameras, type GroupBy } from "./grouping";

interface Props {
  cameras: readonly Camera[];
  onWall: ReadonlyMap<string, number>;
  selectedTile: number;
  searchBox: RefObject<HTMLInputElement | null>;
  onPut: (cameraId: string) => void;
}

export function CameraList({ cameras, onWall, selectedTile, searchBox, onPut }: Props) {
  const { t } = useTranslation();
  const { loading, failure } = useCameras();
  const [query, setQuery] = useState("");
  const [by, setBy] = useState<GroupBy>("quarter");
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(() => searchCameras(cameras, query), [cameras, query]);
  const groups = useMemo(() => groupCameras(found, by), [found, by]);

  const move = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    event.stopPropagation();
    const rows = [...(list.current?.querySelectorAll<HTMLButtonElement>("button.camera-row") ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLButtonElement);
    const to = event.key === "ArrowDown" ? at + 1 : at - 1;
    if (to < 0) searchBox.current?.focus();
    else rows[to]?.focus();
  };

  const enter = (event: KeyboardEvent): void => {
    const first = groups[0]?.cameras[0];
    if (event.key === "Enter" && first !== undefined && query !== "") {
      onPut(first.id);
      setQuery("");
    }
    if (event.key === "Escape") searchBox.current?.blur();
  };

  return (
    <aside className="camera-list" aria-label={t("wall.list")} onKeyDown={move}>
      <div className="camera-list-head">
        <TextInput
          ref={searchBox}
          type="search"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          onKeyDown={enter}
          placeholder={t("wall.searchHint")}
          aria-label={t("wall.search")}
          leftSection={<Icon name="search" size={16} />}
          size="sm"
        />
        <SegmentedControl
          fullWidth
          size="xs"
          value={by}
          onChange={(value) => setBy(value)}
          aria-label={t("wall.groupBy")}
          data={[
            { value: "quarter", label: t("wall.byQuarter") },
            { value: "kind", label: t("wall.byKind") },
            { value: "state", label: t("wall.byState") },
          ]}
        />
      </div>
      <div className="camera-list-body" ref={list}>
        {groups.map((group) => (
          <section key={group.key} aria-label={groupName(group.key)}>
            <h2 className="camera-group">
              <span>{groupName(group.key)}</span>
              <span className="camera-group-count">{group.cameras.length}</span>
            </h2>
            <ul className="plain-list">
              {group.cameras.map((camera) => (
                <CameraRow
                  key={camera.id}
                  camera={camera}
                  tile={onWall.get(camera.id) ?? null}
                  selectedTile={selectedTile}
                  onPut={onPut}
                />
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && failure !== null && <p className="bad pad">{failureText(t, failure)}</p>}
        {groups.length === 0 && failure === null && !loading && (
          <p className="muted pad">{query === "" ? t("wall.noCamera") : t("wall.none", { query })}</p>
        )}
      </div>
    </aside>
  );

  function groupName(key: string): string {
    if (by === "quarter") return key === "" ? "—" : key;
    if (by === "kind") return t(`wall.kinds.${key as Camera["kind"]}`);
    return t(`cameras.state.${key as Camera["status"]["state"]}`);
  }
}
