// Over the picture: the metre grid, and the numbered places, moved by mouse or by arrows.
import { useRef, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Point } from "./api";
import { gridOf, type Matrix, type Pair } from "./calibration";
import { pointOver, Vertex } from "./Vertex";

interface Props {
  pairs: readonly Pair[];
  matrix: Matrix | null;
  width: number;
  height: number;
  /** Null where places are shown and not edited. */
  onChange: ((pairs: Pair[]) => void) | null;
}

export function CalibrationLayer({ pairs, matrix, width, height, onChange }: Props) {
  const { t } = useTranslation();
  const surface = useRef<SVGSVGElement>(null);
  const held = useRef<number | null>(null);
  const grid = matrix === null ? null : gridOf(matrix, width, height);

  const at = (event: PointerEvent): Point => pointOver(surface.current, event, width, height);
  const move = (index: number, [x, y]: Point): void => {
    const px: Point = [Math.min(Math.max(x, 0), width), Math.min(Math.max(y, 0), height)];
    onChange?.(pairs.map((pair, place) => (place === index ? { ...pair, px } : pair)));
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
            <Vertex
              index={index}
              at={[x, y]}
              radius={width / 80}
              className="vertex vertex-place"
              label={t("analytics.calibration.place", { n: index + 1, x, y })}
              heldRef={held}
              pointerAt={at}
              onMove={(to) => move(index, to)}
              onRemove={() => onChange(pairs.filter((_, place) => place !== index))}
            />
            <text x={x} y={y} dy={width / 220} fontSize={width / 55} className="place-number" aria-hidden="true">
              {index + 1}
            </text>
          </g>
        ))}
    </svg>
  );
}
