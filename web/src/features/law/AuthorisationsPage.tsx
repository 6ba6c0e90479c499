// The prefects' orders: what is in force, what must be renewed, and writing a new one down.
import "./law.css";
import { useState } from "react";
import { Alert, Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "@/features/people/session";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { readAuthorisations, readRenewals, revokeAuthorisation, sortedOrders, type Authorisation } from "./api";
import { AgreementsCard } from "./AgreementsCard";
import { AuthorisationCard } from "./AuthorisationCard";
import { AuthorisationForm } from "./AuthorisationForm";
import { CommissioningCard } from "./CommissioningCard";
import { NoticeDialog } from "./NoticeDialog";
import { RenewalCalendar } from "./RenewalCalendar";
import { RevokeDialog } from "./RevokeDialog";
import { Sanctions } from "./Sanctions";
import { readAuthority } from "./town";
import { useCameraNames } from "./useCameraNames";
import { useCommunes } from "./useCommunes";
import { useLoaded } from "@/ui/useLoaded";

export default function AuthorisationsPage() {
  const { t } = useTranslation();
  const { can } = useSession();
  const orders = useLoaded(readAuthorisations);
  const renewals = useLoaded(readRenewals);
  const names = useCameraNames();
  const authority = useLoaded(readAuthority);
  const communes = useCommunes();
  const [writing, setWriting] = useState(false);
  const [notice, setNotice] = useState<Authorisation | null>(null);
  const [ending, setEnding] = useState<Authorisation | null>(null);
  const failure = orders.failure ?? renewals.failure;
  const again = (): void => {
    orders.again();
    renewals.again();
  };
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("law.orders.title")}</h1>
        <span className="grow" />
        {can("administer") && <Button onClick={() => setWriting(true)}>{t("law.orders.write")}</Button>}
      </div>
      <p className="muted">{t("law.orders.told")}</p>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {orders.data === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {orders.data !== null && orders.data.length > 0 && !orders.data.some((each) => each.state === "in_force") && (
        <Alert color="red" mb="md" role="alert">
          {t("law.orders.noneInForce")}
        </Alert>
      )}
      {renewals.data !== null && orders.data !== null && orders.data.length > 0 && <RenewalCalendar renewals={renewals.data} names={names} />}
      {orders.data?.length === 0 && <Blank icon="warning" title={t("law.orders.none")} hint={t("law.orders.noneHint")} />}
      {orders.data !== null && orders.data.length > 0 && (
        <ul className="law-list" aria-label={t("law.orders.title")}>
          {sortedOrders(orders.data).map((each) => (
            <AuthorisationCard key={each.id} order={each} names={names} onNotice={setNotice} onEnd={can("administer") ? setEnding : null} />
          ))}
        </ul>
      )}
      {orders.data !== null && <CommissioningCard names={names} writes={can("administer")} />}
      {communes.length > 0 && <AgreementsCard communes={communes} writes={can("administer")} />}
      {(can("administer") || can("supervise")) && <Sanctions />}
      {writing && <AuthorisationForm names={names} authority={authority.data?.name ?? ""} onClose={() => setWriting(false)} onDone={again} />}
      {notice !== null && <NoticeDialog order={notice} onClose={() => setNotice(null)} />}
      {ending !== null && (
        <RevokeDialog
          title={t("law.orders.endTitle", { number: ending.number })}
          told={t("law.orders.endTold", { count: ending.cameras.length })}
          revoke={(reason) => revokeAuthorisation(ending.id, reason)}
          onClose={() => setEnding(null)}
          onDone={again}
        />
      )}
    </div>
  );
}
