// Legal bases for analytics: nothing is looked for on a camera without one in force.
import "./law.css";
import { useState } from "react";
import { Alert, Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "@/features/people/session";
import { nowUs } from "@/time/clock";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { readBases, revokeBasis, sortedBases, type Basis } from "./api";
import { BasisCard } from "./BasisCard";
import { BasisForm } from "./BasisForm";
import { RevokeDialog } from "./RevokeDialog";
import { useCameraNames } from "./useCameraNames";
import { useLoaded } from "@/ui/useLoaded";

export default function BasesPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const { data, failure, again } = useLoaded(readBases);
  const names = useCameraNames();
  const [writing, setWriting] = useState(false);
  const [ending, setEnding] = useState<Basis | null>(null);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("law.bases.title")}</h1>
        <span className="grow" />
        {can("administer") && <Button onClick={() => setWriting(true)}>{t("law.bases.write")}</Button>}
      </div>
      <p className="muted">{t("law.bases.told")}</p>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {data === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {data?.length === 0 && <Blank icon="lock" title={t("law.bases.none")} hint={t("law.bases.noneHint")} />}
      {data !== null && data.length > 0 && (
        <ul className="law-list" aria-label={t("law.bases.title")}>
          {sortedBases(data, nowUs()).map((each) => (
            <BasisCard key={each.id} basis={each} names={names} onEnd={can("administer") ? setEnding : null} />
          ))}
        </ul>
      )}
      {writing && <BasisForm names={names} onClose={() => setWriting(false)} onDone={again} />}
      {ending !== null && (
        <RevokeDialog
          title={t("law.bases.endTitle", { number: ending.order_number })}
          told={t("law.bases.endTold")}
          revoke={(reason) => revokeBasis(ending.id, reason)}
          onClose={() => setEnding(null)}
          onDone={again}
        />
      )}
    </div>
  );
}
