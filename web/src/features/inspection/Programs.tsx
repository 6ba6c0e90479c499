// What runs here: product, models, system, then every library with its licence.
import { useState } from "react";
import { Button, Table, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { matching, PROGRAMS_CSV, type Program } from "./api";

export function Programs({ programs }: { programs: readonly Program[] }) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const shown = matching(programs, words);
  return (
    <section className="inspection-programs">
      <div className="page-head">
        <h2>{t("inspection.programs", { count: programs.length })}</h2>
        <span className="grow" />
        <TextInput size="xs" aria-label={t("inspection.find")} placeholder={t("inspection.find")} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        <Button component="a" size="xs" variant="default" href={PROGRAMS_CSV} download>
          {t("inspection.csv")}
        </Button>
      </div>
      {shown.length === 0 ? (
        <p className="muted">{t("inspection.noProgram")}</p>
      ) : (
        <div className="table-scroll" role="region" aria-label={t("inspection.programs", { count: programs.length })} tabIndex={0}>
          <Table className="camera-table inspection-table stacking-table">
            <Table.Thead>
              <Table.Tr>
                {(["kind", "name", "version", "licence", "purpose"] as const).map((each) => (
                  <Table.Th key={each} scope="col">
                    {t(`inspection.column.${each}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((each) => (
                <Table.Tr key={`${each.kind}${each.name}`}>
                  <Table.Td data-label={t("inspection.column.kind")}>{t(`inspection.kind.${each.kind}`)}</Table.Td>
                  <Table.Th scope="row">{each.name}</Table.Th>
                  <Table.Td data-label={t("inspection.column.version")}>{each.version}</Table.Td>
                  <Table.Td data-label={t("inspection.column.licence")}>{each.licence}</Table.Td>
                  <Table.Td data-label={t("inspection.column.purpose")}>
                    {each.purpose}
                    {each.digest !== null && <code className="inspection-digest">{each.digest}</code>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
}
