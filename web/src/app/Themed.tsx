// Words that Mantine speaks by itself, in the language of the page.
import type { ReactNode } from "react";
import { MantineThemeProvider, PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";

export function Themed({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const words = PasswordInput.extend({ defaultProps: { visibilityToggleButtonProps: { "aria-label": t("shell.seePassword") } } });
  return <MantineThemeProvider theme={{ components: { PasswordInput: words } }}>{children}</MantineThemeProvider>;
}
