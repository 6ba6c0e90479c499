// An act on somebody's rights that asks for a reason: what follows from it is told, and nothing is done without a word.
import { useState } from "react";
import { Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { peopleFailure } from "./peopleFailure";

interface Props {
  title: string;
  told: string;
  confirm: string;
  done: string;
  grave: boolean;
  act: (reason: string) => Promise<Result<null>>;
  onClose: () => void;
  onDone: () => void;
}

const SHORTEST = 3;
const LONGEST = 500;

export function ReasonAct({ title, told, confirm, done, grave, act, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={title}
      save={confirm}
      grave={grave}
      ready={reason.trim().length >= SHORTEST}
      send={() => act(reason.trim())}
      failed={(failure) => peopleFailure(t, failure)}
      onSent={() => {
        say(done);
        onDone();
      }}
      onClose={onClose}
    >
      <Text>{told}</Text>
      <Textarea
        label={t("people.file.reason")}
        description={t("papers.reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={LONGEST}
        autosize
        minRows={2}
        required
        data-autofocus
      />
    </FormDialog>
  );
}
