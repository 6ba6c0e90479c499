// The perimeter of an order being written: a GeoJSON file, shown before it is sent.
import { useState } from "react";
import { Button, FileButton, Group, Input } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { perimeterIn, type Perimeter } from "./perimeter";
import { PerimeterMap } from "./PerimeterMap";

const LARGEST_BYTES = 2_000_000;

interface Props {
  value: Perimeter | null;
  onChange: (perimeter: Perimeter | null) => void;
}

export function PerimeterChoice({ value, onChange }: Props) {
  const { t } = useTranslation();
  const [problem, setProblem] = useState(false);
  const read = async (file: File | null): Promise<void> => {
    if (file === null) return;
    const found = file.size > LARGEST_BYTES ? null : perimeterIn(await file.text());
    setProblem(found === null);
    if (found !== null) onChange(found);
  };
  return (
    <Input.Wrapper label={t("law.orders.field.perimeter")} description={t("law.orders.perimeterHint")} error={problem ? t("law.orders.perimeterBad") : undefined}>
      <Group mt={6} gap="xs">
        <FileButton accept=".geojson,.json,application/geo+json,application/json" onChange={(file) => void read(file)}>
          {(props) => (
            <Button {...props} size="xs" variant="default">
              {t("law.orders.perimeterFile")}
            </Button>
          )}
        </FileButton>
        {value !== null && (
          <Button size="xs" variant="subtle" onClick={() => onChange(null)}>
            {t("law.orders.perimeterNone")}
          </Button>
        )}
      </Group>
      {value !== null && <PerimeterMap perimeter={value} label={t("law.orders.field.perimeter")} />}
    </Input.Wrapper>
  );
}
