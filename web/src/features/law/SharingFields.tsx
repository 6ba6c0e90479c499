// Who else receives the images, as the order says (L252-3): services, days, urgency.
import { Checkbox, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Draft } from "./draft";

interface Props {
  draft: Draft;
  servicesError: string | undefined;
  daysError: string | undefined;
  onChange: (changes: Partial<Draft>) => void;
}

export function SharingFields({ draft, servicesError, daysError, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Checkbox
        label={t("law.sharing.open")}
        description={t("law.sharing.told")}
        checked={draft.sharing}
        onChange={(event) => onChange({ sharing: event.currentTarget.checked })}
      />
      {draft.sharing && (
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Textarea
            label={t("law.sharing.services")}
            description={t("law.sharing.servicesHint")}
            required
            autosize
            minRows={2}
            value={draft.sharingServices}
            error={servicesError}
            onChange={(event) => onChange({ sharingServices: event.currentTarget.value })}
          />
          <div>
            <TextInput
              label={t("law.sharing.days")}
              required
              inputMode="numeric"
              value={draft.sharingDays}
              error={daysError}
              onChange={(event) => onChange({ sharingDays: event.currentTarget.value })}
            />
            <Checkbox
              mt="sm"
              label={t("law.sharing.urgent")}
              checked={draft.sharingUrgent}
              onChange={(event) => onChange({ sharingUrgent: event.currentTarget.checked })}
            />
          </div>
        </SimpleGrid>
      )}
    </>
  );
}
