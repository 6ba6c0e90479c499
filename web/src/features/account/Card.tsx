// One subject of the page: its title, what it is for, and its content once it is read.
import type { ReactNode } from "react";
import { Alert, Button, Loader } from "@mantine/core";
import { useId } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import type { Failure } from "@/api/client";
import { failureText } from "@/ui/failureText";

interface Props {
  title: string;
  text?: string;
  waiting?: boolean;
  failure?: Failure | null;
  onRetry?: () => void;
  children?: ReactNode;
}

export function Card({ title, text, waiting = false, failure = null, onRetry, children }: Props) {
  const { t } = useTranslation();
  const titleId = useId();
  return (
    <section className="card account-card" aria-labelledby={titleId}>
      <h2 id={titleId}>{title}</h2>
      {text !== undefined && <p className="muted">{text}</p>}
      {failure !== null && (
        <Alert color="red" role="alert">
          <p>{failureText(t, failure)}</p>
          {onRetry !== undefined && (
            <Button variant="default" size="xs" mt={8} onClick={onRetry}>
              {t("shell.retry")}
            </Button>
          )}
        </Alert>
      )}
      {waiting && failure === null && <Loader size="sm" aria-label={t("shell.loading")} />}
      {children}
    </section>
  );
}
