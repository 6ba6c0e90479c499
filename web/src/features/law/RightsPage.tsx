// Who may do what, as the policy in force has it: what is not written here is refused, and each refusal is journalled.
import "./law.css";
import { Alert, Loader, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Verb } from "@/api/types";
import { roleName } from "@/features/people/roleName";
import { failureText } from "@/ui/failureText";
import { byRole, CONDITIONS, IMAGE_VERBS, markOf, OTHER_VERBS, readRights, type Condition, type Right } from "./rights";
import { useLoaded } from "@/ui/useLoaded";

export default function RightsPage() {
  const { t } = useTranslation();
  const { data, failure } = useLoaded(readRights);
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("law.rights.title")}</h1>
      </div>
      <p className="muted">{t("law.rights.told")}</p>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {data === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {data !== null && <Matrix rights={data} />}
      {data !== null && (
        <section aria-labelledby="law-conditions">
          <h2 id="law-conditions" className="law-heading">
            {t("law.rights.conditions")}
          </h2>
          <dl className="law-conditions">
            {CONDITIONS.map((each) => (
              <div key={each}>
                <dt>{markOf(each)}</dt>
                <dd>{t(`law.condition.${each}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </div>
  );
}

function Matrix({ rights }: { rights: readonly Right[] }) {
  const { t } = useTranslation();
  const verbs = [...IMAGE_VERBS, ...OTHER_VERBS];
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("law.rights.title")}>
      <Table className="law-table law-rights stacking-table stacking-table-wide" verticalSpacing={7}>
        <Table.Thead>
          <Table.Tr>
            <Table.Td rowSpan={2} />
            <Table.Th scope="colgroup" colSpan={IMAGE_VERBS.length} className="law-rights-group">
              {t("law.rights.images")}
            </Table.Th>
            <Table.Th scope="colgroup" colSpan={OTHER_VERBS.length} className="law-rights-group">
              {t("law.rights.others")}
            </Table.Th>
          </Table.Tr>
          <Table.Tr>
            {verbs.map((verb) => (
              <Table.Th key={verb} scope="col">
                {t(`law.verb.${verb}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {byRole(rights).map(({ role, verbs: held }) => (
            <Table.Tr key={role}>
              <Table.Th scope="row">{roleName(t, role)}</Table.Th>
              {verbs.map((verb) => (
                <Cell key={verb} verb={verb} conditions={held.get(verb)} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Cell({ verb, conditions }: { verb: Verb; conditions: readonly Condition[] | undefined }) {
  const { t } = useTranslation();
  if (conditions === undefined) {
    return (
      <Table.Td className="law-no">
        <span aria-label={t("shell.no")}>—</span>
      </Table.Td>
    );
  }
  const told = conditions.map((each) => t(`law.condition.${each}`)).join(" ; ");
  return (
    <Table.Td data-label={t(`law.verb.${verb}`)} title={told}>
      <span className="law-yes">{t("law.rights.yes")}</span>{" "}
      {conditions.length > 0 && <span className="law-marks">{conditions.map(markOf).join(" ")}</span>}
    </Table.Td>
  );
}
