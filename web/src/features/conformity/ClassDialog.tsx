// What the town declares of a camera; it decides what the order asks of its stream.
import { useState } from "react";
import { Checkbox, SegmentedControl, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { declareClass, NEW_CLASS, type CameraClass, type Line } from "./api";

interface Props {
  line: Line;
  onClose: () => void;
  onDone: (line: Line) => void;
}

export function ClassDialog({ line, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<CameraClass>(line.declared ?? NEW_CLASS);
  const change = (changes: Partial<CameraClass>): void => setDraft({ ...draft, ...changes });

  return (
    <FormDialog
      title={line.name}
      save={t("conformity.save")}
      ready={draft.objective.trim() !== ""}
      send={() => declareClass(line.camera_id, { ...draft, objective: draft.objective.trim() })}
      onSent={(declared) => {
        onDone(declared);
        say(t("conformity.declared", { name: line.name }));
      }}
      onClose={onClose}
    >
      <TextInput
        label={t("conformity.objective")}
        description={t("conformity.objectiveHint")}
        value={draft.objective}
        maxLength={200}
        required
        data-autofocus
        onChange={(event) => change({ objective: event.currentTarget.value })}
      />
      <SegmentedControl
        aria-label={t("conformity.planHead")}
        value={draft.plan}
        data={[
          { value: "wide", label: t("conformity.plan.wide") },
          { value: "narrow", label: t("conformity.plan.narrow") },
        ]}
        onChange={(plan) => change({ plan })}
      />
      <Text size="sm" className="muted">
        {t(`conformity.planHint.${draft.plan}`)}
      </Text>
      <Checkbox label={t("conformity.trafficLong")} checked={draft.traffic} onChange={(event) => change({ traffic: event.currentTarget.checked })} />
      <Checkbox label={t("conformity.fastLong")} checked={draft.fast} onChange={(event) => change({ fast: event.currentTarget.checked })} />
    </FormDialog>
  );
}
