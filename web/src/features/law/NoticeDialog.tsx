// The sign that must stand where an order's cameras look: its words first, then the PDF to print.
import { useState } from "react";
import { Alert, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { failureText } from "@/ui/failureText";
import type { Authorisation } from "./api";
import { download, noticePdf, noticeText, storedWords, storeWords, type NoticeWords } from "./notice";

const LONGEST = 200;

export function NoticeDialog({ order, onClose }: { order: Authorisation; onClose: () => void }) {
  const { t } = useTranslation();
  const [words, setWords] = useState<NoticeWords>(storedWords);
  const [text, setText] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const complete = Object.values(words).every((each: string) => each.trim() !== "");

  const show = async (): Promise<void> => {
    setBusy(true);
    storeWords(words);
    const result = await noticeText(order.id, words);
    setBusy(false);
    setFailure(result.ok ? null : result.failure);
    if (result.ok) setText(result.data.text_fr);
  };
  const print = async (): Promise<void> => {
    setBusy(true);
    const made = await noticePdf(order.id, words);
    setBusy(false);
    if (made instanceof Blob) download(made, `panneau-${order.number.replace(/[^\w-]+/g, "-")}.pdf`);
    else setFailure(made);
  };
  const line = (field: keyof NoticeWords, first = false) => (
    <TextInput
      label={t(`law.notice.field.${field}`)}
      description={t(`law.notice.hint.${field}`)}
      value={words[field]}
      maxLength={LONGEST}
      required
      data-autofocus={first || undefined}
      onChange={(event) => {
        setWords({ ...words, [field]: event.currentTarget.value });
        setText(null);
      }}
    />
  );

  return (
    <Modal opened onClose={onClose} size="lg" title={t("law.notice.title", { number: order.number })} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void show();
        }}
      >
        <Stack>
          <p className="muted">{t("law.notice.told")}</p>
          {line("controller", true)}
          {line("contact")}
          {line("dpo")}
          {text !== null && (
            <pre className="law-notice" lang="fr" aria-live="polite">
              {text}
            </pre>
          )}
          {failure !== null && (
            <Alert color="red" role="alert">
              {failureText(t, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button type="submit" variant={text === null ? "filled" : "default"} loading={busy && text === null} disabled={!complete}>
              {t("law.notice.show")}
            </Button>
            {text !== null && (
              <Button loading={busy} onClick={() => void print()}>
                {t("law.notice.pdf")}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
