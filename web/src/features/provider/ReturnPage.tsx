// Where the provider sends the browser back to: what it gave is handed over once, and what is missing is asked.
import { useEffect, useRef, useState } from "react";
import { Alert, Button, Loader, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { ACCOUNT_PAGE } from "@/app/pages";
import { CodeField, ReasonField } from "@/features/people/SignInFields";
import { answerProvider, enterProvider, returned, RETURN_PATH } from "./api";
import { providerFailure } from "./failure";

type Missing = "reason" | "digits";

export function ReturnPage() {
  const { t, i18n } = useTranslation();
  const [given] = useState(() => returned(window.location.search));
  const sent = useRef(false);
  const [missing, setMissing] = useState<Missing | null>(null);
  const [reason, setReason] = useState("");
  const [digits, setDigits] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(given === null ? t("provider.nothing") : null);

  const tell = (failure: Failure): void => {
    if (failure.kind === "rejected" && failure.code === "second_factor_needed") setMissing("digits");
    else if (failure.kind === "refused" && failure.code === "reason_needed") setMissing("reason");
    else if (failure.kind === "rejected" && failure.code === "wrong_credentials" && missing === "digits") {
      setDigits("");
      setProblem(t("account.codes.bad_code"));
    } else {
      setMissing(null);
      setProblem(providerFailure(t, failure, i18n.language));
    }
  };

  const enter = async (state: string): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const result = await enterProvider(state, digits.replace(/\s/g, "") || null, reason.trim() || null);
    setBusy(false);
    if (result.ok) window.location.replace("/");
    else tell(result.failure);
  };

  const answer = async (): Promise<void> => {
    if (given === null) return;
    const result = await answerProvider(given);
    if (!result.ok) tell(result.failure);
    else if (result.data.purpose === "sign_in") await enter(given.state);
    else window.location.replace(result.data.purpose === "link" ? ACCOUNT_PAGE.path : "/");
  };

  useEffect(() => {
    if (sent.current) return; // a code serves once, and React mounts twice while developing
    sent.current = true;
    window.history.replaceState(null, "", RETURN_PATH);
    void answer();
  });

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Paper withBorder p="xl" radius="lg">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (given !== null) void enter(given.state);
            }}
          >
            <Stack>
              <Title order={1} size="h3">
                {t("provider.title")}
              </Title>
              {problem !== null && (
                <Alert color="red" role="alert" className="wrap">
                  {problem}
                </Alert>
              )}
              {problem === null && missing === null && (
                <Text role="status">
                  <Loader size="xs" mr={8} aria-hidden />
                  {t("provider.checking")}
                </Text>
              )}
              {missing === "digits" && <CodeField value={digits} onChange={setDigits} />}
              {missing === "reason" && <ReasonField value={reason} onChange={setReason} />}
              {missing !== null && (
                <Button type="submit" loading={busy} fullWidth>
                  {t("signIn.submit")}
                </Button>
              )}
              {(problem !== null || missing !== null) && (
                <Button component="a" href="/" variant="default" fullWidth>
                  {t("provider.back")}
                </Button>
              )}
            </Stack>
          </form>
        </Paper>
      </div>
    </main>
  );
}
