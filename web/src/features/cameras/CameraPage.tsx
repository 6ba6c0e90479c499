// One camera: what it does, why it fails and what to do, its equipment; its live picture for those who may watch.
import { useState } from "react";
import { Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { removeCamera } from "@/api/endpoints";
import type { Camera } from "@/api/types";
import { Link, navigate } from "@/app/router";
import { TwoPersonDialog } from "@/features/confirmations/TwoPersonDialog";
import { useSession } from "@/features/people/session";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toasts";
import { CameraFacts } from "./CameraFacts";
import { CameraForm } from "./CameraForm";
import { CameraPreview } from "./CameraPreview";
import { placeOf } from "./place";
import { CONFIGURES } from "./rights";
import { loadCameras, useCameras } from "./store";

export function CameraPage({ cameraId }: { cameraId: string }) {
  const { t } = useTranslation();
  const { byId, loading, failure } = useCameras();
  const camera = byId.get(cameraId);
  if (camera !== undefined) return <Known camera={camera} />;
  if (failure !== null) return <Blank icon="warning" title={failureText(t, failure)} />;
  if (loading) return <Loader className="page" aria-label={t("shell.loading")} />;
  return (
    <Blank icon="camera" title={t("errors.notFound")}>
      <Button onClick={() => navigate("/cameras")}>{t("cameras.back")}</Button>
    </Blank>
  );
}

function Known({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const { can } = useSession();
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const watchable = can("watch_live") && camera.enabled && camera.status.state !== "not_authorised";

  const removed = async (): Promise<void> => {
    say(t("cameras.removed", { name: camera.name }));
    navigate("/cameras");
    await loadCameras();
  };

  return (
    <div className="page">
      <div className="page-head">
        <Link to="/cameras" className="back" aria-label={t("cameras.back")} title={t("cameras.back")}>
          <Icon name="back" />
        </Link>
        <h1>{camera.name}</h1>
        <span className="muted">{placeOf(t, camera)}</span>
        <span className="grow" />
        {can("play_back") && (
          <Button
            variant="default"
            leftSection={<Icon name="playback" size={16} />}
            onClick={() => navigate(`/relecture?camera=${encodeURIComponent(camera.id)}`)}
          >
            {t("cameras.playback")}
          </Button>
        )}
        {can(CONFIGURES) && (
          <>
            <Button variant="default" leftSection={<Icon name="edit" size={16} />} onClick={() => setEditing(true)}>
              {t("cameras.edit")}
            </Button>
            <Button variant="default" color="red" leftSection={<Icon name="trash" size={16} />} onClick={() => setRemoving(true)}>
              {t("cameras.remove")}
            </Button>
          </>
        )}
      </div>
      <div className={watchable ? "camera-page" : "camera-page camera-page-alone"}>
        {watchable && <CameraPreview camera={camera} />}
        <CameraFacts camera={camera} />
      </div>
      <CameraForm opened={editing} camera={camera} onClose={() => setEditing(false)} />
      {removing && (
        <TwoPersonDialog
          act="delete_camera"
          subject={camera.id}
          title={t("cameras.removeTitle", { name: camera.name })}
          text={t("cameras.removeAsk")}
          confirm={t("cameras.remove")}
          perform={() => removeCamera(camera.id)}
          onClose={() => setRemoving(false)}
          onDone={() => void removed()}
        />
      )}
    </div>
  );
}
