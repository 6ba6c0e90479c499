// « Mon compte »: who one is at the provider; linked after the password and a sign-in there, taken away after the password.
import { useState } from "react";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import { readMeans } from "@/features/account/api";
import { Card } from "@/features/account/Card";
import { PasswordDialog } from "@/features/account/PasswordDialog";
import { useLoaded } from "@/ui/useLoaded";
import { formatShortDate } from "@/time/format";
import { say } from "@/ui/toasts";
import { beginLink, readOwnIdentity, unlinkOwn } from "./api";
import { providerFailure } from "./failure";

export function ProviderCard() {
  const { t } = useTranslation();
  const provider = useLoaded(readMeans).data?.provider ?? null;
  if (provider === null) return null;
  const { name, pages } = provider;
  return (
    <Card title={t("provider.card.title")} text={t("provider.card.text", { name })}>
      {pages === window.location.origin ? (
        <Own name={name} />
      ) : (
        <p>
          {t("provider.elsewhere", { name })} <a href={`${pages}/compte`}>{pages}</a>
        </p>
      )}
    </Card>
  );
}

function Own({ name }: { name: string }) {
  const { t, i18n } = useTranslation();
  const held = useLoaded(readOwnIdentity);
  const [asking, setAsking] = useState<"link" | "unlink" | null>(null);
  const link = async (password: string): Promise<Result<null>> => {
    const begun = await beginLink(password);
    if (!begun.ok) return begun;
    if (begun.data.address !== null) window.location.assign(begun.data.address);
    return { ok: true, data: null };
  };
  if (held.failure !== null) return <p>{providerFailure(t, held.failure, i18n.language)}</p>;
  const identity = held.data;
  return (
    <>
      {identity === null ? (
        <p>{t("provider.card.none")}</p>
      ) : (
        <p>
          {t("provider.card.since", { date: formatShortDate(identity.linked_us, i18n.language) })}
          <span className="sub wrap">{t("provider.card.subject", { subject: identity.subject })}</span>
        </p>
      )}
      <div className="account-buttons">
        {identity === null ? (
          <Button onClick={() => setAsking("link")}>{t("provider.card.link", { name })}</Button>
        ) : (
          <Button color="red" variant="light" onClick={() => setAsking("unlink")}>
            {t("provider.card.unlink")}
          </Button>
        )}
      </div>
      {asking !== null && (
        <PasswordDialog
          title={t(`provider.card.${asking}`, { name })}
          text={t(`provider.card.${asking}Text`, { name })}
          confirm={t(`provider.card.${asking}Confirm`)}
          grave={asking === "unlink"}
          act={asking === "link" ? link : unlinkOwn}
          onClose={() => setAsking(null)}
          onDone={() => {
            if (asking === "link") return;
            held.again();
            say(t("provider.card.unlinked"));
          }}
        />
      )}
    </>
  );
}
