// What was destroyed, camera by camera and cause by cause.
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatBytes, formatDuration, formatInstant, formatNumber } from "@/time/format";
import { isCause, type Sum } from "./register";
import type { CameraNames } from "./useCameraNames";

export function DestructionSums({ sums, names }: { sums: readonly Sum[]; names: CameraNames }) {
  const { t, i18n } = useTranslation();
  const at = (us: number): string => formatInstant(us, i18n.language);
  return (
    <section aria-labelledby="law-sums">
      <h2 id="law-sums" className="law-heading">
        {t("law.register.byCamera")}
      </h2>
      <div className="table-scroll" tabIndex={0} role="region" aria-labelledby="law-sums">
        <Table className="law-table stacking-table stacking-table-wide" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("law.register.camera")}</Table.Th>
              <Table.Th>{t("law.register.cause")}</Table.Th>
              <Table.Th className="number">{t("law.register.segments")}</Table.Th>
              <Table.Th className="number">{t("law.register.size")}</Table.Th>
              <Table.Th>{t("law.register.images")}</Table.Th>
              <Table.Th>{t("law.register.latest")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sums.map((each) => (
              <Table.Tr key={`${each.camera_id} ${each.cause}`}>
                <Table.Th scope="row">
                  {names.get(each.camera_id) ?? each.camera_id}
                  <span className="sub">{each.camera_id}</span>
                </Table.Th>
                <Table.Td data-label={t("law.register.cause")}>{isCause(each.cause) ? t(`law.cause.${each.cause}`) : each.cause}</Table.Td>
                <Table.Td className="number" data-label={t("law.register.segments")}>
                  {formatNumber(each.segments, i18n.language)}
                </Table.Td>
                <Table.Td className="number" data-label={t("law.register.size")}>
                  {formatBytes(each.size_bytes, i18n.language)}
                </Table.Td>
                <Table.Td data-label={t("law.register.images")}>{t("law.fromTo", { from: at(each.oldest_us), to: at(each.newest_us) })}</Table.Td>
                <Table.Td data-label={t("law.register.latest")}>
                  {each.latest_us <= 0 ? t("law.register.inTime") : formatDuration(each.latest_us / 1e6, i18n.language)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}
