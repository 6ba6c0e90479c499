"""Ground truth of a rendered scene, `vigie.truth/1` (docs/reference/scenes.md)."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vigie.simulator.scenes.cast import Event
from vigie.simulator.scenes.derive import heading_px
from vigie.simulator.scenes.stage import Seen, Stage

SCHEMA = "vigie.truth/1"


@dataclass(slots=True)
class TruthWriter:
    """Gathers what each frame shows, object by object."""

    stage: Stage
    _tracks: dict[int, dict[str, list[Any]]] = field(default_factory=dict)

    def note(self, frame: int, seen: Seen) -> None:
        """Take one frame."""
        for object_id, (box, ground, share) in seen.items():
            track = self._tracks.setdefault(
                object_id, {"frames": [], "boxes_px": [], "feet_px": [], "ground_m": [], "visible": []}
            )
            feet = self.stage.camera.point(*ground)
            track["frames"].append(frame)
            track["boxes_px"].append([round(value, 1) for value in box])
            track["feet_px"].append([round(value, 1) for value in feet])
            track["ground_m"].append([round(value, 2) for value in ground])
            track["visible"].append(round(share, 2))

    def to_json(self) -> dict[str, Any]:
        """Return the whole truth as plain values."""
        spec, script, camera = self.stage.spec, self.stage.script, self.stage.camera
        kinds = {actor.object_id: actor.kind for actor in script.actors}

        def pixels(points: tuple[tuple[float, float], ...]) -> list[list[float]]:
            return [[round(value, 1) for value in camera.point(*point)] for point in points]

        return {
            "schema": SCHEMA,
            "name": spec.name,
            "title": spec.title,
            "size_px": [spec.width_px, spec.height_px],
            "fps": spec.fps,
            "frames": spec.frames,
            "homography_ground_to_px": [[round(float(v), 6) for v in row] for row in camera.homography()],
            "field_m": script.field_m,
            "field_px": pixels(script.field_m),
            "line_m": script.line_m,
            "line_px": pixels(script.line_m),
            "allowed_direction_deg": self._allowed(),
            "objects": [
                {"object_id": one, "class": kinds[one], **track}
                for one, track in sorted(self._tracks.items())
            ],
            "events": [self._event(event) for event in script.events],
        }

    def _allowed(self) -> float | None:
        script = self.stage.script
        if script.allowed_m is None:
            return None
        start = script.line_m[0]
        end = (start[0] + script.allowed_m[0], start[1] + script.allowed_m[1])
        return round(heading_px(self.stage.camera, start, end), 1)

    def _event(self, event: Event) -> dict[str, Any]:
        return {
            "kind": event.kind,
            "start_s": round(event.start_s, 2),
            "end_s": round(event.end_s, 2),
            "object_ids": event.object_ids,
            "direction_deg": event.direction_deg,
            "box_px": self._box(event),
        }

    def _box(self, event: Event) -> list[float] | None:
        """Return where an event is to be seen half a second after it begins; None for the whole picture."""
        second = min(event.start_s + 0.5, max(event.end_s, event.start_s))
        if event.kind in {"smoke", "fire"}:
            smoke = self.stage.smoke_box(min(event.start_s + 3.0, event.end_s))
            return None if smoke is None else [round(value, 1) for value in smoke]
        frame = round(second * self.stage.spec.fps)
        boxes = [
            track["boxes_px"][track["frames"].index(frame)]
            for one, track in self._tracks.items()
            if one in event.object_ids and frame in track["frames"]
        ]
        if not boxes:
            return None
        left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
        right = max(box[0] + box[2] for box in boxes)
        bottom = max(box[1] + box[3] for box in boxes)
        return [round(value, 1) for value in (left, top, right - left, bottom - top)]

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(self.to_json(), ensure_ascii=False), encoding="utf-8")
        unfinished.replace(path)
