// What is held now, and why; a hold ends by the word of two people.
import { useCallback, useEffect, useState } from "react";
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ownRequest, readConfirmations } from "@/features/confirmations/api";
import { TwoPersonDialog } from "@/features/confirmations/TwoPersonDialog";
import { formatInstant } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { listHolds, releaseHold, type Hold } from "./api";

interface Props {
  nameOf: (cameraId: string) => string;
  onClose: () => void;
  /** A hold ended. */
  onChanged: () => void;
}

/** The reason that the second person agreed to is the one journalled. */
async function release(hold: Hold): ReturnType<typeof releaseHold> {
  const asked = await readConfirmations();
  if (!asked.ok) return asked;
  return releaseHold(hold.id, ownRequest(asked.data, "release_hold", hold.id)?.reason ?? "");
}

export function HoldList({ nameOf, onClose, onChanged }: Props) {
  const { t, i18n } = useTranslation();
  const [holds, setHolds] = useState<Hold[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [ending, setEnding] = useState<Hold | null>(null);

  const load = useCallback(
    () =>
      listHolds().then((result) => {
        if (result.ok) setHolds(result.data.filter((hold) => hold.released_at_us === null));
        else setProblem(failureText(t, result.failure));
      }),
    [t],
  );
  useEffect(() => {
    void load();
  }, [load]);

  if (ending !== null) {
    return (
      <TwoPersonDialog
        act="release_hold"
        subject={ending.id}
        title={t("archive.releaseTitle")}
        text={t("archive.releaseText", { reference: ending.reference, camera: nameOf(ending.camera_id) })}
        confirm={t("archive.release")}
        perform={() => release(ending)}
        onClose={() => setEnding(null)}
        onDone={() => {
          setEnding(null);
          say(t("archive.released"));
          onChanged();
          void load();
        }}
      />
    );
  }
  return (
    <Modal opened onClose={onClose} size="xl" title={t("archive.holds")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      {problem !== null && (
        <p className="bad" role="alert">
          {problem}
        </p>
      )}
      {problem === null && holds === null && <Text c="dimmed">{t("archive.holdsLoading")}</Text>}
      {holds?.length === 0 && <Text c="dimmed">{t("archive.holdsNone")}</Text>}
      <Stack component="ul" className="holds">
        {holds?.map((hold) => (
          <li key={hold.id}>
            <div>
              <strong>{hold.reference}</strong> — {nameOf(hold.camera_id)}
              <div className="muted">{t("archive.holdFromTo", { from: formatInstant(hold.start_us, i18n.language), to: formatInstant(hold.end_us, i18n.language) })}</div>
              <div>{hold.reason}</div>
            </div>
            <Button variant="default" size="xs" onClick={() => setEnding(hold)}>
              {t("archive.release")}
            </Button>
          </li>
        ))}
      </Stack>
    </Modal>
  );
}
