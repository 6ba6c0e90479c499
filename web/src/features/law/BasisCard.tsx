// One legal basis as it is kept: what it is founded on, what may be looked for, where, until when.
import { Badge, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { nowUs } from "@/time/clock";
import { formatInstant } from "@/time/format";
import { Fact } from "./AuthorisationCard";
import { basisState, type Basis, type BasisState } from "./api";
import { CameraNamesList } from "./CameraNamesList";
import type { CameraNames } from "./useCameraNames";

const COLOURS: Record<BasisState, string> = { running: "teal", coming: "blue", over: "gray", revoked: "red" };

interface Props {
  basis: Basis;
  names: CameraNames;
  /** Null for those who may not end one. */
  onEnd: ((basis: Basis) => void) | null;
}

export function BasisCard({ basis, names, onEnd }: Props) {
  const { t, i18n } = useTranslation();
  const state = basisState(basis, nowUs());
  const alive = state === "running" || state === "coming";
  const at = (us: number): string => formatInstant(us, i18n.language);
  return (
    <li className="card law-card" data-over={!alive || undefined}>
      <div className="law-card-head">
        <h2 className="law-number">{basis.event}</h2>
        <Badge color={COLOURS[state]} variant="light" tt="none">
          {t(`law.basisState.${state}`)}
        </Badge>
        <span className="grow" />
        {onEnd !== null && alive && (
          <Button size="xs" variant="default" aria-label={`${t("law.end")} : ${basis.order_number}`} onClick={() => onEnd(basis)}>
            {t("law.end")}
          </Button>
        )}
      </div>
      <dl className="law-facts">
        <Fact name={t("law.bases.text")} wide>
          {basis.text}
        </Fact>
        <Fact name={t("law.bases.order")}>
          {basis.order_number}
          <span className="sub">{basis.authority}</span>
        </Fact>
        <Fact name={t("law.bases.inForce")}>{t("law.fromTo", { from: at(basis.starts_us), to: at(basis.ends_us) })}</Fact>
        <Fact name={t("law.camerasHead")}>
          <CameraNamesList cameras={basis.cameras} names={names} />
        </Fact>
        <Fact name={t("law.bases.kinds")} wide>
          <ul className="law-kinds">
            {basis.kinds.map((each) => (
              <li key={each}>{t(`law.kind.${each}`)}</li>
            ))}
          </ul>
        </Fact>
        <Fact name={t("law.bases.attestation")} wide>
          {basis.attestation}
        </Fact>
        {basis.revoked_us !== null && (
          <Fact name={t("law.ended")} wide>
            {at(basis.revoked_us)} — {basis.revoked_reason}
          </Fact>
        )}
      </dl>
    </li>
  );
}
