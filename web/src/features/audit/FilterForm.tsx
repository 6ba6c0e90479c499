// What to look for in the journal; nothing is asked before « Chercher ».
import { useEffect, useState } from "react";
import { Alert, Button, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCommunes } from "@/features/law/useCommunes";
import { actName } from "./actName";
import { NO_FILTER, queryOf, readTags, type Filter } from "./api";

export function FilterForm({ filter, onFilter }: { filter: Filter; onFilter: (filter: Filter) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(filter);
  const [tags, setTags] = useState<string[]>([]);
  const [bad, setBad] = useState(false);
  const communes = useCommunes();
  useEffect(() => {
    void readTags().then((result) => {
      if (result.ok) setTags(result.data);
    });
  }, []);
  const field = (name: "text" | "actor" | "subject" | "from" | "to") => ({
    label: t(`journal.${name}`),
    value: draft[name],
    onChange: (event: { currentTarget: HTMLInputElement }) => setDraft({ ...draft, [name]: event.currentTarget.value }),
  });
  const search = (): void => {
    const wrong = queryOf(draft) === null;
    setBad(wrong);
    if (!wrong) onFilter(draft);
  };
  return (
    <form
      className="journal-filter card"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <TextInput {...field("text")} />
      <Select
        label={t("journal.tag")}
        searchable
        clearable
        data={tags.map((tag) => ({ value: tag, label: actName(t, tag) }))}
        value={draft.tag === "" ? null : draft.tag}
        onChange={(tag) => setDraft({ ...draft, tag: tag ?? "" })}
      />
      <TextInput {...field("actor")} />
      <TextInput {...field("subject")} />
      {communes.length > 0 && (
        <Select
          label={t("journal.commune")}
          clearable
          data={communes.map((each) => ({ value: each.code, label: each.name }))}
          value={draft.commune === "" ? null : draft.commune}
          onChange={(commune) => setDraft({ ...draft, commune: commune ?? "" })}
        />
      )}
      <TextInput {...field("from")} inputMode="numeric" placeholder="23/11/2026" />
      <TextInput {...field("to")} inputMode="numeric" placeholder="23/11/2026" />
      <Button type="submit">{t("journal.search")}</Button>
      <Button variant="subtle" onClick={() => onFilter(NO_FILTER)}>
        {t("journal.clear")}
      </Button>
      {bad && (
        <Alert color="red" role="alert">
          {t("journal.badDays")}
        </Alert>
      )}
    </form>
  );
}
