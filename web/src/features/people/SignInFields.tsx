// What a sign-in may ask besides a name and a password: the second factor's code, and why outside one's turn of duty.
import { Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

interface Props {
  value: string;
  onChange: (value: string) => void;
}

export function CodeField({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t("signIn.code")}
      description={t("signIn.codeHint")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={8}
      autoFocus
      required
      withAsterisk={false}
    />
  );
}

export function ReasonField({ value, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t("people.reason")}
      description={t("people.reasonHint")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={500}
      autosize
      minRows={2}
      autoFocus
      required
      withAsterisk={false}
    />
  );
}
