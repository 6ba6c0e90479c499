// True, false or not useful; the last two say why. An answer can be taken back.
import { useState, type SyntheticEvent } from "react";
import { Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatCertainClock } from "@/time/format";
import { Icon } from "@/ui/icons";
import type { Alert, Verdict } from "./api";

const VERDICTS: readonly Verdict[] = ["true", "false", "not_useful"];
const SHORTEST = 3;

interface Props {
  alert: Alert;
  onAnswer: (verdict: Verdict) => void;
  onWithdraw: () => void;
}

export function AnswerBar({ alert, onAnswer, onWithdraw }: Props) {
  const { t } = useTranslation();
  const { answer } = alert;
  if (answer !== null) {
    return (
      <div className="answer-bar">
        <p>
          {t("alerts.answeredBy", { verdict: t(`alerts.verdicts.${answer.verdict}`), name: answer.name, time: formatCertainClock(answer.at_us) })}
          {answer.reason !== "" && <span className="muted"> — {answer.reason}</span>}
        </p>
        <Button variant="default" leftSection={<Icon name="undo" size={16} />} onClick={onWithdraw}>
          {t("alerts.withdraw")}
        </Button>
      </div>
    );
  }
  return (
    <div className="answer-bar" role="group" aria-label={t("alerts.answer")}>
      {VERDICTS.map((verdict, index) => (
        <Button
          key={verdict}
          size="md"
          variant={verdict === "true" ? "filled" : "default"}
          title={t(`alerts.answerHints.${verdict}`)}
          onClick={() => onAnswer(verdict)}
        >
          {t(`alerts.verdicts.${verdict}`)} <kbd className="answer-key">{index + 1}</kbd>
        </Button>
      ))}
    </div>
  );
}

export function WhyDialog({ verdict, onClose, onSend }: { verdict: Verdict | null; onClose: () => void; onSend: (reason: string) => Promise<void> }) {
  const { t } = useTranslation();
  return (
    <Modal opened={verdict !== null} onClose={onClose} title={t("alerts.whyTitle")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      {verdict !== null && <WhyForm onClose={onClose} onSend={onSend} />}
    </Modal>
  );
}

function WhyForm({ onClose, onSend }: { onClose: () => void; onSend: (reason: string) => Promise<void> }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const short = reason.trim().length < SHORTEST;
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (short) return;
    setBusy(true);
    await onSend(reason.trim());
    setBusy(false);
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack>
        <Textarea
          label={t("alerts.why")}
          placeholder={t("alerts.whyHint")}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={checked && short ? t("alerts.whyShort") : undefined}
          maxLength={500}
          minRows={2}
          autosize
          required
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("shell.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("alerts.send")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
