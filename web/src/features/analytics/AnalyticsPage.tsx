// Rules: choose a camera, draw over its live picture, see what the law allows, save a version, activate it.
import { useEffect, useState } from "react";
import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { useCameras } from "@/features/cameras/store";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { useLoaded } from "@/ui/useLoaded";
import { useWhenBack } from "@/ui/useWhenBack";
import "./analytics.css";
import { getAnalytics, listKinds, type CameraAnalytics } from "./api";
import { Editor } from "./Editor";
import { SuspendAll } from "./SuspendAll";

export default function AnalyticsPage() {
  const { t } = useTranslation();
  const { cameras, byId } = useCameras();
  const [cameraId, setCameraId] = useState<string | null>(() => new URLSearchParams(window.location.search).get("camera"));
  const { data: kinds, failure: noKinds } = useLoaded(listKinds);
  const [found, setFound] = useState<CameraAnalytics | null>(null);
  const [noRules, setNoRules] = useState<Failure | null>(null);
  const [reading, setReading] = useState(0);

  useEffect(() => {
    if (cameraId === null) return undefined;
    let left = false;
    void getAnalytics(cameraId).then((result) => {
      if (left) return;
      setFound(result.ok ? result.data : null);
      setNoRules(result.ok ? null : result.failure);
    });
    return () => {
      left = true;
    };
  }, [cameraId, reading]);

  useWhenBack(() => {
    if (noRules !== null) setReading((before) => before + 1);
  });
  const failure = noKinds ?? noRules;
  const camera = cameraId === null ? undefined : byId.get(cameraId);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("analytics.title")}</h1>
        <span className="grow" />
        <SuspendAll />
        <Select
          aria-label={t("analytics.camera")}
          placeholder={t("analytics.cameraHint")}
          searchable
          value={cameraId}
          onChange={(value) => {
            setFound(null);
            setCameraId(value);
          }}
          data={cameras.map((each) => ({ value: each.id, label: each.name }))}
        />
      </div>
      <p className="muted">{t("analytics.intro")}</p>
      {failure !== null && <Blank icon="warning" title={failureText(t, failure)} />}
      {cameraId === null && failure === null && <Blank icon="edit" title={t("analytics.choose")} />}
      {camera !== undefined && found !== null && kinds !== null && kinds.length > 0 && (
        <Editor
          key={`${camera.id} ${reading}`}
          camera={camera}
          kinds={kinds}
          found={found}
          onSaved={() => setReading((before) => before + 1)}
        />
      )}
    </div>
  );
}
