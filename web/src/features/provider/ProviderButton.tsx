// « Se connecter avec … » on the sign-in page, « Reprendre avec … » on the lock screen: only where there is a provider.
import { useState } from "react";
import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readMeans } from "@/features/account/api";
import { useLoaded } from "@/ui/useLoaded";
import { Icon } from "@/ui/icons";
import { beginProvider } from "./api";
import { providerFailure } from "./failure";

interface Props {
  purpose: "sign_in" | "unlock";
  disabled?: boolean;
  onFault: (text: string) => void;
}

export function ProviderButton({ purpose, disabled = false, onFault }: Props) {
  const { t, i18n } = useTranslation();
  const provider = useLoaded(readMeans).data?.provider ?? null;
  const [busy, setBusy] = useState(false);
  if (provider === null || (purpose === "unlock" && !provider.unlocks)) return null;
  const { name, pages } = provider;
  if (pages !== window.location.origin) {
    return (
      <Text size="sm">
        {t("provider.elsewhere", { name })} <a href={pages}>{pages}</a>
      </Text>
    );
  }
  const go = async (): Promise<void> => {
    setBusy(true);
    const begun = await beginProvider(purpose);
    if (begun.ok && begun.data.address !== null) {
      window.location.assign(begun.data.address); // stays busy: the page is about to go
      return;
    }
    setBusy(false);
    if (!begun.ok) onFault(providerFailure(t, begun.failure, i18n.language));
  };
  return (
    <Button
      variant="default"
      fullWidth
      h="auto"
      mih={36}
      py={6}
      styles={{ label: { whiteSpace: "normal", lineHeight: 1.3 } }}
      loading={busy}
      disabled={disabled}
      onClick={() => void go()}
      leftSection={<Icon name="person" size={16} />}
    >
      {t(`provider.${purpose}`, { name })}
    </Button>
  );
}
