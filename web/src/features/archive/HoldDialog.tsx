// Keeps the chosen part beyond its destruction, for a procedure: cameras, reference and reason, one hold for each camera.
import { useState, type SyntheticEvent } from "react";
import { Alert, Button, Checkbox, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Camera, Interval } from "@/api/types";
import { formatInstant } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { placeHold } from "./api";
import { MIN_REASON_LENGTH } from "./basis";

interface Props {
  chosen: Interval;
  cameras: readonly Camera[];
  onClose: () => void;
  onDone: () => void;
}

const SHORTEST_REFERENCE = 3;

export function HoldDialog({ chosen, cameras, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const [wanted, setWanted] = useState<string[]>(() => cameras.map((camera) => camera.id));
  const [reference, setReference] = useState("");
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const noReference = reference.trim().length < SHORTEST_REFERENCE;
  const short = reason.trim().length < MIN_REASON_LENGTH;

  /** What was placed is taken off the list, so that trying again after a failure places nothing twice. */
  const place = async (): Promise<void> => {
    for (const cameraId of wanted) {
      const result = await placeHold({ camera_id: cameraId, ...chosen, reference: reference.trim(), reason: reason.trim() });
      if (!result.ok) {
        setProblem(failureText(t, result.failure));
        return;
      }
      setWanted((before) => before.filter((each) => each !== cameraId));
    }
    onDone();
  };
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (noReference || short || wanted.length === 0) return;
    setBusy(true);
    setProblem(null);
    await place();
    setBusy(false);
  };

  const [from, to] = [formatInstant(chosen.start_us, i18n.language), formatInstant(chosen.end_us, i18n.language)];
  return (
    <Modal opened onClose={onClose} size="lg" title={t("archive.holdTitle")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack>
          <Text size="sm">{t("archive.holdText", { from, to })}</Text>
          {problem !== null && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <Checkbox.Group label={t("archive.camera")} value={wanted} onChange={setWanted} error={checked && wanted.length === 0 ? t("archive.holdNoCamera") : undefined}>
            <Stack gap={6} mt={6}>
              {cameras.map((camera) => (
                <Checkbox key={camera.id} value={camera.id} label={camera.name} />
              ))}
            </Stack>
          </Checkbox.Group>
          <TextInput
            label={t("archive.reference")}
            value={reference}
            onChange={(event) => setReference(event.currentTarget.value)}
            error={checked && noReference ? t("archive.holdNoReference") : undefined}
            maxLength={120}
            required
            data-autofocus
          />
          <Textarea
            label={t("archive.reason")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={checked && short ? t("archive.reasonShort") : undefined}
            maxLength={500}
            required
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {t("archive.holdConfirm")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
