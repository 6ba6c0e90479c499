// A centre that communes share: the communes with their mayors, the agreements, and what none covers.
import { useState } from "react";
import { Alert, Badge, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { failureText } from "@/ui/failureText";
import { AgreementForm } from "./AgreementForm";
import { shownDay } from "./days";
import { RevokeDialog } from "./RevokeDialog";
import { endAgreement, readAgreements, type Agreement, type Commune } from "./town";
import { communeName } from "./useCommunes";
import { useLoaded } from "@/ui/useLoaded";

export function AgreementsCard({ communes, writes }: { communes: readonly Commune[]; writes: boolean }) {
  const { t } = useTranslation();
  const loaded = useLoaded(readAgreements);
  const [writing, setWriting] = useState(false);
  const [ending, setEnding] = useState<Agreement | null>(null);
  const name = (code: string): string => communeName(communes, code) ?? code;
  return (
    <section className="card law-renewals" aria-labelledby="law-shared">
      <div className="law-card-head">
        <h2 id="law-shared">{t("law.shared.title")}</h2>
        <span className="grow" />
        {writes && (
          <Button size="xs" variant="default" onClick={() => setWriting(true)}>
            {t("law.shared.write")}
          </Button>
        )}
      </div>
      <p className="muted">{t("law.shared.told")}</p>
      <p className="law-uncovered">{communes.map((each) => `${each.name} (${each.code}) : ${each.mayor}`).join(" · ")}</p>
      {loaded.failure !== null && <Alert color="red">{failureText(t, loaded.failure)}</Alert>}
      {loaded.data !== null && loaded.data.missing.length > 0 && (
        <Alert color="yellow">
          {loaded.data.missing.map((each) => t("law.shared.missing", { commune: name(each.commune), kind: t(`law.shared.kind.${each.kind}`) })).join(" ")}
        </Alert>
      )}
      <ul>
        {loaded.data?.agreements.map((each) => (
          <li key={each.id}>
            <div className="law-card-head">
              <strong>{each.number}</strong>
              <Badge color={each.in_force ? "teal" : "gray"} variant="light" tt="none">
                {t(each.in_force ? "law.shared.inForce" : "law.shared.over")}
              </Badge>
              <span className="muted">
                {t(`law.shared.kind.${each.kind}`)} · {t("law.fromTo", { from: shownDay(each.first_day), to: shownDay(each.last_day) })}
              </span>
              <span className="grow" />
              {writes && each.in_force && (
                <Button size="compact-sm" variant="default" aria-label={`${t("law.end")} : ${each.number}`} onClick={() => setEnding(each)}>
                  {t("law.end")}
                </Button>
              )}
            </div>
            <p className="law-uncovered">
              {each.parties.join(" · ")} — {each.communes.map(name).join(", ")}
              {each.ended_reason !== null && ` — ${t("law.ended")} : ${each.ended_reason}`}
            </p>
          </li>
        ))}
      </ul>
      {writing && <AgreementForm communes={communes} onClose={() => setWriting(false)} onDone={loaded.again} />}
      {ending !== null && (
        <RevokeDialog
          title={t("law.shared.endTitle", { number: ending.number })}
          told={t("law.shared.endTold")}
          revoke={(reason) => endAgreement(ending.id, reason)}
          onClose={() => setEnding(null)}
          onDone={loaded.again}
        />
      )}
    </section>
  );
}
