// The second factor: six digits from a telephone, put in place in three steps, given up with the password.
import { useState } from "react";
import { Badge, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { whoAmI } from "@/api/endpoints";
import { useLoaded } from "@/ui/useLoaded";
import { say } from "@/ui/toasts";
import { disableFactor, proposeFactor, type Proposal } from "./api";
import { Card } from "./Card";
import { EnrolForm } from "./EnrolForm";
import { accountFailure } from "./failure";
import { PasswordDialog } from "./PasswordDialog";

export function FactorCard() {
  const { t } = useTranslation();
  const me = useLoaded(whoAmI);
  const on = me.data?.second_factor === true;
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [busy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const begin = async (): Promise<void> => {
    setBusy(true);
    const result = await proposeFactor();
    setBusy(false);
    if (result.ok) setProposal(result.data);
    else say(accountFailure(t, result.failure), { tone: "bad" });
  };
  return (
    <Card title={t("account.factor.title")} text={t("account.factor.text")} waiting={me.data === null} failure={me.failure} onRetry={me.again}>
      {me.data !== null && (
        <p>
          <Badge color={on ? "teal" : "gray"} variant="light" tt="none">
            {t(on ? "account.factor.on" : "account.factor.off")}
          </Badge>
        </p>
      )}
      {me.data !== null && proposal === null && (
        <div className="account-buttons">
          <Button loading={busy} variant={on ? "default" : "filled"} onClick={() => void begin()}>
            {t(on ? "account.factor.renew" : "account.factor.begin")}
          </Button>
          {on && (
            <Button color="red" variant="light" onClick={() => setLeaving(true)}>
              {t("account.factor.leave")}
            </Button>
          )}
        </div>
      )}
      {proposal !== null && (
        <EnrolForm
          proposal={proposal}
          onCancel={() => setProposal(null)}
          onDone={() => {
            setProposal(null);
            me.again();
            say(t("account.factor.enabled"));
          }}
        />
      )}
      {leaving && (
        <PasswordDialog
          title={t("account.factor.leave")}
          text={t("account.factor.leaveText")}
          confirm={t("account.factor.leave")}
          act={disableFactor}
          onClose={() => setLeaving(false)}
          onDone={() => {
            me.again();
            say(t("account.factor.disabled"));
          }}
        />
      )}
    </Card>
  );
}
