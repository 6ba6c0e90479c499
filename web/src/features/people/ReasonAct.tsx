// An act on somebody's rights that asks for a reason: what follows from it is told, and nothing is done without a word.
import { useState } from "react";
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure, Result } from "@/api/client";
import { say } from "@/ui/toasts";
import { peopleFailure } from "./peopleFailure";

interface Props {
  title: string;
  told: string;
  confirm: string;
  done: string;
  grave: boolean;
  act: (reason: string) => Promise<Result<null>>;
  onClose: () => void;
  onDone: () => void;
}

const SHORTEST = 3;
const LONGEST = 500;

export function ReasonAct({ title, told, confirm, done, grave, act, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const result = await act(reason.trim());
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    say(done);
    onDone();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
          <Text>{told}</Text>
          <Textarea
            label={t("people.file.reason")}
            description={t("papers.reasonHint")}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={LONGEST}
            autosize
            minRows={2}
            required
            data-autofocus
          />
          {failure !== null && (
            <Alert color="red" role="alert">
              {peopleFailure(t, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" color={grave ? "red" : undefined} loading={busy} disabled={reason.trim().length < SHORTEST}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
