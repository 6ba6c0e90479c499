// The register line by line, newest first, with the digest that each recording had.
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatBytes, formatInstant } from "@/time/format";
import { isCause, type Line } from "./register";
import type { CameraNames } from "./useCameraNames";

const DIGEST_SHOWN = 16;

export function DestructionLines({ lines, names }: { lines: readonly Line[]; names: CameraNames }) {
  const { t, i18n } = useTranslation();
  const at = (us: number): string => formatInstant(us, i18n.language);
  return (
    <section aria-labelledby="law-lines">
      <h2 id="law-lines" className="law-heading">
        {t("law.register.lines")}
      </h2>
      <div className="table-scroll" tabIndex={0} role="region" aria-labelledby="law-lines">
        <Table className="law-table stacking-table stacking-table-wide" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("law.register.camera")}</Table.Th>
              <Table.Th>{t("law.register.images")}</Table.Th>
              <Table.Th>{t("law.register.due")}</Table.Th>
              <Table.Th>{t("law.register.destroyed")}</Table.Th>
              <Table.Th>{t("law.register.cause")}</Table.Th>
              <Table.Th className="number">{t("law.register.size")}</Table.Th>
              <Table.Th>{t("law.register.digest")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((each) => (
              <Table.Tr key={`${each.camera_id} ${String(each.start_us)} ${String(each.destroyed_us)}`}>
                <Table.Th scope="row">{names.get(each.camera_id) ?? each.camera_id}</Table.Th>
                <Table.Td data-label={t("law.register.images")}>{at(each.start_us)}</Table.Td>
                <Table.Td data-label={t("law.register.due")}>{at(each.due_us)}</Table.Td>
                <Table.Td data-label={t("law.register.destroyed")}>{at(each.destroyed_us)}</Table.Td>
                <Table.Td data-label={t("law.register.cause")}>{isCause(each.cause) ? t(`law.cause.${each.cause}`) : each.cause}</Table.Td>
                <Table.Td className="number" data-label={t("law.register.size")}>
                  {formatBytes(each.size_bytes, i18n.language)}
                </Table.Td>
                <Table.Td data-label={t("law.register.digest")}>
                  {each.sha256 === null ? "—" : <code title={each.sha256}>{each.sha256.slice(0, DIGEST_SHOWN)}…</code>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
