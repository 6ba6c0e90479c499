// Who is signed in, language, appearance, sign out.
import { Button, Menu, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { readMeans } from "@/features/account/api";
import { useLoaded } from "@/ui/useLoaded";
import { useSession } from "@/features/people/session";
import { chooseLanguage, type Language } from "@/i18n";
import { Icon } from "@/ui/icons";
import { ACCOUNT_PAGE } from "./pages";
import { navigate } from "./router";
import { roleName } from "@/features/people/roleName";

export function AccountMenu({ small }: { small: boolean }) {
  const { t } = useTranslation();
  const { me, signOut, lock } = useSession();
  return (
    <>
      {!small && <LanguageSwitch />}
      <Menu position="bottom-end" width={260} closeOnItemClick={false}>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="sm" px={8} aria-label={small ? t("shell.account", { name: me.name }) : undefined}>
            <Icon name="person" />
            {!small && (
              <span className="account">
                <span className="account-name">{me.name}</span>
                <span className="account-role">{roleName(t, me.role)}</span>
              </span>
            )}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {me.name} · {roleName(t, me.role)}
          </Menu.Label>
          <ThemeItem />
          {small && (
            <div className="pad-small">
              <LanguageSwitch />
            </div>
          )}
          <Menu.Item closeMenuOnClick leftSection={<Icon name="person" size={16} />} onClick={() => navigate(ACCOUNT_PAGE.path)}>
            {t("nav.account")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon name="lock" size={16} />} onClick={lock}>
            {t("people.lock.now")}
          </Menu.Item>
          <Menu.Item onClick={() => void signOut()}>{t("shell.signOut")}</Menu.Item>
          {me.method === "oidc" && <LeaveProviderItem />}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("shell.language")}
      value={i18n.language}
      onChange={(value) => void chooseLanguage(value as Language)}
      data={[
        { value: "fr", label: "FR" },
        { value: "en", label: "EN" },
      ]}
    />
  );
}

function LeaveProviderItem() {
  const { t } = useTranslation();
  const { signOutEverywhere } = useSession();
  const provider = useLoaded(readMeans).data?.provider ?? null;
  if (provider === null) return null;
  return <Menu.Item onClick={() => void signOutEverywhere()}>{t("provider.leave", { name: provider.name })}</Menu.Item>;
}

function ThemeItem() {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme !== "light";
  return (
    <Menu.Item
      leftSection={<Icon name={dark ? "moon" : "sun"} size={16} />}
      rightSection={<span className="muted">{dark ? t("shell.dark") : t("shell.light")}</span>}
      onClick={() => setColorScheme(dark ? "light" : "dark")}
    >
      {t("shell.theme")}
    </Menu.Item>
  );
}
