// A dialog that holds one form: it is sent once, tells why it was refused, and closes when it was taken.
import { useState, type ReactNode } from "react";
import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure, Result } from "@/api/client";
import { failureText } from "./failureText";
import { focusProblem } from "./focusProblem";

interface Props<T> {
  title: string;
  size?: "md" | "lg" | "xl";
  /** What the button that sends says. */
  save: string;
  /** Whether sending takes something away from somebody. */
  grave?: boolean;
  /** Whether the button can be pressed at all. */
  ready?: boolean;
  /** Whether every field is right: nothing is sent before, and the first that is not gets the keyboard. */
  complete?: boolean;
  /** Whether sending was tried, so that what is wrong is told. */
  tried?: boolean;
  onTried?: () => void;
  send: () => Promise<Result<T>>;
  /** Called with what the server answered, before the dialog closes. */
  onSent: (data: T) => void;
  onClose: () => void;
  /** A refusal in words; the words of every page unless given. */
  failed?: (failure: Failure) => string;
  children: ReactNode;
}

export function FormDialog<T>({
  title,
  size = "md",
  save,
  grave = false,
  ready = true,
  complete = true,
  tried = false,
  onTried,
  send,
  onSent,
  onClose,
  failed,
  children,
}: Props<T>) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (form: HTMLFormElement): Promise<void> => {
    onTried?.();
    setFailure(null);
    if (!complete) {
      focusProblem(form);
      return;
    }
    setBusy(true);
    const result = await send();
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    onSent(result.data);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size={size} title={title} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) void submit(event.currentTarget);
        }}
      >
        <Stack>
          {children}
          {tried && !complete && (
            <Alert color="yellow" role="alert">
              {t("shell.incomplete")}
            </Alert>
          )}
          {failure !== null && (
            <Alert color="red" role="alert">
              {failed === undefined ? failureText(t, failure) : failed(failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" color={grave ? "red" : undefined} loading={busy} disabled={!ready}>
              {save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
