// Something about the account that asks for the password once more.
import { useState } from "react";
import { PasswordInput, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { accountFailure } from "./failure";

interface Props {
  title: string;
  text: string;
  confirm: string;
  /** Whether the act takes something away; true unless said otherwise. */
  grave?: boolean;
  act: (password: string) => Promise<Result<null>>;
  onClose: () => void;
  onDone: () => void;
}

export function PasswordDialog({ title, text, confirm, grave = true, act, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const [password, setPassword] = useState("");
  const send = async (): Promise<Result<null>> => {
    const result = await act(password);
    setPassword("");
    return result;
  };
  return (
    <FormDialog
      title={title}
      save={confirm}
      grave={grave}
      ready={password !== ""}
      send={send}
      failed={(failure) => accountFailure(t, failure, i18n.language)}
      onSent={onDone}
      onClose={onClose}
    >
      <Text>{text}</Text>
      <PasswordInput
        label={t("account.password.old")}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        data-autofocus
        required
        withAsterisk={false}
      />
    </FormDialog>
  );
}
