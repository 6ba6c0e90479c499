// The last signed states of the journal: to keep elsewhere, so that a cut end shows.
import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatInstant, formatNumber } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { useLoaded } from "@/ui/useLoaded";
import { readCheckpoints } from "./api";

export function SignedStates() {
  const { t, i18n } = useTranslation();
  const { data: states, failure } = useLoaded(readCheckpoints);
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
