// In the top bar: what colleagues ask to be confirmed. Nothing is shown to those who may confirm nothing.
import "./confirmations.css";
import { useEffect, useState } from "react";
import { ActionIcon, Button, Group, Indicator, Popover } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCameras } from "@/features/cameras/store";
import { useSession } from "@/features/people/session";
import { useNowUs } from "@/time/clock";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toasts";
import { answerConfirmation, readConfirmations, toAnswer, type Confirmation } from "./api";
import { subjectOf } from "./subject";

const EVERY_MS = 5000;
const MINUTE_US = 60e6;

export function ConfirmationBell() {
  const { can } = useSession();
  return can("supervise") || can("hold") ? <Bell /> : null;
}

function Bell() {
  const { t } = useTranslation();
  const [waiting, setWaiting] = useState<Confirmation[]>([]);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let stopped = false;
    const load = async (): Promise<void> => {
      const result = await readConfirmations();
      if (!stopped && result.ok) setWaiting(toAnswer(result.data));
    };
    void load();
    const timer = setInterval(() => void load(), EVERY_MS);
    return () => {
      stopped = true;
      clearInterval(timer);
    };
  }, [turn]);
  const label = t("confirmations.bell", { count: waiting.length });
  return (
    <Popover position="bottom-end" width={380} withArrow trapFocus>
      <Popover.Target>
        <Indicator label={waiting.length} size={16} color="red" disabled={waiting.length === 0}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} title={label}>
            <Icon name="bell" />
          </ActionIcon>
        </Indicator>
      </Popover.Target>
      <Popover.Dropdown>
        <h2 className="confirmations-title">{t("confirmations.title")}</h2>
        {waiting.length === 0 && <p className="muted">{t("confirmations.none")}</p>}
        <ul className="confirmations-list" aria-live="polite">
          {waiting.map((each) => (
            <Waiting key={each.id} request={each} onAnswered={() => setTurn((before) => before + 1)} />
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}

function Waiting({ request, onAnswered }: { request: Confirmation; onAnswered: () => void }) {
  const { t } = useTranslation();
  const { byId } = useCameras();
  const now = useNowUs();
  const [busy, setBusy] = useState(false);
  const answer = async (agree: boolean): Promise<void> => {
    setBusy(true);
    const result = await answerConfirmation(request.id, agree);
    setBusy(false);
    const told = t(agree ? "confirmations.agreed" : "confirmations.denied", { name: request.asked_by_name });
    say(result.ok ? told : failureText(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    onAnswered();
  };
  const minutes = Math.max(0, Math.ceil((request.expires_us - now) / MINUTE_US));
  return (
    <li className="confirmations-request">
      <b>{t(`confirmations.act.${request.act}`)}</b>
      <div>{subjectOf(t, request, byId)}</div>
      <div className="muted">{t("confirmations.askedBy", { name: request.asked_by_name, count: minutes })}</div>
      <blockquote>{request.reason}</blockquote>
      <Group gap="xs">
        <Button size="xs" color="red" loading={busy} onClick={() => void answer(true)}>
          {t("confirmations.agree")}
        </Button>
        <Button size="xs" variant="default" disabled={busy} onClick={() => void answer(false)}>
          {t("confirmations.deny")}
        </Button>
      </Group>
    </li>
  );
}
