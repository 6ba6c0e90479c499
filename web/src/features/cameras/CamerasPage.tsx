// All cameras in one table: state, what arrives, what is lost.
import { useMemo, useState } from "react";
import { Alert, Button, Loader, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CameraState } from "@/api/types";
import { useSession } from "@/features/people/session";
import { searchCameras } from "@/features/wall/grouping";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { CameraForm } from "./CameraForm";
import { CameraTable } from "./CameraTable";
import { CONFIGURES } from "./rights";
import { loadCameras, useCameras } from "./store";

const STATES: readonly CameraState[] = ["recording", "connecting", "failed", "not_authorised", "disabled"];

export function CamerasPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { cameras, loading, failure } = useCameras();
  const [query, setQuery] = useState("");
  const [state, setState] = useState<CameraState | null>(null);
  const [adding, setAdding] = useState(false);
  const shown = useMemo(
    () => searchCameras(cameras, query).filter((camera) => state === null || camera.status.state === state),
    [cameras, query, state],
  );

  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("cameras.title")}</h1>
        <span className="muted">{t("cameras.shown", { n: shown.length, total: cameras.length })}</span>
        <span className="grow" />
        <TextInput
          type="search"
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          aria-label={t("wall.search")}
          placeholder={t("wall.searchHint")}
          leftSection={<Icon name="search" size={16} />}
        />
        <Select
          aria-label={t("cameras.filter")}
          placeholder={t("cameras.allStates")}
          value={state}
          onChange={(value) => setState(value)}
          clearable
          clearButtonProps={{ "aria-label": t("cameras.allStates") }}
          data={STATES.map((value) => ({
            value,
            label: `${t(`cameras.state.${value}`)} (${cameras.filter((camera) => camera.status.state === value).length})`,
          }))}
        />
        {can(CONFIGURES) && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
            {t("cameras.add")}
          </Button>
        )}
      </div>
      {!can("watch_live") && can("see_equipment") && <p className="note">{t("cameras.noImages")}</p>}
      {loading && failure === null && <Loader aria-label={t("shell.loading")} />}
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
          <Button size="compact-sm" variant="light" ml="md" onClick={() => void loadCameras()}>
            {t("shell.retry")}
          </Button>
        </Alert>
      )}
      {!loading && cameras.length === 0 && (
        <Blank icon="camera" title={can(CONFIGURES) ? t("cameras.empty") : t("cameras.emptyForYou")} />
      )}
      {shown.length > 0 && <CameraTable cameras={shown} />}
      {shown.length === 0 && cameras.length > 0 && <p className="muted">{t("wall.none", { query })}</p>}
      <CameraForm opened={adding} camera={null} onClose={() => setAdding(false)} />
    </div>
  );
}
