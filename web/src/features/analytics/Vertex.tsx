// One point over the picture: dragged by the mouse, moved by arrows, taken away by Delete.
import type { KeyboardEvent, PointerEvent, RefObject } from "react";
import type { Point } from "./api";

interface Props {
  index: number;
  at: Point;
  radius: number;
  className: string;
  label: string;
  /** Which point of the drawing is being dragged. */
  heldRef: RefObject<number | null>;
  /** Where the pointer is, in pixels of the picture. */
  pointerAt: (event: PointerEvent) => Point;
  onMove: (to: Point) => void;
  onRemove: () => void;
}

const STEPS: Record<string, Point> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAST = 10;

export function Vertex({ index, at: [x, y], radius, className, label, heldRef, pointerAt, onMove, onRemove }: Props) {
  const onKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    const by = event.shiftKey ? FAST : 1;
    if (step !== undefined) onMove([x + step[0] * by, y + step[1] * by]);
    else if (event.key === "Delete" || event.key === "Backspace") onRemove();
    else return;
    event.preventDefault();
  };
  return (
    <circle
      cx={x}
      cy={y}
      r={radius}
      className={className}
      tabIndex={0}
      role="button"
      aria-label={label}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        heldRef.current = index;
        event.currentTarget.setPointerCapture(event.pointerId);
        event.stopPropagation();
      }}
      onPointerMove={(event) => {
        if (heldRef.current === index && event.buttons !== 0) onMove(pointerAt(event));
      }}
    />
  );
}

/** Where a pointer is over the drawing, in pixels of a picture of this size. */
export function pointOver(surface: SVGSVGElement | null, event: PointerEvent, width: number, height: number): Point {
  const box = surface?.getBoundingClientRect();
  if (box === undefined) return [0, 0];
  return [Math.round(((event.clientX - box.left) / box.width) * width), Math.round(((event.clientY - box.top) / box.height) * height)];
}
