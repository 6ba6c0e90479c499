// What people said of each rule's alerts in seven days.
import { useEffect, useState } from "react";
import { Alert, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import { useCameras } from "@/features/cameras/store";
import { formatNumber } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { alertFigures, type RuleFigures } from "./api";

const DAYS = 7;

export function Figures() {
  const { t, i18n } = useTranslation();
  const { byId } = useCameras();
  const [open, setOpen] = useState(false);
  const [found, setFound] = useState<Result<readonly RuleFigures[]> | null>(null);
  useEffect(() => {
    if (open) void alertFigures(DAYS).then(setFound);
  }, [open]);
  const rows = found?.ok === true ? found.data : [];
  return (
    <details className="figures" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("alerts.figures")}</summary>
      {found?.ok === false && (
        <Alert color="red" role="alert">
          {failureText(t, found.failure)}
        </Alert>
      )}
      {found?.ok === true && rows.length === 0 && <p className="muted">{t("alerts.figuresEmpty")}</p>}
      {rows.length > 0 && (
        <div className="table-scroll">
          <Table className="camera-table stacking-table stacking-table-wide">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("alerts.camera")}</Table.Th>
                <Table.Th scope="col">{t("alerts.kind")}</Table.Th>
                <Table.Th scope="col" className="number">{t("alerts.verdicts.true")}</Table.Th>
                <Table.Th scope="col" className="number">{t("alerts.verdicts.false")}</Table.Th>
                <Table.Th scope="col" className="number">{t("alerts.verdicts.not_useful")}</Table.Th>
                <Table.Th scope="col" className="number">{t("alerts.waiting")}</Table.Th>
                <Table.Th scope="col" className="number">{t("alerts.falsePerDay")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <Table.Tr key={`${row.camera_id} ${row.rule_id} ${row.kind}`}>
                  <Table.Th scope="row">{byId.get(row.camera_id)?.name ?? row.camera_id}</Table.Th>
                  <Table.Td data-label={t("alerts.kind")}>{t(`alerts.kinds.${row.kind}`)}</Table.Td>
                  <Table.Td className="number" data-label={t("alerts.verdicts.true")}>{row.true}</Table.Td>
                  <Table.Td className="number" data-label={t("alerts.verdicts.false")}>{row.false}</Table.Td>
                  <Table.Td className="number" data-label={t("alerts.verdicts.not_useful")}>{row.not_useful}</Table.Td>
                  <Table.Td className="number" data-label={t("alerts.waiting")}>{row.waiting}</Table.Td>
                  <Table.Td className="number" data-label={t("alerts.falsePerDay")}>{formatNumber(row.false_per_day, i18n.language, 2)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </details>
  );
}
