// One's own file: what is written in it, and the proof of one's right to look as PDF.
import { useCallback } from "react";
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCommunes } from "@/features/law/useCommunes";
import { useLoaded } from "@/ui/useLoaded";
import { proofUrl, readPapers } from "@/features/people/files";
import { paperLists } from "@/features/people/paperLists";
import { useSession } from "@/features/people/session";
import { Icon } from "@/ui/icons";
import { Card } from "./Card";

export function PapersCard() {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const loaded = useLoaded(useCallback(() => readPapers(me.account_id), [me.account_id]));
  const communes = useCommunes();
  const lists = loaded.data === null ? [] : paperLists(loaded.data, t, i18n.language, communes).filter((list) => list.lines.length > 0);
  return (
    <Card
      title={t("account.papers.title")}
      text={t("account.papers.text")}
      waiting={loaded.data === null}
      failure={loaded.failure}
      onRetry={loaded.again}
    >
      {loaded.data !== null && lists.length === 0 && <p>{t("people.file.none")}</p>}
      {lists.map((list) => (
        <div key={list.title}>
          <h3 className="account-subject">{list.title}</h3>
          <ul className="account-papers">
            {list.lines.map((line) => (
              <li key={line.id}>
                {line.text}
                {line.fault !== null && <strong> · {line.fault}</strong>}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {lists.length > 0 && (
        <Button component="a" href={proofUrl(me.account_id)} download variant="default" className="account-send" leftSection={<Icon name="save" size={15} />}>
          {t("people.file.proof")}
        </Button>
      )}
    </Card>
  );
}
