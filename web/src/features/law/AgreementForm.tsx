// Writing down an agreement of a centre that communes share.
import { useState } from "react";
import { Alert, Button, Checkbox, Group, Modal, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { typedDay } from "./days";
import { focusProblem } from "./focusProblem";
import { AGREEMENT_KINDS, recordAgreement, type AgreementKind, type Commune } from "./town";

interface Props {
  communes: readonly Commune[];
  onClose: () => void;
  onDone: () => void;
}

const EMPTY = { kind: "members" as AgreementKind, number: "", parties: "", communes: [] as string[], signed: "", firstDay: "", lastDay: "" };
const LEAST_PARTIES = 2;

export function AgreementForm({ communes, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const change = (changes: Partial<typeof EMPTY>): void => setDraft({ ...draft, ...changes });
  const [signed, first, last] = [typedDay(draft.signed), typedDay(draft.firstDay), typedDay(draft.lastDay)];
  const parties = draft.parties.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const ends = last !== null && first !== null && last >= first;
  const wrong = {
    number: draft.number.trim() === "" ? t("law.problem.needed") : undefined,
    parties: parties.length < LEAST_PARTIES ? t("law.shared.twoParties") : undefined,
    communes: draft.communes.length === 0 ? t("law.problem.atLeastOne") : undefined,
    signed: signed === null ? t("law.problem.day") : undefined,
    firstDay: first === null ? t("law.problem.day") : undefined,
    lastDay: last === null ? t("law.problem.day") : ends ? undefined : t("law.problem.order"),
  };
  const told = (field: keyof typeof wrong): string | undefined => (tried ? wrong[field] : undefined);
  const send = async (form: HTMLFormElement): Promise<void> => {
    setTried(true);
    if (Object.values(wrong).some((each) => each !== undefined) || signed === null || first === null || last === null) {
      focusProblem(form);
      return;
    }
    setBusy(true);
    const result = await recordAgreement({
      kind: draft.kind,
      number: draft.number.trim(),
      parties,
      communes: draft.communes,
      signed,
      first_day: first,
      last_day: last,
    });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    say(t("law.shared.recorded"));
    onDone();
    onClose();
  };
  const line = (field: "number" | "signed" | "firstDay" | "lastDay") => (
    <TextInput
      label={t(`law.shared.field.${field}`)}
      required
      maxLength={200}
      placeholder={field === "number" ? undefined : t("law.dayShape")}
      value={draft[field]}
      error={told(field)}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <Modal opened onClose={onClose} size="lg" title={t("law.shared.write")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget);
        }}
      >
        <Stack>
          <Select
            label={t("law.shared.field.kind")}
            value={draft.kind}
            allowDeselect={false}
            data={AGREEMENT_KINDS.map((value) => ({ value, label: t(`law.shared.kind.${value}`) }))}
            onChange={(kind) => change({ kind: kind === "state" ? "state" : "members" })}
          />
          {line("number")}
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            {line("signed")}
            {line("firstDay")}
            {line("lastDay")}
          </SimpleGrid>
          <Textarea
            label={t("law.shared.field.parties")}
            description={t("law.shared.partiesHint")}
            required
            autosize
            minRows={2}
            value={draft.parties}
            error={told("parties")}
            onChange={(event) => change({ parties: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={t("law.shared.field.communes")}
            required
            value={draft.communes}
            error={told("communes")}
            onChange={(chosen) => change({ communes: chosen })}
          >
            <Stack gap={6} mt={8}>
              {communes.map((each) => (
                <Checkbox key={each.code} value={each.code} label={`${each.name} (${each.code})`} />
              ))}
            </Stack>
          </Checkbox.Group>
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
              {t("law.shared.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
