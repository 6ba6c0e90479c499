// Why these recordings are being looked at: asked before anything is shown, and written in the journal by the server.
import { useState, type SyntheticEvent } from "react";
import { Alert, Badge, Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { BASES, basisText, MIN_REASON_LENGTH, needsReference, type Basis } from "./basis";

interface Props {
  opened: boolean;
  onClose: () => void;
  /** Gives what went wrong, or null when the consultation is open. */
  onConfirm: (reason: string, basis: string) => Promise<string | null>;
}

export function ReasonDialog({ opened, onClose, onConfirm }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      closeButtonProps={{ "aria-label": t("shell.close") }}
      title={
        <Group gap="sm">
          {t("archive.reasonTitle")}
          <Badge color="yellow" variant="light" tt="none">
            {t("archive.reasonLogged")}
          </Badge>
        </Group>
      }
    >
      {opened && <ReasonForm onClose={onClose} onConfirm={onConfirm} />}
    </Modal>
  );
}

function ReasonForm({ onClose, onConfirm }: Omit<Props, "opened">) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [basis, setBasis] = useState<Basis>("public_safety");
  const [reference, setReference] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [checked, setChecked] = useState(false);
  const short = reason.trim().length < MIN_REASON_LENGTH;
  const missing = needsReference(basis) && reference.trim() === "";

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (short || missing) return;
    setBusy(true);
    const answer = await onConfirm(reason.trim(), basisText(basis, reference));
    setBusy(false);
    setProblem(answer);
  };

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t("archive.reasonIntro")}
        </Text>
        {problem !== null && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Textarea
          label={t("archive.reason")}
          placeholder={t("archive.reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={checked && short ? t("archive.reasonShort") : undefined}
          minRows={3}
          autosize
          maxLength={500}
          required
          data-autofocus
        />
        <Select
          label={t("archive.basis")}
          value={basis}
          allowDeselect={false}
          onChange={(value) => setBasis((value ?? "public_safety"))}
          data={BASES.map((value) => ({ value, label: t(`archive.bases.${value}`) }))}
        />
        {needsReference(basis) && (
          <TextInput
            label={t("archive.reference")}
            value={reference}
            onChange={(event) => setReference(event.currentTarget.value)}
            error={checked && missing ? t("cameras.error.required") : undefined}
            maxLength={120}
            required
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("shell.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("archive.confirm")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
