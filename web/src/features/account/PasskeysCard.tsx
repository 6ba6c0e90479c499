// One's passkeys: a fingerprint, a face or a key's PIN instead of the password; added here, removed after a question.
import { useState } from "react";
import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLoaded } from "@/ui/useLoaded";
import { formatShortDate } from "@/time/format";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { say } from "@/ui/toasts";
import { beginPasskey, keepPasskey, readMeans, readPasskeys, removePasskey, type Passkey } from "./api";
import { Card } from "./Card";
import { accountFailure, isWrongPassword } from "./failure";
import { createPasskey, passkeyState } from "./webauthn";

export function PasskeysCard() {
  const { t } = useTranslation();
  const means = useLoaded(readMeans);
  const origin = means.data?.passkey_origin ?? null;
  const state = means.data === null ? null : passkeyState(origin);
  return (
    <Card title={t("account.passkeys.title")} text={t("account.passkeys.text")} waiting={state === null} failure={means.failure} onRetry={means.again}>
      {state === "off" && <p>{t("account.passkeys.off")}</p>}
      {state === "unsupported" && <p>{t("account.passkeys.fault.unsupported")}</p>}
      {state === "elsewhere" && origin !== null && (
        <p>
          {t("account.passkeys.elsewhere")} <a href={`${origin}/compte`}>{origin}</a>
        </p>
      )}
      {state === "ready" && <Own />}
    </Card>
  );
}

function Own() {
  const { t, i18n } = useTranslation();
  const loaded = useLoaded(readPasskeys);
  const [removing, setRemoving] = useState<Passkey | null>(null);
  const remove = async (passkey: Passkey): Promise<void> => {
    const result = await removePasskey(passkey.id);
    say(result.ok ? t("account.passkeys.removed", { label: passkey.label }) : accountFailure(t, result.failure), {
      tone: result.ok ? "calm" : "bad",
    });
    loaded.again();
  };
  return (
    <>
      {loaded.failure !== null && <Alert color="red">{accountFailure(t, loaded.failure)}</Alert>}
      {loaded.data?.length === 0 && <p>{t("account.passkeys.none")}</p>}
      <ul className="account-list">
        {loaded.data?.map((passkey) => (
          <li key={passkey.id} className="account-row">
            <div>
              <strong className="wrap">{passkey.label}</strong>
              <span className="sub">{t("account.passkeys.since", { date: formatShortDate(passkey.created_us, i18n.language) })}</span>
            </div>
            <Button variant="default" size="xs" aria-label={t("account.passkeys.removeLabel", { label: passkey.label })} onClick={() => setRemoving(passkey)}>
              {t("account.passkeys.remove")}
            </Button>
          </li>
        ))}
      </ul>
      <AddForm onAdded={loaded.again} />
      {removing !== null && (
        <ConfirmDialog
          opened
          title={t("account.passkeys.removeTitle")}
          text={t("account.passkeys.removeText", { label: removing.label })}
          confirm={t("account.passkeys.remove")}
          onClose={() => setRemoving(null)}
          onConfirm={() => remove(removing)}
        />
      )}
    </>
  );
}

const MAX_LABEL = 80;

function AddForm({ onAdded }: { onAdded: () => void }) {
  const { t, i18n } = useTranslation();
  const [label, setLabel] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const add = async (): Promise<string | null> => {
    const begun = await beginPasskey(password);
    if (!begun.ok) {
      if (isWrongPassword(begun.failure)) setPassword("");
      return accountFailure(t, begun.failure, i18n.language);
    }
    const asked = await createPasskey(begun.data.options);
    if (!asked.ok) return t(`account.passkeys.fault.${asked.fault}`);
    const kept = await keepPasskey(begun.data.challenge_id, asked.credential, label.trim());
    if (!kept.ok) return accountFailure(t, kept.failure);
    setLabel("");
    setPassword("");
    say(t("account.passkeys.added", { label: kept.data.label }));
    onAdded();
    return null;
  };
  const send = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    setProblem(await add());
    setBusy(false);
  };
  return (
    <form
      className="account-enrol"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextInput
        label={t("account.passkeys.label")}
        description={t("account.passkeys.labelHint")}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        maxLength={MAX_LABEL}
        autoComplete="off"
      />
      <PasswordInput
        label={t("account.password.old")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
      />
      {problem !== null && (
        <Alert color="red" role="alert">
          {problem}
        </Alert>
      )}
      <Button type="submit" loading={busy} disabled={password === ""} className="account-send">
        {t("account.passkeys.add")}
      </Button>
    </form>
  );
}
