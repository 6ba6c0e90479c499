// Which cameras an order or a basis covers: searched by name, or all of them at once.
import { Button, Group, MultiSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CameraNames } from "./useCameraNames";

interface Props {
  names: CameraNames;
  value: string[];
  error: string | undefined;
  onChange: (cameras: string[]) => void;
}

export function CameraChoice({ names, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const all = [...names.keys()];
  return (
    <div>
      <MultiSelect
        label={t("law.camerasHead")}
        placeholder={value.length === 0 ? t("law.camerasHint") : undefined}
        data={all.map((each) => ({ value: each, label: names.get(each) ?? each }))}
        value={value}
        error={error}
        searchable
        clearable
        required
        hidePickedOptions
        maxDropdownHeight={260}
        nothingFoundMessage={t("law.camerasNone")}
        clearButtonProps={{ "aria-label": t("law.camerasClear") }}
        onChange={onChange}
      />
      <Group mt={6}>
        <Button size="compact-sm" variant="subtle" disabled={value.length === all.length} onClick={() => onChange(all)}>
          {t("law.camerasAll", { count: all.length })}
        </Button>
      </Group>
    </div>
  );
}
