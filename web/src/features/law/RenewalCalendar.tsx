// What must be renewed, the most urgent first: eight months before an order ends, file four months before.
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { nowUs } from "@/time/clock";
import { dateValue } from "@/time/zone";
import type { Renewal, Step } from "./api";
import { CameraNamesList } from "./CameraNamesList";
import { addMonths, share, shownDay, typedDay } from "./days";
import type { CameraNames } from "./useCameraNames";

const COLOURS: Record<Step, string> = { prepare: "blue", file_now: "yellow", late: "red", expired: "red" };
/** The strip ends this long after the order, so that its end shows. */
const AFTER_MONTHS = 1;

export function RenewalCalendar({ renewals, names }: { renewals: readonly Renewal[]; names: CameraNames }) {
  const { t } = useTranslation();
  return (
    <section className="card law-renewals" aria-labelledby="law-renewals">
      <h2 id="law-renewals">{t("law.renewals.title")}</h2>
      {renewals.length === 0 && <p>{t("law.renewals.none")}</p>}
      <ul>
        {renewals.map((each) => (
          <li key={each.authorisation_id}>
            <div className="law-card-head">
              <strong>{each.number}</strong>
              <Badge color={COLOURS[each.step]} variant="light" tt="none">
                {t(`law.renewals.step.${each.step}`)}
              </Badge>
            </div>
            <Strip renewal={each} />
            <p className="law-uncovered">
              {t("law.renewals.uncovered")} <CameraNamesList cameras={each.cameras} names={names} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Strip({ renewal }: { renewal: Renewal }) {
  const { t } = useTranslation();
  const today = typedDay(dateValue(nowUs())) ?? renewal.prepare_from;
  const [first, last] = [renewal.prepare_from, addMonths(renewal.last_day, AFTER_MONTHS)];
  const percent = (day: string): string => `${String(Math.round(share(day, first, last) * 100))}%`;
  return (
    <div className="law-strip">
      <div className="law-strip-bar" aria-hidden="true">
        <span className="law-strip-time" style={{ width: percent(renewal.last_day) }} />
        <span className="law-strip-late" style={{ left: percent(renewal.file_before), right: `calc(100% - ${percent(renewal.last_day)})` }} />
        <span className="law-strip-now" style={{ left: percent(today) }} />
      </div>
      <ol>
        <li>{t("law.renewals.prepare", { day: shownDay(renewal.prepare_from) })}</li>
        <li>{t("law.renewals.file", { day: shownDay(renewal.file_before) })}</li>
        <li>{t("law.renewals.last", { day: shownDay(renewal.last_day) })}</li>
      </ol>
    </div>
  );
}
