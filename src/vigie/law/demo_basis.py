"""The demonstration's legal basis for analytics: for pictures drawn by a machine, and for those alone."""

from collections.abc import Iterable

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, Clock, UtcUs
from vigie.kernel.rights import Principal
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import AnalyticsBasis, EventKind

DEMO_ORDER = "DÉMONSTRATION-2026-IA-001"
DEMO_DAYS = 30
RENEW_DAYS = 1
KINDS = tuple(kind for kind in EventKind if kind is not EventKind.WEAPON)
"""Vigie looks for no weapons."""


async def settle_demo_basis(
    bases: AnalyticsBases,
    principal: Principal,
    cameras: Iterable[CameraId],
    clock: Clock,
    *,
    synthetic: bool,
) -> AnalyticsBasis | None:
    """Record a basis for the cameras that none of the demonstration's covers; end them all for real pictures.

    Args:
        bases: where bases are recorded.
        principal: who does it.
        cameras: the cameras shown.
        clock: says when it is.
        synthetic: whether all they show is drawn by a machine.
    """
    now = clock.now()
    ours = [each for each in await bases.all() if each.order_number == DEMO_ORDER and each.revoked is None]
    if not synthetic:
        for each in ours:
            if now < each.ends:
                await bases.revoke(principal, each.id, "La démonstration montre de vrais films.")
        return None
    lasting = [each for each in ours if now + RENEW_DAYS * DAY_US < each.ends]
    uncovered = sorted(set(cameras) - {camera for each in lasting for camera in each.cameras})
    return await bases.record(principal, _draft(uncovered, now)) if uncovered else None


def _draft(cameras: list[CameraId], now: UtcUs) -> AnalyticsBasis:
    return AnalyticsBasis(
        id="",
        text="Démonstration sur images de synthèse : aucune personne réelle, aucun texte n'est nécessaire.",
        order_number=DEMO_ORDER,
        authority="Personne (démonstration, sans valeur légale)",
        event="Ville fictive de démonstration",
        kinds=KINDS,
        cameras=tuple(cameras),
        starts=now,
        ends=UtcUs(now + DEMO_DAYS * DAY_US),
        attestation="Démonstration : ne vaut pour aucune caméra réelle.",
    )
