// Putting the second factor in place: scan the code (or type the key), then prove it with one of its codes.
import { useMemo, useState } from "react";
import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { enableFactor, type Proposal } from "./api";
import { accountFailure, isWrongPassword } from "./failure";
import { drawQr } from "./qr";

interface Props {
  proposal: Proposal;
  onCancel: () => void;
  onDone: () => void;
}

const CODE = /^\d{6}$/;

export function EnrolForm({ proposal, onCancel, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const digits = code.replace(/\s/g, "");
  const ready = CODE.test(digits) && password !== "";
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const result = await enableFactor(proposal.secret, digits, password);
    setBusy(false);
    if (result.ok) {
      onDone();
      return;
    }
    setFailure(result.failure);
    if (isWrongPassword(result.failure)) setPassword("");
    else setCode("");
  };
  return (
    <form
      className="account-enrol"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void send();
      }}
    >
      <ol className="account-steps">
        <li>{t("account.factor.step1")}</li>
        <li>
          {t("account.factor.step2")}
          <QrCode text={proposal.address} />
          <span className="sub">{t("account.factor.byHand")}</span>
          <code className="account-secret">{proposal.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
        </li>
        <li>{t("account.factor.step3")}</li>
      </ol>
      <TextInput
        label={t("signIn.code")}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={8}
        autoFocus
      />
      <PasswordInput
        label={t("account.password.old")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
      />
      {failure !== null && (
        <Alert color="red" role="alert">
          {accountFailure(t, failure, i18n.language)}
        </Alert>
      )}
      <div className="account-buttons">
        <Button type="submit" loading={busy} disabled={!ready}>
          {t("account.factor.enable")}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t("shell.cancel")}
        </Button>
      </div>
    </form>
  );
}

function QrCode({ text }: { text: string }) {
  const { t } = useTranslation();
  const { size, path } = useMemo(() => drawQr(text), [text]);
  return (
    <svg className="account-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t("account.factor.qr")} shapeRendering="crispEdges">
      <path d={path} />
    </svg>
  );
}
