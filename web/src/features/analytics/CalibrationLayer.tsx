// Over the picture: the metre grid, and the numbered places, moved by mouse or by arrows.
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Point } from "./api";
import { gridOf, type Matrix, type Pair } from "./calibration";

interface Props {
  pairs: readonly Pair[];
  matrix: Matrix | null;
  width: number;
  height: number;
  /** Null where places are shown and not edited. */
  onChange: ((pairs: Pair[]) => void) | null;
}

const STEPS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAST = 10;

export function CalibrationLayer({ pairs, matrix, width, height, onChange }: Props) {
  const { t } = useTranslation();
  const surface = useRef<SVGSVGElement>(null);
  const held = useRef<number | null>(null);
  const grid = matrix === null ? null : gridOf(matrix, width, height);

  const at = (event: PointerEvent): Point => {
    const box = surface.current?.getBoundingClientRect();
    if (box === undefined) return [0, 0];
    return [Math.round(((event.clientX - box.left) / box.width) * width), Math.round(((event.clientY - box.top) / box.height) * height)];
  };
  const move = (index: number, [x, y]: Point): void => {
    const px: Point = [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
    onChange?.(pairs.map((pair, place) => (place === index ? { ...pair, px } : pair)));
  };
  const onKey = (event: KeyboardEvent, index: number): void => {
    const step = STEPS[event.key];
    const pair = pairs[index];
    if (step !== undefined && pair !== undefined) {
      const by = event.shiftKey ? FAST : 1;
      move(index, [pair.px[0] + step[0] * by, pair.px[1] + step[1] * by]);
    } else if (event.key === "Delete" || event.key === "Backspace") onChange?.(pairs.filter((_, place) => place !== index));
    else return;
    event.preventDefault();
  };

  return (
    <svg
      ref={surface}
      className={onChange === null ? "preview calibration" : "drawing calibration"}
      data-draws={onChange !== null || undefined}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="group"
      aria-label={t("analytics.calibration.layer")}
      onPointerDown={(event) => {
        if (held.current === null) onChange?.([...pairs, { px: at(event), m: [0, 0] }]);
      }}
      onPointerUp={() => {
        held.current = null;
      }}
    >
      {grid?.lines.map((line) => (
        <polyline
          key={`${line.axis}${line.at_m}`}
          className={line.at_m === 0 ? "grid-line grid-zero" : "grid-line"}
          points={line.points.map((point) => point.join(",")).join(" ")}
        />
      ))}
      {onChange !== null &&
        pairs.map(({ px: [x, y] }, index) => (
          <g key={index}>
            <circle
              cx={x}
              cy={y}
              r={width / 80}
              className="vertex vertex-place"
              tabIndex={0}
              role="button"
              aria-label={t("analytics.calibration.place", { n: index + 1, x, y })}
              onKeyDown={(event) => onKey(event, index)}
              onPointerDown={(event) => {
                held.current = index;
                event.currentTarget.setPointerCapture(event.pointerId);
                event.stopPropagation();
              }}
              onPointerMove={(event) => {
                if (held.current === index && event.buttons !== 0) move(index, at(event));
              }}
            />
            <text x={x} y={y} dy={width / 220} fontSize={width / 55} className="place-number" aria-hidden="true">
              {index + 1}
            </text>
          </g>
        ))}
    </svg>
  );
}
