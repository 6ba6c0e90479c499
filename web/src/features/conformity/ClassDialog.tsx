// What the town declares of a camera; it decides what the order asks of its stream.
import { useState } from "react";
import { Alert, Button, Checkbox, Group, Modal, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { failureText } from "@/ui/failureText";
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
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const change = (changes: Partial<CameraClass>): void => setDraft({ ...draft, ...changes });

  const send = async (): Promise<void> => {
    setBusy(true);
    const result = await declareClass(line.camera_id, { ...draft, objective: draft.objective.trim() });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    onDone(result.data);
    say(t("conformity.declared", { name: line.name }));
    onClose();
  };

  return (
    <Modal opened onClose={onClose} title={line.name} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <Stack>
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
          {failure !== null && (
            <Alert color="red" role="alert">
              {failureText(t, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("shell.cancel")}
            </Button>
            <Button type="submit" loading={busy} disabled={draft.objective.trim() === ""}>
              {t("conformity.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
