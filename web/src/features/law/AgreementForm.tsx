// Writing down an agreement of a centre that communes share.
import { useState } from "react";
import { Checkbox, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { typedDay } from "./days";
import { AGREEMENT_KINDS, recordAgreement, type AgreementIn, type AgreementKind, type Commune } from "./town";

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
  const agreement: AgreementIn = {
    kind: draft.kind,
    number: draft.number.trim(),
    parties,
    communes: draft.communes,
    signed: signed ?? "",
    first_day: first ?? "",
    last_day: last ?? "",
  };
  const told = (field: keyof typeof wrong): string | undefined => (tried ? wrong[field] : undefined);
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
    <FormDialog
      title={t("law.shared.write")}
      size="lg"
      save={t("law.shared.save")}
      complete={Object.values(wrong).every((each) => each === undefined)}
      tried={tried}
      onTried={() => setTried(true)}
      send={() => recordAgreement(agreement)}
      onSent={() => {
        say(t("law.shared.recorded"));
        onDone();
      }}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
