// The ground from above: the same places in metres, moved by mouse or arrows, over a plan's image if there is one.
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Point } from "./api";
import type { Pair } from "./calibration";

export interface Plan {
  url: string;
  /** Width over height of the image. */
  ratio: number;
  width_m: number;
}

interface Props {
  pairs: readonly Pair[];
  plan: Plan | null;
  onChange: (pairs: Pair[]) => void;
}

const STEPS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const SLOW_M = 0.1;
const FAST_M = 1;

export function PlanView({ pairs, plan, onChange }: Props) {
  const { t } = useTranslation();
  const surface = useRef<SVGSVGElement>(null);
  const held = useRef<number | null>(null);
  const { left, top, side } = frameOf(pairs, plan);
  const step = side > 60 ? 10 : side > 24 ? 5 : 1;

  const at = (event: PointerEvent): Point => {
    const box = surface.current?.getBoundingClientRect();
    if (box === undefined) return [0, 0];
    const x = left + ((event.clientX - box.left) / box.width) * side;
    const y = top + ((event.clientY - box.top) / box.height) * side;
    return [round(x), round(-y)];
  };
  const move = (index: number, m: Point): void => onChange(pairs.map((pair, place) => (place === index ? { ...pair, m } : pair)));
  const onKey = (event: KeyboardEvent, index: number): void => {
    const by = STEPS[event.key];
    const pair = pairs[index];
    if (by === undefined || pair === undefined) return;
    const length = event.shiftKey ? FAST_M : SLOW_M;
    move(index, [round(pair.m[0] + by[0] * length), round(pair.m[1] + by[1] * length)]);
    event.preventDefault();
  };
  const marks = Array.from({ length: Math.floor(side / step) + 1 }, (_, n) => n * step);

  return (
    <svg
      ref={surface}
      className="plan"
      viewBox={`${left} ${top} ${side} ${side}`}
      role="group"
      aria-label={t("analytics.calibration.plan")}
      onPointerUp={() => {
        held.current = null;
      }}
    >
      {plan !== null && <image href={plan.url} x={0} y={-plan.width_m / plan.ratio} width={plan.width_m} height={plan.width_m / plan.ratio} />}
      {marks.map((mark) => (
        <g key={mark} className="plan-grid">
          <line x1={Math.ceil(left / step) * step + mark} x2={Math.ceil(left / step) * step + mark} y1={top} y2={top + side} />
          <line y1={Math.ceil(top / step) * step + mark} y2={Math.ceil(top / step) * step + mark} x1={left} x2={left + side} />
        </g>
      ))}
      <text x={left + side * 0.02} y={top + side * 0.97} fontSize={side / 24} className="plan-scale">
        {t("analytics.calibration.square", { n: step })}
      </text>
      {pairs.map(({ m: [x, y] }, index) => (
        <g key={index}>
          <circle
            cx={x}
            cy={-y}
            r={side / 36}
            className="vertex vertex-place"
            tabIndex={0}
            role="button"
            aria-label={t("analytics.calibration.placeOnPlan", { n: index + 1, x, y })}
            onKeyDown={(event) => onKey(event, index)}
            onPointerDown={(event) => {
              held.current = index;
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={(event) => {
              if (held.current === index && event.buttons !== 0) move(index, at(event));
            }}
          />
          <text x={x} y={-y} dy={side / 80} fontSize={side / 26} className="place-number" aria-hidden="true">
            {index + 1}
          </text>
        </g>
      ))}
    </svg>
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** What the plan shows: all places with a margin, at least ten metres, in steps so that dragging does not shift it. */
function frameOf(pairs: readonly Pair[], plan: Plan | null): { left: number; top: number; side: number } {
  const xs = [0, ...pairs.map((pair) => pair.m[0]), ...(plan === null ? [] : [plan.width_m])];
  const ys = [0, ...pairs.map((pair) => -pair.m[1]), ...(plan === null ? [] : [-plan.width_m / plan.ratio])];
  const [west, east] = [Math.floor(Math.min(...xs) / 5) * 5 - 5, Math.ceil(Math.max(...xs) / 5) * 5 + 5];
  const [north, south] = [Math.floor(Math.min(...ys) / 5) * 5 - 5, Math.ceil(Math.max(...ys) / 5) * 5 + 5];
  return { left: west, top: north, side: Math.max(east - west, south - north) };
}
