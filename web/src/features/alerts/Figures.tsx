// What people said of each rule's alerts in seven days.
import { useEffect, useState } from "react";
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCameras } from "@/features/cameras/store";
import { formatNumber } from "@/time/format";
import { alertFigures, type RuleFigures } from "./api";

const DAYS = 7;

export function Figures() {
  const { t, i18n } = useTranslation();
  const { byId } = useCameras();
  const [open, setOpen] = useState(false);
  const [rows, setRows] = useState<readonly RuleFigures[]>([]);
  useEffect(() => {
    if (open) void alertFigures(DAYS).then((result) => result.ok && setRows(result.data));
  }, [open]);
  return (
    <details className="figures" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("alerts.figures")}</summary>
      {rows.length === 0 ? (
        <p className="muted">{t("alerts.figuresEmpty")}</p>
      ) : (
        <div className="table-scroll">
          <Table className="camera-table">
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
                  <Table.Td>{t(`alerts.kinds.${row.kind}`)}</Table.Td>
                  <Table.Td className="number">{row.true}</Table.Td>
                  <Table.Td className="number">{row.false}</Table.Td>
                  <Table.Td className="number">{row.not_useful}</Table.Td>
                  <Table.Td className="number">{row.waiting}</Table.Td>
                  <Table.Td className="number">{formatNumber(row.false_per_day, i18n.language, 2)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </details>
  );
}
