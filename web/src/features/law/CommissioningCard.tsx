// When cameras went into service and when the prefect was told (R252-17), and writing a letter down.
import { useState } from "react";
import { Alert, Badge, Button, SimpleGrid, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { failureText } from "@/ui/failureText";
import { FormDialog } from "@/ui/FormDialog";
import { say } from "@/ui/toasts";
import { CameraChoice } from "./CameraChoice";
import { CameraNamesList } from "./CameraNamesList";
import { shownDay, typedDay } from "./days";
import { letters } from "./letters";
import { readCommissionings, recordCommissioning } from "./town";
import type { CameraNames } from "./useCameraNames";
import { useLoaded } from "@/ui/useLoaded";

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
  const [commissioned, notified] = [typedDay(draft.commissioned), typedDay(draft.notified)];
  const reference = draft.reference.trim();
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
  return (
    <FormDialog
      title={t("law.service.write")}
      size="lg"
      save={t("law.service.save")}
      complete={commissioned !== null && notified !== null && reference !== "" && draft.cameras.length > 0}
      tried={tried}
      onTried={() => setTried(true)}
      send={() => recordCommissioning({ commissioned: commissioned ?? "", notified: notified ?? "", reference, cameras: draft.cameras })}
      onSent={() => {
        say(t("law.service.recorded"));
        onDone();
      }}
      onClose={onClose}
    >
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
        error={tried && reference === "" ? t("law.problem.needed") : undefined}
        onChange={(event) => setDraft({ ...draft, reference: event.currentTarget.value })}
      />
      <CameraChoice
        names={names}
        value={draft.cameras}
        error={tried && draft.cameras.length === 0 ? t("law.problem.atLeastOne") : undefined}
        onChange={(cameras) => setDraft({ ...draft, cameras })}
      />
    </FormDialog>
  );
}
