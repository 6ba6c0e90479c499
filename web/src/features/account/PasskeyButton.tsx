// « Clé d’accès » on the sign-in and lock screens: shown only where passkeys can serve at all.
import { useEffect, useState } from "react";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure, Result } from "@/api/client";
import type { Me } from "@/api/types";
import { Icon } from "@/ui/icons";
import { beginPasskeySignIn, readMeans } from "./api";
import { askPasskey, passkeyState, type CredentialJson } from "./webauthn";

interface Props {
  /** Hand the browser's answer to the server. */
  prove: (challengeId: string, credential: CredentialJson) => Promise<Result<Me>>;
  disabled?: boolean;
  onDone: (me: Me) => void;
  /** The server refused: the page has its own words for it. */
  onFailure: (failure: Failure) => void;
  /** The browser gave nothing: said in words. */
  onFault: (text: string) => void;
}

export function PasskeyButton({ prove, disabled = false, onDone, onFailure, onFault }: Props) {
  const { t } = useTranslation();
  const [ready, setReady] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    let stopped = false;
    void readMeans().then((result) => {
      if (!stopped && result.ok) setReady(passkeyState(result.data.passkey_origin) === "ready");
    });
    return () => {
      stopped = true;
    };
  }, []);
  if (!ready) return null;
  const go = async (): Promise<void> => {
    setBusy(true);
    await enter();
    setBusy(false);
  };
  const enter = async (): Promise<void> => {
    const begun = await beginPasskeySignIn();
    if (!begun.ok) {
      onFailure(begun.failure);
      return;
    }
    const asked = await askPasskey(begun.data.options);
    if (!asked.ok) {
      onFault(t(`account.passkeys.fault.${asked.fault}`));
      return;
    }
    const result = await prove(begun.data.challenge_id, asked.credential);
    if (result.ok) onDone(result.data);
    else onFailure(result.failure);
  };
  return (
    <Button variant="default" fullWidth loading={busy} disabled={disabled} onClick={() => void go()} leftSection={<Icon name="lock" size={16} />}>
      {t("account.passkeys.enter")}
    </Button>
  );
}
