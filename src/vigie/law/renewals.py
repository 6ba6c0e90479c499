"""The renewal calendar: when to prepare and file, before an authorisation ends (REQ-3; CSI R252-15). Pure.

The commission has three months, plus one; four months of silence are a refusal. So a file sent less than four
months before the end may leave cameras without authorisation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.law.model import Authorisation, add_months, day_of

PREPARE_MONTHS = 8
FILE_MONTHS = 4


class Step(StrEnum):
    """What to do now."""

    PREPARE = "prepare"
    FILE_NOW = "file_now"
    LATE = "late"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """An authorisation that needs attention, and the cameras that no later one covers."""

    authorisation: Authorisation
    step: Step
    prepare_from: date
    file_before: date
    cameras: tuple[CameraId, ...]


def renewals(held: Iterable[Authorisation], at: UtcUs) -> list[Renewal]:
    """Return what must be renewed, the most urgent first.

    Revoked and demonstration orders are left out, and cover no camera.
    """
    orders = [each for each in held if each.revoked is None and not each.demo]
    found = []
    for each in orders:
        later = {camera for other in orders if other.last_day > each.last_day for camera in other.cameras}
        open_ones = tuple(camera for camera in each.cameras if camera not in later)
        prepare, file = add_months(each.last_day, -PREPARE_MONTHS), add_months(each.last_day, -FILE_MONTHS)
        if not open_ones or day_of(at) < prepare:
            continue
        found.append(
            Renewal(
                authorisation=each,
                step=_step(each, file, at),
                prepare_from=prepare,
                file_before=file,
                cameras=open_ones,
            )
        )
    return sorted(found, key=lambda one: (one.authorisation.last_day, one.authorisation.id))


def _step(order: Authorisation, file: date, at: UtcUs) -> Step:
    today = day_of(at)
    if at >= order.ends:
        return Step.EXPIRED
    if today > file:
        return Step.LATE
    return Step.FILE_NOW if today >= add_months(file, -1) else Step.PREPARE
