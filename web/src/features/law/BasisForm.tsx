// Writing down a legal basis for analytics: text, order, event, what is looked for, where, from when to when.
import { useState } from "react";
import { Alert, Button, Checkbox, Group, Modal, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { KINDS, recordBasis } from "./api";
import { basisOf, basisProblems, EMPTY_BASIS, type BasisDraft } from "./basisDraft";
import { CameraChoice } from "./CameraChoice";
import { focusProblem } from "./focusProblem";
import type { CameraNames } from "./useCameraNames";

interface Props {
  names: CameraNames;
  onClose: () => void;
  onDone: () => void;
}

type Line = "orderNumber" | "authority" | "event" | "startDay" | "startTime" | "endDay" | "endTime";
const LONGEST = { orderNumber: 200, authority: 200, event: 400, startDay: 10, startTime: 8, endDay: 10, endTime: 8 };

export function BasisForm({ names, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<BasisDraft>(EMPTY_BASIS);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const problems = basisProblems(draft);
  const change = (changes: Partial<BasisDraft>): void => setDraft({ ...draft, ...changes });
  const told = (field: keyof BasisDraft): string | undefined => {
    const problem = tried ? problems[field] : undefined;
    return problem === undefined ? undefined : t(`law.problem.${problem}`);
  };

  const send = async (form: HTMLFormElement): Promise<void> => {
    setTried(true);
    if (Object.keys(problems).length > 0) {
      focusProblem(form);
      return;
    }
    setBusy(true);
    const result = await recordBasis(basisOf(draft));
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    say(t("law.bases.recorded"));
    onDone();
    onClose();
  };

  const line = (field: Line) => (
    <TextInput
      label={t(`law.bases.field.${field}`)}
      value={draft[field]}
      maxLength={LONGEST[field]}
      required
      placeholder={field.endsWith("Day") ? t("law.dayShape") : undefined}
      error={told(field)}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );
  const area = (field: "text" | "attestation") => (
    <Textarea
      label={t(`law.bases.field.${field}`)}
      description={t(`law.bases.hint.${field}`)}
      value={draft[field]}
      maxLength={400}
      required
      autosize
      minRows={2}
      error={told(field)}
      data-autofocus={field === "text" || undefined}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );

  return (
    <Modal opened onClose={onClose} size="xl" title={t("law.bases.write")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget);
        }}
      >
        <Stack>
          <p className="muted">{t("law.bases.writeTold")}</p>
          {area("text")}
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {line("orderNumber")}
            {line("authority")}
          </SimpleGrid>
          {line("event")}
          <SimpleGrid cols={{ base: 2, sm: 4 }}>
            {line("startDay")}
            {line("startTime")}
            {line("endDay")}
            {line("endTime")}
          </SimpleGrid>
          <Checkbox.Group
            label={t("law.bases.kinds")}
            description={t("law.bases.kindsHint")}
            value={draft.kinds}
            error={told("kinds")}
            required
            onChange={(chosen) => change({ kinds: KINDS.filter((each) => chosen.includes(each)) })}
          >
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={6} mt={8}>
              {KINDS.map((each) => (
                <Checkbox key={each} value={each} label={t(`law.kind.${each}`)} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
          <CameraChoice names={names} value={draft.cameras} error={told("cameras")} onChange={(cameras) => change({ cameras })} />
          {area("attestation")}
          {tried && Object.keys(problems).length > 0 && (
            <Alert color="yellow" role="alert">
              {t("law.incomplete")}
            </Alert>
          )}
          {failure !== null && (
            <Alert color="red" role="alert">
              {failureText(t, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" loading={busy}>
              {t("law.bases.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
