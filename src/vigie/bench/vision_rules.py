"""Rules and legal basis of the benchmark's town: every camera watches its lower half and a line across it."""

import json
from pathlib import Path
from typing import Any

from vigie.bootstrap.base import open_base
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, UtcUs
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.people.model import LOCAL
from vigie.settings import Settings

RULES: list[dict[str, Any]] = [
    {"kind": "intrusion", "id": "field", "field_px": [[64, 144], [576, 144], [576, 350], [64, 350]]},
    {"kind": "line_crossing", "id": "line", "polyline_px": [[320, 20], [320, 340]]},
    {"kind": "wrong_way", "id": "way", "polyline_px": [[20, 220], [620, 220]], "allowed_direction_deg": 270},
]
SIZE = [640, 360]


def write_rules(path: Path, cameras: int) -> Path:
    """Write the rules of cameras `cam-001` and following."""
    rules = {_camera(number): {"version": 1, "size_px": SIZE, "rules": RULES} for number in range(cameras)}
    path.write_text(json.dumps(rules), encoding="utf-8")
    return path


async def record_basis(settings: Settings, cameras: int) -> None:
    """Record a basis of one day for all these cameras: their pictures are films, nobody's street."""
    async with open_base(settings) as base:
        bases = AnalyticsBases(base.database, base.gate, base.journal, base.clock)
        now = base.clock.now()
        await bases.record(
            LOCAL,
            AnalyticsBasis(
                id="",
                text="Mesure sur des films (aucune image de la voie publique)",
                order_number="MESURE",
                authority="vigie bench",
                event="mesure",
                kinds=tuple(EventKind),
                cameras=tuple(_camera(number) for number in range(cameras)),
                starts=UtcUs(now - 1_000_000),
                ends=UtcUs(now + DAY_US),
                attestation="mesure",
            ),
        )


def _camera(number: int) -> CameraId:
    return CameraId(f"cam-{number + 1:03}")
