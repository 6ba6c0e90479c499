// Playback: choose, give the reason, then read the recordings along the day.
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { openConsultation } from "@/api/endpoints";
import { useCameras } from "@/features/cameras/store";
import { civilDay } from "@/time/zone";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { ChooseForm, type Choice } from "./ChooseForm";
import { ReasonDialog } from "./ReasonDialog";
import { Recording, type OpenConsultation } from "./Recording";

export default function PlaybackPage() {
  const { t } = useTranslation();
  const { cameras, byId, failure } = useCameras();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [open, setOpen] = useState<OpenConsultation | null>(null);
  const asked = new URLSearchParams(window.location.search).get("camera");

  const confirm = async (reason: string, basis: string): Promise<string | null> => {
    if (choice === null) return null;
    const day = civilDay(choice.atUs);
    const result = await openConsultation({ camera_ids: [...choice.cameraIds], ...day, reason, basis });
    if (!result.ok) return failureText(t, result.failure);
    setOpen({ ...choice, day, consultation: result.data });
    setChoice(null);
    return null;
  };

  /** Cameras and a day that a running consultation opens need no second reason. */
  const choose = (next: Choice): void => {
    const day = civilDay(next.atUs);
    const same = open !== null && open.day.start_us === day.start_us && sameCameras(open.cameraIds, next.cameraIds);
    if (same) setOpen({ ...open, atUs: next.atUs });
    else setChoice(next);
  };
  const elsewhere = useCallback((atUs: number) => open !== null && setChoice({ cameraIds: open.cameraIds, atUs }), [open]);
  const nameOf = useCallback((id: string) => byId.get(id)?.name ?? id, [byId]);
  const close = useCallback(() => setOpen(null), []);

  const read = useMemo(() => (open?.cameraIds ?? []).map((id) => byId.get(id)).filter((each) => each !== undefined), [open, byId]);
  return (
    <div className="page page-playback">
      <div className="page-head">
        <h1>{t("archive.title")}</h1>
        <ChooseForm key={asked ?? ""} cameras={cameras} initialCamera={asked} onChoose={choose} />
      </div>
      {open === null || read.length === 0 ? (
        <Blank
          icon={failure === null ? "playback" : "warning"}
          title={failure === null ? t("archive.idle") : failureText(t, failure)}
          hint={failure === null ? t("archive.reasonIntro") : undefined}
        />
      ) : (
        <Recording key={`${open.consultation.id} ${open.atUs}`} open={open} cameras={read} onElsewhere={elsewhere} onExpired={close} nameOf={nameOf} />
      )}
      <ReasonDialog opened={choice !== null} onClose={() => setChoice(null)} onConfirm={confirm} />
    </div>
  );
}

function sameCameras(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
