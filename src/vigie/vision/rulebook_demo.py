"""The demonstration's rules: so that a fresh town shows real alerts, under its demonstration basis alone."""

from collections.abc import Iterable, Mapping
from typing import Any

from vigie.kernel.ids import CameraId
from vigie.kernel.rights import Principal
from vigie.vision.rulebook_service import Rules

SIZE_PX = (640, 360)
EVERYWHERE: tuple[Mapping[str, Any], ...] = (
    {"id": "chute", "kind": "fall"},
    {"id": "objet", "kind": "abandoned_object", "min_duration_s": 20},
    {"id": "groupe-dense", "kind": "gathering"},
    {"id": "mouvement", "kind": "crowd_movement"},
    {"id": "feu", "kind": "fire"},
)
FORBIDDEN: Mapping[str, Any] = {
    "id": "zone-interdite",
    "kind": "intrusion",
    "field_px": ((260, 180), (380, 180), (380, 320), (260, 320)),
    "min_duration_s": 3,
}
EVERY_NTH = 13
"""One camera in so many watches a forbidden area, so that alerts come without flooding the room."""


async def settle_demo_rules(
    rules: Rules, principal: Principal, cameras: Iterable[CameraId]
) -> list[CameraId]:
    """Give rules to the cameras that never had any; return which. What people changed is left alone."""
    wanted = {
        camera_id: (*EVERYWHERE, FORBIDDEN) if number % EVERY_NTH == 0 else EVERYWHERE
        for number, camera_id in enumerate(sorted(cameras))
    }
    return await rules.begin(principal, wanted, SIZE_PX)
