// Sign-in: the town, the form, the demonstration's accounts, and what to do when it does not work.
import { useEffect, useRef, useState } from "react";
import { Alert, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { signIn, welcome } from "@/api/endpoints";
import type { Failure } from "@/api/client";
import type { DemoAccount, Me, Welcome } from "@/api/types";
import { LanguageSwitch } from "@/app/AccountMenu";
import { passkeySignIn } from "@/features/account/api";
import { accountFailure } from "@/features/account/failure";
import { PasskeyButton } from "@/features/account/PasskeyButton";
import { ProviderButton } from "@/features/provider/ProviderButton";
import { formatDuration } from "@/time/format";
import { endText } from "./endText";
import { roleName } from "./roleName";
import { CodeField, ReasonField } from "./SignInFields";
import { useCountdown } from "./useCountdown";

interface Props {
  /** Why the session before was ended by the server; null when it was not. */
  endCode: string | null;
  onSignedIn: (me: Me) => void;
  onTown: (town: string) => void;
}

const RETRY_S = 5;

export function SignInPage({ endCode, onSignedIn, onTown }: Props) {
  const { t, i18n } = useTranslation();
  const [greeting, setGreeting] = useState<Welcome | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const [reason, setReason] = useState("");
  const [asksReason, setAsksReason] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const retry = useCountdown(() => setAttempt((count) => count + 1));
  const { start } = retry;
  /** What was told last is that the server does not answer. */
  const away = useRef(false);

  useEffect(() => {
    void welcome().then((result) => {
      if (result.ok) {
        setGreeting(result.data);
        if (away.current) setProblem(null);
        away.current = false;
        onTown(result.data.town);
      } else start(RETRY_S);
    });
  }, [attempt, onTown, start]);

  const given = reason.trim() === "" ? null : reason.trim();
  const enter = async (name: string, secret: string, digits?: string): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const result = await signIn(name, secret, digits, given ?? undefined);
    setBusy(false);
    if (result.ok) {
      onSignedIn(result.data);
      return;
    }
    const { failure } = result;
    if (failure.kind === "refused" && failure.code === "reason_needed") {
      setUsername(name);
      setPassword(secret);
      setAsksReason(true);
      return;
    }
    setCode("");
    if (failure.kind === "rejected" && failure.code === "second_factor_needed") {
      setAsksCode(true);
      return;
    }
    setPassword("");
    setAsksCode(false);
    tell(failure);
  };

  const passkeyRefused = (failure: Failure): void => {
    setProblem(null);
    if (failure.kind === "refused" && failure.code === "reason_needed") {
      setAsksReason(true);
      setProblem(t("account.passkeys.reason"));
    } else if (failure.kind === "rejected" && failure.code === "wrong_credentials") setProblem(t("account.passkeys.unknown"));
    else tell(failure);
  };

  const tell = (failure: Failure): void => {
    if (failure.kind === "rejected" && failure.code === "wrong_credentials") setProblem(t("signIn.wrong_credentials"));
    else if (failure.kind === "locked" && failure.retryAfterS !== null)
      setProblem(t("signIn.lockedFor", { duration: formatDuration(failure.retryAfterS, i18n.language) }));
    else if (failure.kind === "locked") setProblem(t("signIn.locked"));
    else {
      setProblem(accountFailure(t, failure));
      away.current = failure.kind === "unreachable";
      if (away.current) start(RETRY_S);
    }
  };

  return (
    <main className="sign-in">
      <div className="sign-in-language">
        <LanguageSwitch />
      </div>
      <div className="sign-in-card">
        <header className="sign-in-head">
          <img src="/favicon.svg" alt="" width={56} height={56} />
          <div>
            <Title order={1} size="h2">
              {greeting === null ? "Vigie" : greeting.town}
            </Title>
            <Text c="dimmed">{t("signIn.subtitle")}</Text>
          </div>
        </header>
        <Paper withBorder p="xl" radius="lg">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void enter(username, password, asksCode ? code.replace(/\s/g, "") : undefined);
            }}
          >
            <Stack>
              <Title order={2} size="h4">
                {t("signIn.title")}
              </Title>
              {endCode !== null && problem === null && <Alert color="yellow">{endText(t, endCode)}</Alert>}
              {retry.leftS !== null && (
                <Alert color="red" role="alert">
                  {t("signIn.unreachable", { seconds: retry.leftS })}
                </Alert>
              )}
              {problem !== null && retry.leftS === null && (
                <Alert color="red" role="alert">
                  {problem}
                </Alert>
              )}
              <TextInput
                label={t("signIn.username")}
                value={username}
                onChange={(event) => setUsername(event.currentTarget.value)}
                autoComplete="username"
                autoCapitalize="none"
                autoFocus
                required
                withAsterisk={false}
              />
              <PasswordInput
                label={t("signIn.password")}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
                autoComplete="current-password"
                required
                withAsterisk={false}
              />
              {asksCode && <CodeField value={code} onChange={setCode} />}
              {asksReason && <ReasonField value={reason} onChange={setReason} />}
              <Button type="submit" loading={busy} fullWidth>
                {t("signIn.submit")}
              </Button>
              <PasskeyButton
                disabled={busy}
                prove={(challengeId, credential) => passkeySignIn(challengeId, credential, given)}
                onDone={onSignedIn}
                onFailure={passkeyRefused}
                onFault={setProblem}
              />
              <ProviderButton purpose="sign_in" disabled={busy} onFault={setProblem} />
            </Stack>
          </form>
        </Paper>
        {greeting?.demo === true && (
          <DemoAccounts accounts={greeting.accounts ?? []} busy={busy} onChoose={(a) => void enter(a.username, a.password)} />
        )}
        <footer className="sign-in-foot">
          <p>{t("signIn.notice")}</p>
          {greeting !== null && <p>Vigie, {t("signIn.version", { version: greeting.version })}</p>}
        </footer>
      </div>
    </main>
  );
}

interface DemoProps {
  accounts: readonly DemoAccount[];
  busy: boolean;
  onChoose: (account: DemoAccount) => void;
}

function DemoAccounts({ accounts, busy, onChoose }: DemoProps) {
  const { t } = useTranslation();
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title" className="demo-title">
        {t("signIn.demo")}
      </h2>
      <p className="muted">{t("signIn.demoHint")}</p>
      <div className="demo-accounts">
        {accounts.map((account) => (
          <Button
            key={account.username}
            variant="default"
            disabled={busy}
            onClick={() => onChoose(account)}
            aria-label={t("signIn.as", { role: roleName(t, account.role), username: account.username })}
          >
            {roleName(t, account.role)}
          </Button>
        ))}
      </div>
    </section>
  );
}
