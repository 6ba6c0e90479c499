// One order as it is kept: state, dates, what for, which cameras, who, on what terms.
import type { ReactNode } from "react";
import { Badge, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatInstant } from "@/time/format";
import type { Authorisation, State } from "./api";
import { CameraNamesList } from "./CameraNamesList";
import { addMonths, FILE_MONTHS, PREPARE_MONTHS, shownDay } from "./days";
import { PerimeterMap } from "./PerimeterMap";
import type { CameraNames } from "./useCameraNames";

const COLOURS: Record<State, string> = {
  in_force: "teal",
  authorisation_not_started: "blue",
  authorisation_expired: "gray",
  authorisation_revoked: "red",
};

interface Props {
  order: Authorisation;
  names: CameraNames;
  onNotice: (order: Authorisation) => void;
  /** Null for those who may not end one. */
  onEnd: ((order: Authorisation) => void) | null;
}

export function AuthorisationCard({ order, names, onNotice, onEnd }: Props) {
  const { t, i18n } = useTranslation();
  const alive = order.state === "in_force" || order.state === "authorisation_not_started";
  return (
    <li className="card law-card" data-over={!alive || undefined}>
      <div className="law-card-head">
        <h2 className="law-number">{order.number}</h2>
        <Badge color={COLOURS[order.state]} variant="light" tt="none">
          {t(`law.state.${order.state}`)}
        </Badge>
        {order.provisional && (
          <Badge color="yellow" variant="light" tt="none">
            {t("law.orders.provisional")}
          </Badge>
        )}
        {order.demo && (
          <Badge color="gray" variant="light" tt="none">
            {t("law.demo")}
          </Badge>
        )}
        <span className="grow" />
        {alive && (
          <Button size="xs" variant="default" aria-label={`${t("law.notice.open")} : ${order.number}`} onClick={() => onNotice(order)}>
            {t("law.notice.open")}
          </Button>
        )}
        {onEnd !== null && alive && (
          <Button size="xs" variant="default" aria-label={`${t("law.end")} : ${order.number}`} onClick={() => onEnd(order)}>
            {t("law.end")}
          </Button>
        )}
      </div>
      <dl className="law-facts">
        <Fact name={t("law.orders.prefecture")}>{order.prefecture}</Fact>
        <Fact name={t("law.orders.signed")}>{shownDay(order.signed)}</Fact>
        <Fact name={t("law.orders.inForce")}>{t("law.fromTo", { from: shownDay(order.first_day), to: shownDay(order.last_day) })}</Fact>
        {alive && !order.demo && (
          <Fact name={t("law.orders.renew")}>
            {t("law.orders.renewDays", {
              prepare: shownDay(addMonths(order.last_day, -PREPARE_MONTHS)),
              file: shownDay(addMonths(order.last_day, -FILE_MONTHS)),
            })}
          </Fact>
        )}
        <Fact name={t("law.orders.retention")}>
          {t("law.days", { count: order.retention_days })}
          {order.minimum_days !== null && <span className="sub">{t("law.orders.minimumIs", { count: order.minimum_days })}</span>}
        </Fact>
        <Fact name={t("law.camerasHead")}>
          <CameraNamesList cameras={order.cameras} names={names} />
        </Fact>
        <Fact name={t("law.orders.purposes")} wide>
          <ul className="law-purposes">
            {order.purposes.map((each) => (
              <li key={each}>{t(`law.purpose.${each}`)}</li>
            ))}
          </ul>
        </Fact>
        {order.persons.length > 0 && <Fact name={t("law.orders.persons")}>{order.persons.join(" · ")}</Fact>}
        {order.sharing !== null && (
          <Fact name={t("law.sharing.head")}>
            {order.sharing.services.join(" · ")}
            <span className="sub">{t("law.sharing.kept", { count: order.sharing.days })}</span>
            {order.sharing.urgent && <span className="sub">{t("law.sharing.urgent")}</span>}
          </Fact>
        )}
        {order.prescriptions !== "" && <Fact name={t("law.orders.prescriptions")}>{order.prescriptions}</Fact>}
        {order.perimeter !== null && (
          <Fact name={t("law.orders.perimeter")} wide>
            <PerimeterMap perimeter={order.perimeter} label={`${t("law.orders.perimeter")} ${order.number}`} />
          </Fact>
        )}
        {order.revoked_us !== null && (
          <Fact name={t("law.ended")} wide>
            {formatInstant(order.revoked_us, i18n.language)} — {order.revoked_reason}
          </Fact>
        )}
      </dl>
    </li>
  );
}

export function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide === true ? "law-fact law-fact-wide" : "law-fact"}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
