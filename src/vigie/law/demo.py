"""The demonstration's authorisation, clearly marked as signed by nobody, and its cameras' classes."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Principal
from vigie.law.conformity import CameraClass, Plan
from vigie.law.conformity_service import ConformityReports
from vigie.law.model import Authorisation, FeedSharing, Purpose, add_months, day_of
from vigie.law.service import Authorisations

DEMO_NUMBER = "DÉMONSTRATION-2026-001"
DEMO_RETENTION_DAYS = 30


async def create_demo_authorisation(
    authorisations: Authorisations,
    principal: Principal,
    cameras: Iterable[CameraId],
    clock: Clock,
) -> Authorisation | None:
    """Record an order of the demonstration for the cameras that none covers; None when all are covered."""
    uncovered = tuple(sorted(await authorisations.faults(cameras, clock.now())))
    if not uncovered:
        return None
    today = day_of(clock.now())
    before = sum(each.demo for each in await authorisations.all())
    draft = Authorisation(
        id=AuthorisationId(""),
        number=f"{DEMO_NUMBER}-{before + 1}" if before else DEMO_NUMBER,
        prefecture="Préfecture fictive (démonstration, sans valeur légale)",
        signed=today,
        first_day=today,
        last_day=add_months(today, 60) - timedelta(days=1),
        retention_days=DEMO_RETENTION_DAYS,
        purposes=(Purpose.PUBLIC_BUILDINGS, Purpose.ASSAULT_AND_THEFT, Purpose.TRAFFIC),
        cameras=uncovered,
        persons=("Agents du centre de supervision (démonstration)",),
        sharing=FeedSharing(services=("Commissariat fictif (démonstration)",), days=15),
        prescriptions="Ville fictive, images de synthèse.",
        perimeter={"type": "Polygon", "coordinates": [[list(corner) for corner in DEMO_OUTLINE]]},
        demo=True,
    )
    return await authorisations.record(principal, draft)


DEMO_OUTLINE = (
    (2.447, 48.934),
    (2.458, 48.929),
    (2.470, 48.931),
    (2.479, 48.937),
    (2.483, 48.946),
    (2.476, 48.953),
    (2.463, 48.957),
    (2.451, 48.951),
    (2.444, 48.943),
    (2.447, 48.934),
)
"""A town drawn by hand, longitude and latitude: it is nobody's true boundary."""

DEMO_CLASSES = {
    "public_building": CameraClass(objective="Abords d’un bâtiment public", plan=Plan.NARROW, fast=True),
    "residential": CameraClass(objective="Vue d’ensemble d’un quartier", plan=Plan.WIDE),
    "main_road": CameraClass(objective="Régulation du trafic", plan=Plan.WIDE, traffic=True, fast=True),
}
"""By kind of place."""


async def classify_demo_cameras(
    reports: ConformityReports, principal: Principal, kinds: Mapping[CameraId, str]
) -> None:
    """Declare the class of the demonstration's cameras that have none yet."""
    for each in await reports.report():
        camera_id = each.camera_id
        if each.declared is None and camera_id in kinds:
            await reports.declare(principal, camera_id, DEMO_CLASSES[kinds[camera_id]])
