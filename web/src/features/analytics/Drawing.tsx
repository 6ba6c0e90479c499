// Fields and lines over the picture: a click adds a point, a drag moves it; arrows and Delete do the same by keyboard.
import { useRef, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Point, PointKey, RuleDraft } from "./api";
import { movePoint, pointsOf, setPoints } from "./editing";
import { pointOver, Vertex } from "./Vertex";

interface Props {
  rules: readonly RuleDraft[];
  chosen: RuleDraft | null;
  geometry: PointKey | null;
  width: number;
  height: number;
  onChange: (rule: RuleDraft) => void;
}

export function Drawing({ rules, chosen, geometry, width, height, onChange }: Props) {
  const { t } = useTranslation();
  const surface = useRef<SVGSVGElement>(null);
  const held = useRef<number | null>(null);
  const points = chosen === null || geometry === null ? [] : pointsOf(chosen, geometry);

  const put = (next: readonly Point[]): void => {
    if (chosen !== null && geometry !== null) onChange(setPoints(chosen, geometry, next));
  };
  const at = (event: PointerEvent): Point => pointOver(surface.current, event, width, height);

  return (
    <svg
      ref={surface}
      className="drawing"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      data-draws={geometry !== null || undefined}
      role="group"
      aria-label={t("analytics.drawing")}
      onPointerDown={(event) => {
        if (held.current === null && geometry !== null) put([...points, at(event)]);
      }}
      onPointerUp={() => {
        held.current = null;
      }}
    >
      {rules.filter((rule) => rule.id !== chosen?.id).map((rule) => (
        <Shape key={rule.id} rule={rule} faint />
      ))}
      {chosen !== null && <Shape rule={chosen} faint={false} />}
      {points.map(([x, y], index) => (
        <Vertex
          key={index}
          index={index}
          at={[x, y]}
          radius={width / 90}
          className="vertex"
          label={t("analytics.point", { n: index + 1, x, y })}
          heldRef={held}
          pointerAt={at}
          onMove={(to) => put(movePoint(points, index, to, width, height))}
          onRemove={() => put(points.filter((_, place) => place !== index))}
        />
      ))}
    </svg>
  );
}

function Shape({ rule, faint }: { rule: RuleDraft; faint: boolean }) {
  const text = (points: readonly Point[]): string => points.map((point) => point.join(",")).join(" ");
  return (
    <g className={faint ? "shape shape-faint" : "shape"}>
      {rule.field_px !== undefined && <polygon points={text(rule.field_px)} />}
      {rule.polyline_px !== undefined && <polyline points={text(rule.polyline_px)} />}
      <Arrow rule={rule} />
    </g>
  );
}

/** The sense that is watched or allowed, from the middle of the line or field. */
function Arrow({ rule }: { rule: RuleDraft }) {
  const degrees = rule["direction_deg"] ?? rule["allowed_direction_deg"];
  const points = rule.polyline_px ?? rule.field_px ?? [];
  if (typeof degrees !== "number" || points.length === 0) return null;
  const x = points.reduce((sum, point) => sum + point[0], 0) / points.length;
  const y = points.reduce((sum, point) => sum + point[1], 0) / points.length;
  return <path d="M0 0H40M30 -7L40 0L30 7" className="arrow" transform={`translate(${x} ${y}) rotate(${degrees})`} />;
}
