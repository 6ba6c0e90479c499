// From pixels to metres: places known in the picture and on the ground, or the heights of people who walk by.
import { useState } from "react";
import { Button, FileButton, NumberInput, Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { formatNumber } from "@/time/format";
import { failureText } from "@/ui/failureText";
import { Icon } from "@/ui/icons";
import { say } from "@/ui/toasts";
import { calibrateByPeople, type CalibrationFound, type Point } from "./api";
import { LEAST_PAIRS, type Pair } from "./calibration";
import { PlanView, type Plan } from "./PlanView";
import type { Walkers } from "./useWalkers";

interface Props {
  pairs: readonly Pair[];
  found: CalibrationFound | null;
  problem: string | null;
  walkers: Walkers;
  width: number;
  height: number;
  onChange: (pairs: Pair[]) => void;
}

const LEAST_PEOPLE = 30;
const PLAN_WIDTH_M = 40;

export function CalibrationPanel({ pairs, found, problem, walkers, width, height, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [plan, setPlan] = useState<Plan | null>(null);
  const metres = (value: number): string => t("analytics.calibration.metres", { n: formatNumber(value, i18n.language, 2) });

  const byPeople = async (): Promise<void> => {
    const result = await calibrateByPeople(walkers.feet, walkers.heights, width, height);
    if (!result.ok) {
      say(failureText(t, result.failure), { tone: "bad" });
      return;
    }
    const { points_px, points_m } = result.data;
    onChange(points_px.map((px, index) => ({ px, m: points_m[index] ?? [0, 0] })));
  };
  const put = (index: number, axis: 0 | 1, value: number | string): void => {
    if (typeof value !== "number") return;
    onChange(pairs.map((pair, place) => (place === index ? { ...pair, m: axis === 0 ? [value, pair.m[1]] : [pair.m[0], value] } : pair)));
  };
  const load = (file: File | null): void => {
    if (file === null) return;
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.onload = () => setPlan({ url, ratio: image.width / Math.max(1, image.height), width_m: plan?.width_m ?? PLAN_WIDTH_M });
    image.onerror = () => say(t("analytics.calibration.noImage"), { tone: "bad" });
    image.src = url;
  };

  return (
    <section aria-label={t("analytics.calibration.title")}>
      <h2>{t("analytics.calibration.title")}</h2>
      <p className="muted">{t("analytics.calibration.intro")}</p>
      <p role="status" className={problem === null ? undefined : "bad"}>
        {problem ?? (found === null ? t("analytics.calibration.more", { n: Math.max(0, LEAST_PAIRS - pairs.length) }) : t("analytics.calibration.error", { error: metres(found.error_m) }))}
      </p>
      {pairs.length > 0 && (
        <Table className="places" withRowBorders={false}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("analytics.calibration.number")}</Table.Th>
              <Table.Th>{t("analytics.calibration.right")}</Table.Th>
              <Table.Th>{t("analytics.calibration.ahead")}</Table.Th>
              <Table.Th>{t("analytics.calibration.residual")}</Table.Th>
              <Table.Th aria-label={t("analytics.remove")} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pairs.map((pair, index) => (
              <Table.Tr key={index}>
                <Table.Td>{index + 1}</Table.Td>
                {([0, 1] as const).map((axis) => (
                  <Table.Td key={axis}>
                    <NumberInput
                      aria-label={t(axis === 0 ? "analytics.calibration.rightOf" : "analytics.calibration.aheadOf", { n: index + 1 })}
                      value={pair.m[axis]}
                      onChange={(value) => put(index, axis, value)}
                      decimalScale={2}
                      decimalSeparator=","
                      step={0.5}
                    />
                  </Table.Td>
                ))}
                <Table.Td>{found?.errors_m[index] === undefined ? "—" : metres(found.errors_m[index])}</Table.Td>
                <Table.Td>
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    aria-label={t("analytics.calibration.removePlace", { n: index + 1 })}
                    onClick={() => onChange(pairs.filter((_, place) => place !== index))}
                  >
                    <Icon name="trash" size={14} />
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <PlanView pairs={pairs} plan={plan} onChange={onChange} />
      <div className="editor-bar">
        <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => onChange([...pairs, { px: [Math.round(width / 2), Math.round(height / 2)] as Point, m: [0, 0] }])}>
          {t("analytics.calibration.add")}
        </Button>
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={load}>
          {(props) => (
            <Button {...props} variant="default">
              {t("analytics.calibration.loadPlan")}
            </Button>
          )}
        </FileButton>
        {plan !== null && (
          <NumberInput
            label={t("analytics.calibration.planWidth")}
            value={plan.width_m}
            min={1}
            max={2000}
            onChange={(value) => typeof value === "number" && value > 0 && setPlan({ ...plan, width_m: value })}
          />
        )}
      </div>
      <h3>{t("analytics.calibration.people")}</h3>
      <p className="muted">{t("analytics.calibration.peopleIntro", { n: walkers.heights.length, least: LEAST_PEOPLE })}</p>
      <div className="editor-bar">
        <Button variant="default" disabled={walkers.heights.length < LEAST_PEOPLE} onClick={() => void byPeople()}>
          {t("analytics.calibration.byPeople")}
        </Button>
        <Button variant="default" disabled={pairs.length === 0} onClick={() => onChange([])}>
          {t("analytics.calibration.none")}
        </Button>
      </div>
    </section>
  );
}
