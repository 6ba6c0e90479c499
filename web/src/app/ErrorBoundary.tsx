// Catches what a page throws, so that the rest of the screen stays usable.
import { Component, type ReactNode } from "react";
import { Button, Code } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Blank } from "@/ui/Blank";

interface Props {
  children: ReactNode;
  /** Another value forgets the error (another page). */
  place: string;
}

export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override componentDidUpdate(before: Props): void {
    if (before.place !== this.props.place && this.state.error !== null) this.setState({ error: null });
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <Broken error={this.state.error} />;
  }
}

function Broken({ error }: { error: Error }) {
  const { t } = useTranslation();
  return (
    <Blank icon="warning" title={t("errors.broken")} hint={t("errors.brokenHint")}>
      <Code block>{error.message}</Code>
      <Button onClick={() => window.location.reload()}>{t("errors.reload")}</Button>
    </Blank>
  );
}
