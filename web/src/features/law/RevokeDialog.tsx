// Ending an order or a basis before its day: what stops is told, a reason is asked, nothing takes it back.
import { useState } from "react";
import { Text, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";

interface Props {
  title: string;
  told: string;
  revoke: (reason: string) => Promise<Result<null>>;
  onClose: () => void;
  onDone: () => void;
}

const SHORTEST = 3;
const LONGEST = 500;

export function RevokeDialog({ title, told, revoke, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={title}
      save={t("law.endConfirm")}
      grave
      ready={reason.trim().length >= SHORTEST}
      send={() => revoke(reason.trim())}
      onSent={() => {
        say(t("law.endedNow"));
        onDone();
      }}
      onClose={onClose}
    >
      <Text>{told}</Text>
      <Textarea
        label={t("law.endReason")}
        description={t("law.endReasonHint")}
        value={reason}
        maxLength={LONGEST}
        required
        autosize
        minRows={2}
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
