// One act: who, what, when; opened, everything that was written.
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/time/format";
import { actName } from "./actName";
import type { Entry, Filter } from "./api";

export function EntryRow({ entry, onOnly }: { entry: Entry; onOnly: (wanted: Partial<Filter>) => void }) {
  const { t, i18n } = useTranslation();
  const facts: [string, string | null][] = [
    [t("journal.place"), String(entry.seq)],
    [t("journal.code"), entry.tag],
    [t("journal.address"), entry.address],
    [t("journal.session"), entry.session_id],
    [t("journal.basis"), entry.basis],
    [t("journal.recipients"), entry.recipients.join(", ")],
    [t("journal.details"), Object.keys(entry.details).length === 0 ? null : JSON.stringify(entry.details)],
  ];
  const { subject } = entry;
  return (
    <li>
      <details>
        <summary>
          <time dateTime={new Date(entry.at_us / 1000).toISOString()}>{formatInstant(entry.at_us, i18n.language)}</time>
          <b>{actName(t, entry.tag)}</b>
          <span>{entry.actor_name ?? entry.actor}</span>
          <span className="muted">{[subject, entry.reason].filter(Boolean).join(" · ")}</span>
        </summary>
        <dl>
          {facts.map(([name, value]) =>
            value === null || value === "" ? null : (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
        </dl>
        <p className="journal-only">
          <button type="button" className="journal-link" onClick={() => onOnly({ actor: entry.actor })}>
            {t("journal.onlyActor")}
          </button>
          {subject !== null && (
            <button type="button" className="journal-link" onClick={() => onOnly({ subject })}>
              {t("journal.onlySubject")}
            </button>
          )}
        </p>
      </details>
    </li>
  );
}
