// An act that two people decide: a reason is asked, a colleague answers from the bell, then it is done here.
// Closed meanwhile, it finds its request again when it is opened within the quarter of an hour.
import { useEffect, useRef, useState, type ReactNode } from "react";
import { Alert, Button, Group, Loader, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure, Result } from "@/api/client";
import { failureText } from "@/ui/failureText";
import { askConfirmation, ownRequest, readConfirmations, type Confirmation, type SensitiveAct } from "./api";

const EVERY_MS = 2000;
const SHORTEST = 3;

interface Props {
  act: SensitiveAct;
  subject: string;
  title: string;
  text: string;
  /** The words of the button that does it. */
  confirm: string;
  /** Whether a legal basis must be written, too. */
  needsBasis?: boolean;
  /** Does it here; null where it is done elsewhere, as `elsewhere` tells. */
  perform: (() => Promise<Result<unknown>>) | null;
  elsewhere?: ReactNode;
  onClose: () => void;
  onDone: () => void;
}

export function TwoPersonDialog({ act, subject, title, text, confirm, needsBasis = false, perform, elsewhere, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [request, setRequest] = useState<Confirmation | null>(null);
  const [looked, setLooked] = useState(false);
  const [gone, setGone] = useState(false);
  const had = useRef(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  useEffect(() => {
    let stopped = false;
    const look = async (): Promise<void> => {
      const result = await readConfirmations();
      if (stopped || !result.ok) return;
      const own = ownRequest(result.data, act, subject) ?? null;
      setGone((before) => own === null && (before || had.current));
      had.current = own !== null;
      setRequest(own);
      setLooked(true);
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [act, subject]);

  const asked = (made: Confirmation): void => {
    had.current = true; // it may be answered before the next look
    setRequest(made);
  };

  const actNow = async (): Promise<void> => {
    if (perform === null) {
      onDone();
      return;
    }
    setBusy(true);
    const result = await perform();
    setBusy(false);
    if (result.ok) onDone();
    else setFailure(result.failure);
  };

  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <Stack>
        <Text>{text}</Text>
        {failure !== null && (
          <Alert color="red" role="alert">
            {failureText(t, failure)}
          </Alert>
        )}
        {gone && request === null && (
          <Alert color="yellow" role="alert">
            {t("confirmations.gone")}
          </Alert>
        )}
        {!looked && <Loader size="sm" aria-label={t("shell.loading")} />}
        {looked && request === null && (
          <Ask act={act} subject={subject} needsBasis={needsBasis} onAsked={asked} onFailure={setFailure} onClose={onClose} />
        )}
        {request !== null && request.confirmed_by_name === null && (
          <Alert color="blue" role="status" icon={<Loader size="xs" />}>
            {t("confirmations.waiting")}
          </Alert>
        )}
        {request !== null && request.confirmed_by_name !== null && (
          <>
            <Alert color="teal" role="status">
              {t("confirmations.ready", { name: request.confirmed_by_name })}
            </Alert>
            {elsewhere}
            <Group justify="flex-end">
              {perform !== null && (
                <Button variant="default" onClick={onClose}>
                  {t("shell.cancel")}
                </Button>
              )}
              <Button color={perform === null ? undefined : "red"} loading={busy} data-autofocus onClick={() => void actNow()}>
                {confirm}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}

interface AskProps {
  act: SensitiveAct;
  subject: string;
  needsBasis: boolean;
  onAsked: (request: Confirmation) => void;
  onFailure: (failure: Failure | null) => void;
  onClose: () => void;
}

function Ask({ act, subject, needsBasis, onAsked, onFailure, onClose }: AskProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [basis, setBasis] = useState("");
  const [busy, setBusy] = useState(false);
  const told = reason.trim().length >= SHORTEST && (!needsBasis || basis.trim().length >= SHORTEST);
  const ask = async (): Promise<void> => {
    setBusy(true);
    const result = await askConfirmation({ act, subject, reason: reason.trim(), ...(needsBasis ? { basis: basis.trim() } : {}) });
    setBusy(false);
    onFailure(result.ok ? null : result.failure);
    if (result.ok) onAsked(result.data);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <Stack>
        <Textarea
          label={t("confirmations.reason")}
          description={t("confirmations.reasonHint")}
          required
          autosize
          minRows={2}
          maxLength={500}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {needsBasis && (
          <TextInput
            label={t("confirmations.basis")}
            description={t("confirmations.basisHint")}
            required
            maxLength={500}
            value={basis}
            onChange={(event) => setBasis(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("shell.cancel")}
          </Button>
          <Button type="submit" loading={busy} disabled={!told}>
            {t("confirmations.ask")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
