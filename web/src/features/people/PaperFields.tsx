// The fields that a kind of paper has.
import { Checkbox, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CameraChoice } from "@/features/law/CameraChoice";
import type { CameraNames } from "@/features/law/useCameraNames";
import { useCommunes } from "@/features/law/useCommunes";
import { isApproval, isQualification, PAPER_KINDS, type PaperDraft, type PaperKind, type Problems } from "./paperDraft";

interface Props {
  draft: PaperDraft;
  problems: Problems;
  names: CameraNames;
  onChange: (draft: PaperDraft) => void;
}

const LONGEST = { number: 80, department: 3, grantedBy: 120, title: 200, firstDay: 10, lastDay: 10 } as const;

export function PaperFields({ draft, problems, names, onChange }: Props) {
  const { t } = useTranslation();
  const communes = useCommunes();
  const change = (changes: Partial<PaperDraft>): void => onChange({ ...draft, ...changes });
  const told = (field: keyof PaperDraft): string | undefined => {
    const problem = problems[field];
    return problem === undefined ? undefined : t(`papers.problem.${problem}`);
  };
  const line = (field: keyof typeof LONGEST, label: string, required = true) => (
    <TextInput
      label={label}
      value={draft[field]}
      maxLength={LONGEST[field]}
      required={required}
      placeholder={field === "firstDay" || field === "lastDay" ? t("law.dayShape") : undefined}
      error={told(field)}
      autoComplete="off"
      onChange={(event) => change({ [field]: event.currentTarget.value })}
    />
  );
  const qualification = isQualification(draft.kind);
  return (
    <>
      <Select
        label={t("papers.field.kind")}
        value={draft.kind}
        data={PAPER_KINDS.map((each) => ({ value: each, label: t(`papers.kind.${each}`) }))}
        allowDeselect={false}
        data-autofocus
        onChange={(kind) => change({ kind: kind as PaperKind })}
      />
      {qualification && line("title", t("papers.field.title"))}
      {!qualification && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {line("number", t("papers.field.number"))}
          {isApproval(draft.kind) ? line("department", t("papers.field.department")) : line("grantedBy", t("papers.field.grantedBy"))}
        </SimpleGrid>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {line("firstDay", t(qualification ? "papers.field.signed" : "papers.field.firstDay"))}
        {line("lastDay", t(qualification ? "papers.field.endsMaybe" : "papers.field.lastDay"), !qualification)}
      </SimpleGrid>
      {draft.kind === "grant" && (
        <>
          {communes.length > 0 && (
            <Select
              label={t("papers.field.commune")}
              description={t("papers.field.communeHint")}
              value={draft.commune}
              placeholder={t("papers.field.communeNone")}
              clearable
              data={communes.map((each) => ({ value: each.code, label: each.name }))}
              onChange={(commune) => change({ commune })}
            />
          )}
          <Checkbox
            label={t("papers.field.allCameras")}
            checked={draft.allCameras}
            onChange={(event) => change({ allCameras: event.currentTarget.checked })}
          />
          {!draft.allCameras && (
            <CameraChoice names={names} value={draft.cameras} error={told("cameras")} onChange={(cameras) => change({ cameras })} />
          )}
        </>
      )}
    </>
  );
}
