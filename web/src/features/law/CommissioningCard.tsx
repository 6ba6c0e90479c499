// When cameras went into service and when the prefect was told (R252-17), and writing a letter down.
import { useState } from "react";
import { Alert, Badge, Button, Group, Modal, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { failureText } from "@/ui/failureText";
import { say } from "@/ui/toasts";
import { CameraChoice } from "./CameraChoice";
import { CameraNamesList } from "./CameraNamesList";
import { shownDay, typedDay } from "./days";
import { focusProblem } from "./focusProblem";
import { letters } from "./letters";
import { readCommissionings, recordCommissioning } from "./town";
import type { CameraNames } from "./useCameraNames";
import { useLoaded } from "./useLoaded";

export function CommissioningCard({ names, writes }: { names: CameraNames; writes: boolean }) {
  const { t } = useTranslation();
  const loaded = useLoaded(readCommissionings);
  const [writing, setWriting] = useState(false);
  const found = letters(loaded.data ?? []);
  return (
    <section className="card law-renewals" aria-labelledby="law-service">
      <div className="law-card-head">
        <h2 id="law-service">{t("law.service.title")}</h2>
        <span className="grow" />
        {writes && (
          <Button size="xs" variant="default" onClick={() => setWriting(true)}>
            {t("law.service.write")}
          </Button>
        )}
      </div>
      {loaded.failure !== null && <Alert color="red">{failureText(t, loaded.failure)}</Alert>}
      {loaded.data?.length === 0 && <p>{t("law.service.none")}</p>}
      <ul>
        {found.map((each) => (
          <li key={`${each.commissioned} ${each.notified} ${each.reference}`}>
            <div className="law-card-head">
              <strong>{t("law.service.since", { day: shownDay(each.commissioned) })}</strong>
              <Badge color={each.late ? "red" : "teal"} variant="light" tt="none">
                {t(each.late ? "law.service.toldLate" : "law.service.toldOn", { day: shownDay(each.notified) })}
              </Badge>
              <span className="muted">{each.reference}</span>
            </div>
            <p className="law-uncovered">
              <CameraNamesList cameras={each.cameras} names={names} />
            </p>
          </li>
        ))}
      </ul>
      {writing && <CommissioningForm names={names} onClose={() => setWriting(false)} onDone={loaded.again} />}
    </section>
  );
}

function CommissioningForm({ names, onClose, onDone }: { names: CameraNames; onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState({ commissioned: "", notified: "", reference: "", cameras: [] as string[] });
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [commissioned, notified] = [typedDay(draft.commissioned), typedDay(draft.notified)];
  const day = (name: "commissioned" | "notified") => (
    <TextInput
      label={t(`law.service.${name}`)}
      placeholder={t("law.dayShape")}
      required
      inputMode="numeric"
      value={draft[name]}
      error={tried && typedDay(draft[name]) === null ? t("law.problem.day") : undefined}
      onChange={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })}
    />
  );
  const send = async (form: HTMLFormElement): Promise<void> => {
    setTried(true);
    if (commissioned === null || notified === null || draft.reference.trim() === "" || draft.cameras.length === 0) {
      focusProblem(form);
      return;
    }
    setBusy(true);
    const result = await recordCommissioning({ commissioned, notified, reference: draft.reference.trim(), cameras: draft.cameras });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    say(t("law.service.recorded"));
    onDone();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t("law.service.write")} closeButtonProps={{ "aria-label": t("shell.close") }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void send(event.currentTarget);
        }}
      >
        <Stack>
          <p className="muted">{t("law.service.writeTold")}</p>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {day("commissioned")}
            {day("notified")}
          </SimpleGrid>
          <TextInput
            label={t("law.service.reference")}
            required
            maxLength={200}
            value={draft.reference}
            error={tried && draft.reference.trim() === "" ? t("law.problem.needed") : undefined}
            onChange={(event) => setDraft({ ...draft, reference: event.currentTarget.value })}
          />
          <CameraChoice
            names={names}
            value={draft.cameras}
            error={tried && draft.cameras.length === 0 ? t("law.problem.atLeastOne") : undefined}
            onChange={(cameras) => setDraft({ ...draft, cameras })}
          />
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
              {t("law.service.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
