// One's own open sessions; any of them can be closed, after a question when it is the one in use.
import { useState } from "react";
import { Badge, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import type { Loaded } from "@/ui/useLoaded";
import { useSession } from "@/features/people/session";
import { formatInstant } from "@/time/format";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { say } from "@/ui/toasts";
import { closeSession, type OwnSession } from "./api";
import { Card } from "./Card";
import { accountFailure } from "./failure";

/** Closed by somebody else meanwhile: what was wanted. */
const gone = (result: Result<null>): boolean => !result.ok && result.failure.kind === "rejected" && result.failure.code === "session_unknown";

export function SessionsCard({ loaded }: { loaded: Loaded<OwnSession[]> }) {
  const { t } = useTranslation();
  const { signOut } = useSession();
  const [closing, setClosing] = useState<OwnSession | null>(null);
  const [closingOthers, setClosingOthers] = useState(false);
  const others = loaded.data?.filter((session) => !session.current) ?? [];
  const closeOthers = async (): Promise<void> => {
    const results = await Promise.all(others.map((session) => closeSession(session.id)));
    const failed = results.find((result) => !result.ok && !gone(result));
    if (failed?.ok === false) say(accountFailure(t, failed.failure), { tone: "bad" });
    else say(t("account.sessions.othersClosed"));
    loaded.again();
  };
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
      {others.length > 1 && (
        <Button variant="light" color="red" className="account-send" onClick={() => setClosingOthers(true)}>
          {t("account.sessions.closeOthers")}
        </Button>
      )}
      <ConfirmDialog
        opened={closingOthers}
        title={t("account.sessions.closeOthers")}
        text={t("account.sessions.closeOthersText", { n: others.length })}
        confirm={t("account.sessions.closeOthers")}
        onClose={() => setClosingOthers(false)}
        onConfirm={closeOthers}
      />
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
        <span className="sub">{t("account.sessions.started", { at: at(session.started_us) })}</span>
        <span className="sub">{t("account.sessions.seen", { at: at(session.seen_us) })}</span>
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
