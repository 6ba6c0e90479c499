// The instant stop of all analytics: one button, a reason, everywhere at once; only who supervises lets it run again.
import { useCallback, useEffect, useState } from "react";
import { Alert, Button, Modal, Stack, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "@/features/people/session";
import { formatInstant } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toasts";
import { getSuspension, resumeAll, suspendAll, type Suspension } from "./api";
import "./suspend.css";

const LOOK_EVERY_MS = 5_000;
const SHORTEST_REASON = 3;

export function SuspendAll() {
  const { t, i18n } = useTranslation();
  const { can } = useSession();
  const [state, setState] = useState<Suspension | null>(null);
  const [asking, setAsking] = useState(false);
  const allowed = can("watch_live") || can("supervise");

  const look = useCallback(() => {
    void getSuspension().then((result) => {
      if (result.ok) setState(result.data);
    });
  }, []);
  useEffect(() => {
    if (!allowed) return undefined;
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [allowed, look]);

  if (!allowed || state === null) return null;
  const { suspended } = state;
  return (
    <>
      {suspended ? (
        <Alert color="red" className="suspended" role="status" icon={<Icon name="warning" size={20} />} title={t("analytics.suspended")}>
          <p>
            {t("analytics.suspendedBy", { by: state.by ?? "—", time: state.since_us === null ? "—" : formatInstant(state.since_us, i18n.language), reason: state.reason ?? "" })}
          </p>
          {can("supervise") ? (
            <Button size="compact-md" onClick={() => setAsking(true)}>
              {t("analytics.resume")}
            </Button>
          ) : (
            <p>{t("analytics.resumeWho")}</p>
          )}
        </Alert>
      ) : (
        <Button color="red" variant="outline" leftSection={<Icon name="warning" size={16} />} onClick={() => setAsking(true)}>
          {t("analytics.suspend")}
        </Button>
      )}
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={suspended ? t("analytics.resume") : t("analytics.suspend")}
        closeButtonProps={{ "aria-label": t("shell.close") }}
      >
        {asking && (
          <ReasonForm
            suspended={suspended}
            onDone={() => {
              setAsking(false);
              look();
            }}
          />
        )}
      </Modal>
    </>
  );
}

function ReasonForm({ suspended, onDone }: { suspended: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    const result = suspended ? await resumeAll(reason) : await suspendAll(reason);
    setBusy(false);
    if (!result.ok) say(failureText(t, result.failure), { tone: "bad" });
    else onDone();
  };
  return (
    <Stack>
      <p className="muted">{suspended ? t("analytics.resumeIntro") : t("analytics.suspendIntro")}</p>
      <Textarea label={t("alerts.why")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={500} autosize minRows={2} required data-autofocus />
      <Button color={suspended ? "blue" : "red"} loading={busy} disabled={reason.trim().length < SHORTEST_REASON} onClick={() => void send()}>
        {suspended ? t("analytics.resume") : t("analytics.suspend")}
      </Button>
    </Stack>
  );
}
