// Changing the archive's key: decided here by two people, done by the command line on the machine that has the keys.
import { useState } from "react";
import { Button, Code, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TwoPersonDialog } from "@/features/confirmations/TwoPersonDialog";
import { useSession } from "@/features/people/session";

const SUBJECT = "archive";
const COMMAND = "vigie archive rotate";

export function KeyRotation() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [open, setOpen] = useState(false);
  if (!can("administer")) return null;
  const close = (): void => setOpen(false);
  return (
    <section className="card">
      <h2>{t("system.key.title")}</h2>
      <Text size="sm" mb="sm">
        {t("system.key.text")}
      </Text>
      <Button size="xs" variant="default" onClick={() => setOpen(true)}>
        {t("system.key.change")}
      </Button>
      {open && (
        <TwoPersonDialog
          act="rotate_keys"
          subject={SUBJECT}
          title={t("system.key.change")}
          text={t("system.key.ask")}
          confirm={t("shell.close")}
          perform={null}
          elsewhere={
            <div>
              <Text size="sm">{t("system.key.run")}</Text>
              <Code block>{COMMAND}</Code>
            </div>
          }
          onClose={close}
          onDone={close}
        />
      )}
    </section>
  );
}
