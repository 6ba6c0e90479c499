// Writing a paper into somebody's file. It is never changed afterwards, so it is read once more before it is sent.
import { useState } from "react";
import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import type { CameraNames } from "@/features/law/useCameraNames";
import { communeName, useCommunes } from "@/features/law/useCommunes";
import { focusProblem } from "@/ui/focusProblem";
import { say } from "@/ui/toasts";
import { recordPaper, type Person } from "./files";
import { isQualification, paperOf, problemsOf, type PaperDraft } from "./paperDraft";
import { PaperFields } from "./PaperFields";
import { peopleFailure } from "./peopleFailure";

interface Props {
  person: Person;
  initial: PaperDraft;
  names: CameraNames;
  onClose: () => void;
  onDone: () => void;
}

export function PaperForm({ person, initial, names, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const [reading, setReading] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const problems = problemsOf(draft);
  const wrong = Object.keys(problems).length > 0;

  const next = (form: HTMLFormElement): void => {
    setTried(true);
    setFailure(null);
    if (wrong) focusProblem(form);
    else setReading(true);
  };
  const send = async (): Promise<void> => {
    setBusy(true);
    const { to, body } = paperOf(draft);
    const result = await recordPaper(person.id, to, body);
    setBusy(false);
    if (!result.ok) {
      setReading(false);
      setFailure(result.failure);
      return;
    }
    say(t("papers.recorded", { name: person.name }));
    onDone();
    onClose();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("papers.writeFor", { name: person.name })}
      closeButtonProps={{ "aria-label": t("shell.close") }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (reading) void send();
          else next(event.currentTarget);
        }}
      >
        <Stack>
          {!reading && <PaperFields draft={draft} problems={tried ? problems : {}} names={names} onChange={setDraft} />}
          {reading && <Reading draft={draft} names={names} />}
          {tried && wrong && (
            <Alert color="yellow" role="alert">
              {t("shell.incomplete")}
            </Alert>
          )}
          {failure !== null && (
            <Alert color="red" role="alert">
              {peopleFailure(t, failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button key={reading ? "back" : "cancel"} variant="default" onClick={() => (reading ? setReading(false) : onClose())}>
              {t(reading ? "papers.correct" : "shell.cancel")}
            </Button>
            <Button key={reading ? "send" : "next"} type="submit" loading={busy} autoFocus={reading}>
              {t(reading ? "papers.confirm" : "papers.next")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Reading({ draft, names }: { draft: PaperDraft; names: CameraNames }) {
  const { t } = useTranslation();
  const communes = useCommunes();
  const kind = t(`papers.kind.${draft.kind}`);
  const days = draft.lastDay.trim() === "" ? t("papers.since", { from: draft.firstDay }) : t("papers.fromTo", { from: draft.firstDay, to: draft.lastDay });
  const what = isQualification(draft.kind)
    ? draft.title
    : draft.kind === "grant"
      ? t("papers.grantOf", { number: draft.number, by: draft.grantedBy })
      : t("papers.approvalOf", { number: draft.number, department: draft.department.toUpperCase() });
  return (
    <>
      <Text>{t("papers.readAgain")}</Text>
      <div className="card">
        <strong>{kind}</strong>
        <p className="wrap">{what}</p>
        <p>{days}</p>
        {draft.kind === "grant" && draft.commune !== null && <p>{communeName(communes, draft.commune) ?? draft.commune}</p>}
        {draft.kind === "grant" && (
          <p>{draft.allCameras ? t("papers.everyCamera") : draft.cameras.map((id) => names.get(id) ?? id).join(", ")}</p>
        )}
      </div>
    </>
  );
}
