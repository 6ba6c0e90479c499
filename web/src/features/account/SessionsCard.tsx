// One's own open sessions; any of them can be closed, after a question when it is the one in use.
import { useState } from "react";
import { Badge, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Loaded } from "@/features/law/useLoaded";
import { useSession } from "@/features/people/session";
import { formatInstant } from "@/time/format";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { say } from "@/ui/toasts";
import { closeSession, type OwnSession } from "./api";
import { Card } from "./Card";
import { accountFailure } from "./failure";

export function SessionsCard({ loaded }: { loaded: Loaded<OwnSession[]> }) {
  const { t } = useTranslation();
  const { signOut } = useSession();
  const [closing, setClosing] = useState<OwnSession | null>(null);
  const close = async (session: OwnSession): Promise<void> => {
    if (session.current) {
      await signOut();
      return;
    }
    const result = await closeSession(session.id);
    say(result.ok ? t("account.sessions.closed") : accountFailure(t, result.failure), { tone: result.ok ? "calm" : "bad" });
    loaded.again();
  };
  return (
    <Card
      title={t("account.sessions.title")}
      text={t("account.sessions.text")}
      waiting={loaded.data === null}
      failure={loaded.failure}
      onRetry={loaded.again}
    >
      <ul className="account-list">
        {loaded.data?.map((session) => <SessionRow key={session.id} session={session} onClose={() => setClosing(session)} />)}
      </ul>
      {closing !== null && (
        <ConfirmDialog
          opened
          title={t("account.sessions.closeTitle")}
          text={t(closing.current ? "account.sessions.closeThis" : "account.sessions.closeOther", { address: closing.address })}
          confirm={t("account.sessions.close")}
          onClose={() => setClosing(null)}
          onConfirm={() => close(closing)}
        />
      )}
    </Card>
  );
}

function SessionRow({ session, onClose }: { session: OwnSession; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const at = (us: number): string => formatInstant(us, i18n.language);
  return (
    <li className="account-row">
      <div>
        <strong className="wrap">{t("account.sessions.from", { address: session.address })}</strong>{" "}
        {session.current && (
          <Badge variant="light" tt="none">
            {t("account.sessions.current")}
          </Badge>
        )}{" "}
        {session.locked && (
          <Badge color="yellow" variant="light" tt="none">
            {t("account.sessions.locked")}
          </Badge>
        )}
        <span className="sub">{t("account.sessions.times", { started: at(session.started_us), seen: at(session.seen_us) })}</span>
        <span className="sub">{t("account.sessions.ends", { at: at(session.expires_us) })}</span>
      </div>
      <Button
        variant="default"
        size="xs"
        onClick={onClose}
        aria-label={t("account.sessions.closeLabel", { address: session.address, started: at(session.started_us) })}
      >
        {t("account.sessions.close")}
      </Button>
    </li>
  );
}
