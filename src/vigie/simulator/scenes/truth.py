"""Ground truth of a rendered scene, `vigie.truth/1` (docs/reference/scenes.md)."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
                object_id, {"frames": [], "boxes_px": [], "ground_m": [], "visible": []}
            )
            track["frames"].append(frame)
            track["boxes_px"].append([round(value, 1) for value in box])
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
            "objects": [
                {"object_id": one, "class": kinds[one], **track}
                for one, track in sorted(self._tracks.items())
            ],
            "events": [
                {
                    "kind": event.kind,
                    "start_s": round(event.start_s, 2),
                    "end_s": round(event.end_s, 2),
                    "object_ids": event.object_ids,
                    "direction_deg": event.direction_deg,
                }
                for event in script.events
            ],
        }

    def write(self, path: Path) -> None:
        """Write the file, whole or not at all."""
        unfinished = path.with_suffix(".part")
        unfinished.write_text(json.dumps(self.to_json(), ensure_ascii=False), encoding="utf-8")
        unfinished.replace(path)
