// One camera's rules over its live picture.
import { useEffect, useState } from "react";
import { Button, Modal, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { KINDS, type AlertKind } from "@/features/alerts/api";
import { useSession } from "@/features/people/session";
import { LivePicture } from "@/features/video/LivePicture";
import { formatCertainClock } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toasts";
import { activateRules, saveRules, switchOffRules, type CameraAnalytics, type Kind, type Point, type RuleDraft } from "./api";
import { pairsOf, storedOf } from "./calibration";
import { CalibrationLayer } from "./CalibrationLayer";
import { CalibrationPanel } from "./CalibrationPanel";
import { Drawing } from "./Drawing";
import { addRule, begin, change, pointsOf, setPoints, undo } from "./editing";
import { LegalState } from "./LegalState";
import { Parameters } from "./Parameters";
import { Preview, Why } from "./Preview";
import { ReplayPanel } from "./ReplayPanel";
import { useCalibration } from "./useCalibration";
import { useScene } from "./useScene";
import { useWalkers } from "./useWalkers";

const [WIDTH, HEIGHT] = [640, 360];
const nothing = (): void => undefined;
const MODES = ["rules", "calibration", "replay"] as const;
type Mode = (typeof MODES)[number];

interface Props {
  camera: Camera;
  kinds: readonly Kind[];
  found: CameraAnalytics;
  onSaved: () => void;
}

export function Editor({ camera, kinds, found, onSaved }: Props) {
  const { t } = useTranslation();
  const { can } = useSession();
  const newest = found.versions[0];
  const inForce = found.versions.find((each) => each.version === found.running?.version);
  const scene = useScene(camera.id, can("watch_live"));
  const [width, height] = [newest?.width_px ?? WIDTH, newest?.height_px ?? HEIGHT];
  const [editing, setEditing] = useState(() => begin(newest?.rules ?? []));
  const [chosenId, setChosenId] = useState<string | null>(newest?.rules[0]?.id ?? null);
  const [stopping, setStopping] = useState(false);
  const [busy, setBusy] = useState(false);
  const [mode, setMode] = useState<Mode>("rules");
  const [pairs, setPairs] = useState(() => pairsOf(newest?.calibration ?? null));
  const [placed, setPlaced] = useState(true);
  const calibration = useCalibration(pairs);
  const walkers = useWalkers(scene, width, height);
  const chosen = editing.rules.find((rule) => rule.id === chosenId) ?? null;
  const kind = kinds.find((each) => each.kind === chosen?.kind);
  const geometry = kind?.geometry.at(-1) ?? null;
  const drawn = kind?.geometry.includes("polyline_px") === true && pointsOf(chosen ?? { id: "", kind: kind.kind }, "field_px").length === 0 ? "polyline_px" : geometry;
  const set = (rules: readonly RuleDraft[]): void => setEditing((before) => change(before, rules));
  const replace = (rule: RuleDraft): void => set(editing.rules.map((each) => (each.id === rule.id ? rule : each)));

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || (event.target as HTMLElement).closest("input, textarea") !== null) return;
      event.preventDefault();
      setEditing(undo);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  const save = async (activate: boolean): Promise<void> => {
    setBusy(true);
    const saved = await saveRules(camera.id, editing.rules, width, height, pairs.length === 0 ? null : { ...storedOf(pairs) });
    if (!saved.ok) say(failureText(t, saved.failure), { tone: "bad" });
    else if (!activate) say(t("analytics.saved", { version: saved.data.version }));
    else {
      const result = await activateRules(camera.id, saved.data.version);
      say(result.ok ? t("analytics.activated", { version: saved.data.version }) : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    }
    setBusy(false);
    if (saved.ok) onSaved();
  };
  const place = (next: typeof pairs): void => {
    setPairs(next);
    setPlaced(false);
  };
  const ruleName = (id: string): string => {
    const rule = editing.rules.find((each) => each.id === id);
    return rule === undefined ? id : t(`alerts.kinds.${rule.kind}`);
  };
  const add = (value: AlertKind | null): void => {
    const wanted = kinds.find((each) => each.kind === value);
    if (wanted === undefined) return;
    const rules = addRule(editing.rules, wanted, wanted.kind.replaceAll("_", "-"));
    set(rules);
    setChosenId(rules.at(-1)?.id ?? null);
  };

  return (
    <div className="editor">
      <div>
        <div className="editor-picture" style={{ aspectRatio: `${width} / ${height}` }}>
          {can("watch_live") && (
            <LivePicture
              cameraId={camera.id}
              stream={camera.streams.sub === null ? "main" : "sub"}
              shortDelay={false}
              label={camera.name}
              stale={false}
              onState={nothing}
              onUnsupported={nothing}
              onReport={nothing}
            />
          )}
          <Preview scene={scene} />
          {calibration.found !== null && mode === "rules" && (
            <CalibrationLayer pairs={[]} matrix={calibration.found.matrix} width={width} height={height} onChange={null} />
          )}
          {mode === "calibration" ? (
            <CalibrationLayer pairs={pairs} matrix={calibration.found?.matrix ?? null} width={width} height={height} onChange={place} />
          ) : (
            <Drawing rules={editing.rules} chosen={chosen} geometry={mode === "rules" ? drawn : null} width={width} height={height} onChange={replace} />
          )}
        </div>
        {!can("watch_live") && <p className="muted">{t("analytics.noPicture")}</p>}
        <div className="editor-bar" hidden={mode !== "rules"}>
          <Button variant="default" leftSection={<Icon name="undo" size={16} />} disabled={editing.past.length === 0} onClick={() => setEditing(undo)}>
            {t("analytics.undo")}
          </Button>
          {chosen !== null && drawn !== null && (
            <>
              <Button
                variant="default"
                leftSection={<Icon name="plus" size={16} />}
                onClick={() => replace(setPoints(chosen, drawn, [...pointsOf(chosen, drawn), [Math.round(width / 2), Math.round(height / 2)] as Point]))}
              >
                {t("analytics.addPoint")}
              </Button>
              <Button variant="default" onClick={() => replace(setPoints(chosen, drawn, []))} disabled={pointsOf(chosen, drawn).length === 0}>
                {t("analytics.erase")}
              </Button>
            </>
          )}
        </div>
        {mode !== "replay" && <p className="muted">{t(mode === "rules" ? "analytics.drawHint" : "analytics.calibration.hint")}</p>}
        {inForce !== undefined && <Why scene={scene} rules={inForce.rules} />}
      </div>
      <div className="editor-side">
        <p role="status">
          {found.running === null
            ? t("analytics.notRunning")
            : t("analytics.running", { version: found.running.version, by: found.running.by, time: formatCertainClock(found.running.since_us) })}
          {!(editing.saved && placed) && ` ${t("analytics.unsaved")}`}
        </p>
        <SegmentedControl
          fullWidth
          aria-label={t("analytics.mode")}
          value={mode}
          onChange={(value) => setMode(value)}
          data={MODES.filter((value) => value !== "replay" || can("play_back")).map((value) => ({ value, label: t(`analytics.modes.${value}`) }))}
        />
        {mode === "calibration" && (
          <CalibrationPanel pairs={pairs} found={calibration.found} problem={calibration.problem} walkers={walkers} width={width} height={height} onChange={place} />
        )}
        {mode === "replay" && (
          <ReplayPanel
            cameraId={camera.id}
            rules={editing.rules}
            width={width}
            height={height}
            calibration={calibration.found === null ? null : { ...storedOf(pairs) }}
            ruleName={ruleName}
          />
        )}
        {mode === "rules" && (
          <>
        <Select
          label={t("analytics.add")}
          placeholder={t("analytics.addHint")}
          value={null}
          onChange={add}
          data={KINDS.map((value) => ({ value, label: t(`alerts.kinds.${value}`) }))}
        />
        {editing.rules.length === 0 && <p className="muted">{t("analytics.empty")}</p>}
        <ul className="editor-rules" aria-label={t("analytics.rules")}>
          {editing.rules.map((rule) => (
            <li key={rule.id}>
              <Button size="compact-md" variant={rule.id === chosenId ? "filled" : "default"} aria-pressed={rule.id === chosenId} onClick={() => setChosenId(rule.id)}>
                {t(`alerts.kinds.${rule.kind}`)}
              </Button>
            </li>
          ))}
        </ul>
        {chosen !== null && kind !== undefined && (
          <>
            <h2>{t(`alerts.kinds.${chosen.kind}`)}</h2>
            <LegalState state={found.kinds.find((each) => each.kind === chosen.kind)} equipment={kind.equipment} />
            <Parameters key={chosen.id} rule={chosen} kind={kind} onChange={replace} />
            <Button
              variant="default"
              leftSection={<Icon name="trash" size={16} />}
              onClick={() => {
                set(editing.rules.filter((rule) => rule.id !== chosen.id));
                setChosenId(null);
              }}
            >
              {t("analytics.remove")}
            </Button>
          </>
        )}
          </>
        )}
        <div className="editor-bar">
          <Button variant="default" loading={busy} onClick={() => void save(false)}>
            {t("analytics.save")}
          </Button>
          <Button loading={busy} onClick={() => void save(true)}>
            {t("analytics.activate")}
          </Button>
          {found.running !== null && (
            <Button color="red" variant="light" onClick={() => setStopping(true)}>
              {t("analytics.stop")}
            </Button>
          )}
        </div>
      </div>
      <StopDialog opened={stopping} cameraId={camera.id} onClose={() => setStopping(false)} onStopped={onSaved} />
    </div>
  );
}

function StopDialog({ opened, cameraId, onClose, onStopped }: { opened: boolean; cameraId: string; onClose: () => void; onStopped: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const stop = async (): Promise<void> => {
    const result = await switchOffRules(cameraId, reason);
    if (!result.ok) say(failureText(t, result.failure), { tone: "bad" });
    else {
      onClose();
      onStopped();
    }
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("analytics.stop")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <Stack>
        <TextInput label={t("alerts.why")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} required data-autofocus />
        <Button color="red" disabled={reason.trim() === ""} onClick={() => void stop()}>
          {t("analytics.stop")}
        </Button>
      </Stack>
    </Modal>
  );
}
