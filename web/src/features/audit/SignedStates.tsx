// The last signed states of the journal: to keep elsewhere, so that a cut end shows.
import { useEffect, useState } from "react";
import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { formatInstant, formatNumber } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { readCheckpoints, type Checkpoints } from "./api";

export function SignedStates() {
  const { t, i18n } = useTranslation();
  const [states, setStates] = useState<Checkpoints | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    void readCheckpoints().then((result) => {
      if (result.ok) setStates(result.data);
      else setFailure(result.failure);
    });
  }, []);
  const last = states?.checkpoints.toSorted((one, other) => other.size - one.size)[0];
  return (
    <section className="card journal-states">
      <h2>{t("journal.states")}</h2>
      <p className="muted">{t("journal.statesHint")}</p>
      {failure !== null && (
        <Alert color="red" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {states !== null && last === undefined && <p>{t("journal.noState")}</p>}
      {last !== undefined && (
        <>
          <p>{t("journal.lastState", { at: formatInstant(last.at_us, i18n.language), size: formatNumber(last.size, i18n.language) })}</p>
          <p>{last.stamped ? t("journal.stamped") : t("journal.notStamped")}</p>
          <pre>{last.note}</pre>
        </>
      )}
      {states?.public_key != null && (
        <p>
          {t("journal.publicKey")} <code>{states.public_key}</code>
        </p>
      )}
    </section>
  );
}
