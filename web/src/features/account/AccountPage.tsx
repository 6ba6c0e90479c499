// « Mon compte »: one's password, means of signing in, open sessions, and what one's right to look hangs on.
import "./account.css";
import { useTranslation } from "react-i18next";
import { useLoaded } from "@/ui/useLoaded";
import { roleName } from "@/features/people/roleName";
import { useSession } from "@/features/people/session";
import { AccessCard } from "./AccessCard";
import { readSessions } from "./api";
import { FactorCard } from "./FactorCard";
import { PapersCard } from "./PapersCard";
import { PasskeysCard } from "./PasskeysCard";
import { ProviderCard } from "@/features/provider/ProviderCard";
import { PasswordCard } from "./PasswordCard";
import { SessionsCard } from "./SessionsCard";

export default function AccountPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const sessions = useLoaded(readSessions);
  return (
    <div className="page account-page">
      <div className="page-head">
        <h1>{t("account.title")}</h1>
        <p className="muted">{t("account.who", { name: me.name, role: roleName(t, me.role), username: me.username })}</p>
      </div>
      <div className="account-cards">
        <div className="account-column">
          <AccessCard />
          <PapersCard />
          <SessionsCard loaded={sessions} />
        </div>
        <div className="account-column">
          <PasswordCard onChanged={sessions.again} />
          <ProviderCard />
          <PasskeysCard />
          <FactorCard />
        </div>
      </div>
    </div>
  );
}
