// Writing down a prefect's order. It cannot be changed afterwards, only ended: so everything is read before it is sent.
import { useState } from "react";
import { Checkbox, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { PURPOSES, recordAuthorisation, type Purpose } from "./api";
import { CameraChoice } from "./CameraChoice";
import { EMPTY, orderOf, problemsOf, type Draft } from "./draft";
import { SharingFields } from "./SharingFields";
import { PerimeterChoice } from "./PerimeterChoice";
import type { CameraNames } from "./useCameraNames";

interface Props {
  names: CameraNames;
  /** The authority that signs orders here (R252-1); "" where it is not known. */
  authority: string;
  onClose: () => void;
  onDone: () => void;
}

export function AuthorisationForm({ names, authority, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({ ...EMPTY, prefecture: authority });
  const [tried, setTried] = useState(false);
  const problems = problemsOf(draft);
  const change = (changes: Partial<Draft>): void => setDraft({ ...draft, ...changes });
  const told = (field: keyof Draft): string | undefined => {
    const problem = tried ? problems[field] : undefined;
    return problem === undefined ? undefined : t(`law.problem.${problem}`);
  };

  const line = (field: "number" | "prefecture" | "signed" | "firstDay" | "lastDay" | "retentionDays" | "minimumDays", required = true) => (
    <TextInput
      label={t(`law.orders.field.${field}`)}
      value={draft[field]}
      maxLength={200}
      required={required}
      inputMode={field === "number" || field === "prefecture" ? "text" : "numeric"}
      placeholder={/signed|Day$/.test(field) ? t("law.dayShape") : undefined}
      error={told(field)}
      data-autofocus={field === "number" || undefined}
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );

  return (
    <FormDialog
      title={t("law.orders.write")}
      size="xl"
      save={t("law.orders.save")}
      complete={Object.keys(problems).length === 0}
      tried={tried}
      onTried={() => setTried(true)}
      send={() => recordAuthorisation(orderOf(draft))}
      onSent={(made) => {
        say(t("law.orders.recorded", { number: made.number }));
        onDone();
      }}
      onClose={onClose}
    >
      <p className="muted">{t("law.orders.writeTold")}</p>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {line("number")}
        {line("prefecture")}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        {line("signed")}
        {line("firstDay")}
        {line("lastDay")}
      </SimpleGrid>
      <Checkbox
        label={t("law.orders.provisionalLong")}
        checked={draft.provisional}
        onChange={(event) => change({ provisional: event.currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {line("retentionDays")}
        {line("minimumDays", false)}
      </SimpleGrid>
      <Checkbox.Group
        label={t("law.orders.field.purposes")}
        description={t("law.orders.purposesHint")}
        value={draft.purposes}
        error={told("purposes")}
        required
        onChange={(chosen) => change({ purposes: PURPOSES.filter((each) => chosen.includes(each)) satisfies Purpose[] })}
      >
        <Stack gap={6} mt={8}>
          {PURPOSES.map((each) => (
            <Checkbox key={each} value={each} label={`${each}. ${t(`law.purpose.${each}`)}`} />
          ))}
        </Stack>
      </Checkbox.Group>
      <SharingFields draft={draft} servicesError={told("sharingServices")} daysError={told("sharingDays")} onChange={change} />
      <CameraChoice names={names} value={draft.cameras} error={told("cameras")} onChange={(cameras) => change({ cameras })} />
      <PerimeterChoice value={draft.perimeter} onChange={(perimeter) => change({ perimeter })} />
      <Textarea
        label={t("law.orders.field.persons")}
        description={t("law.orders.personsHint")}
        value={draft.persons}
        autosize
        minRows={2}
        maxRows={8}
        onChange={(event) => change({ persons: event.currentTarget.value })}
      />
      <Textarea
        label={t("law.orders.field.prescriptions")}
        value={draft.prescriptions}
        maxLength={10_000}
        autosize
        minRows={2}
        maxRows={10}
        onChange={(event) => change({ prescriptions: event.currentTarget.value })}
      />
    </FormDialog>
  );
}
