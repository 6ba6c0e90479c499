// The team: everybody's account, what their right to look hangs on, and what ends soon.
import "@/styles/people.css";
import { useState } from "react";
import { Alert, Badge, Button, Drawer, Loader, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Result } from "@/api/client";
import { formatShortDate } from "@/time/format";
import { Blank } from "@/ui/Blank";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { useLoaded } from "@/ui/useLoaded";
import { AccountForm } from "./AccountForm";
import { readPeople, readWarnings, type PaperWarning, type Person } from "./files";
import { PersonFile } from "./PersonFile";
import { roleName } from "./roleName";
import { useSession } from "./session";

interface Loaded {
  people: Person[];
  warnings: PaperWarning[];
}

async function readTeam(): Promise<Result<Loaded>> {
  const [people, warnings] = await Promise.all([readPeople(), readWarnings()]);
  if (!people.ok) return people;
  if (!warnings.ok) return warnings;
  return { ok: true, data: { people: people.data, warnings: warnings.data } };
}

export default function TeamPage() {
  const { t } = useTranslation();
  const { data: loaded, failure, again } = useLoaded(readTeam);
  const [open, setOpen] = useState<Person | null>(null);
  const [dialog, setDialog] = useState(false);
  const [adding, setAdding] = useState(false);
  const { can } = useSession();

  return (
    <div className="page">
      <div className="page-head">
        <h1>{t("people.team.title")}</h1>
        {can("administer") && (
          <Button leftSection={<Icon name="plus" size={15} />} onClick={() => setAdding(true)}>
            {t("papers.account.add")}
          </Button>
        )}
      </div>
      {failure !== null && (
        <Alert color="red" mb="md" role="alert">
          {failureText(t, failure)}
        </Alert>
      )}
      {loaded === null && failure === null && <Loader aria-label={t("shell.loading")} />}
      {loaded?.people.length === 0 && <Blank icon="person" title={t("people.team.none")} />}
      {loaded !== null && loaded.people.length > 0 && <TeamTable {...loaded} onOpen={setOpen} />}
      <Drawer
        opened={open !== null}
        onClose={() => setOpen(null)}
        closeOnEscape={!dialog}
        position="right"
        size="lg"
        title={open?.name}
        closeButtonProps={{ "aria-label": t("shell.close") }}
      >
        {open !== null && <PersonFile key={open.id} accountId={open.id} onChanged={again} onDialog={setDialog} />}
      </Drawer>
      {adding && (
        <AccountForm
          onClose={() => setAdding(false)}
          onDone={(made) => {
            again();
            setOpen(made);
          }}
        />
      )}
    </div>
  );
}

function TeamTable({ people, warnings, onOpen }: Loaded & { onOpen: (person: Person) => void }) {
  const { t, i18n } = useTranslation();
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={t("people.team.title")}>
      <Table className="stacking-table stacking-table-wide" verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("people.team.name")}</Table.Th>
            <Table.Th>{t("people.team.status")}</Table.Th>
            <Table.Th>{t("people.team.state")}</Table.Th>
            <Table.Th>{t("people.team.soon")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => (
            <Table.Tr key={person.id}>
              <Table.Th scope="row" fw={400}>
                <button type="button" className="row-button" onClick={() => onOpen(person)}>
                  {person.name}
                </button>
              </Table.Th>
              <Table.Td data-label={t("people.team.status")}>{roleName(t, person.role)}</Table.Td>
              <Table.Td data-label={t("people.team.state")}>
                <Badge color={person.suspended_us === null ? "teal" : "red"} variant="light" tt="none">
                  {t(person.suspended_us === null ? "people.team.active" : "people.team.suspended")}
                </Badge>
              </Table.Td>
              <Table.Td className="team-soon">
                {warnings
                  .filter((each) => each.account_id === person.id)
                  .map((each) => (
                    <Badge key={each.paper + each.number} title={each.number} color={each.days <= 7 ? "red" : "yellow"} variant="light" tt="none" mr={6}>
                      {t(each.days === 0 ? "people.team.ended" : "people.team.ends", {
                        paper: t(`papers.kind.${each.paper}`),
                        date: formatShortDate(each.ends_us - 1, i18n.language),
                      })}
                    </Badge>
                  ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
