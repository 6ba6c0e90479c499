// Writing down a legal basis for analytics: text, order, event, what is looked for, where, from when to when.
import { useState } from "react";
import { Checkbox, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { KINDS, recordBasis } from "./api";
import { basisOf, basisProblems, EMPTY_BASIS, type BasisDraft } from "./basisDraft";
import { CameraChoice } from "./CameraChoice";
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
  const problems = basisProblems(draft);
  const change = (changes: Partial<BasisDraft>): void => setDraft({ ...draft, ...changes });
  const told = (field: keyof BasisDraft): string | undefined => {
    const problem = tried ? problems[field] : undefined;
    return problem === undefined ? undefined : t(`law.problem.${problem}`);
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
    <FormDialog
      title={t("law.bases.write")}
      size="xl"
      save={t("law.bases.save")}
      complete={Object.keys(problems).length === 0}
      tried={tried}
      onTried={() => setTried(true)}
      send={() => recordBasis(basisOf(draft))}
      onSent={() => {
        say(t("law.bases.recorded"));
        onDone();
      }}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
