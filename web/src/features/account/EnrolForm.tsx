// Putting the second factor in place: scan the code (or type the key), then prove it with one of its codes.
import { useMemo, useState } from "react";
import { Alert, Button, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { enableFactor, type Proposal } from "./api";
import { accountFailure } from "./failure";
import { drawQr } from "./qr";

interface Props {
  proposal: Proposal;
  onCancel: () => void;
  onDone: () => void;
}

const CODE = /^\d{6}$/;

export function EnrolForm({ proposal, onCancel, onDone }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const digits = code.replace(/\s/g, "");
  const send = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    const result = await enableFactor(proposal.secret, digits);
    setBusy(false);
    setCode("");
    if (result.ok) onDone();
    else setFailure(result.failure);
  };
  return (
    <form
      className="account-enrol"
      onSubmit={(event) => {
        event.preventDefault();
        if (CODE.test(digits)) void send();
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
      {failure !== null && (
        <Alert color="red" role="alert">
          {accountFailure(t, failure)}
        </Alert>
      )}
      <div className="account-buttons">
        <Button type="submit" loading={busy} disabled={!CODE.test(digits)}>
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
