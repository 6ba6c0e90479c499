"""Prefectoral authorisations: purposes, cameras, days of retention, dates. Pure.

Sources: CSI L251-2 (closed list of purposes), L252-2 and L252-4 (order, five years), L252-5 (one month at
most), L252-6 and L223-4 (provisional, four months), R252-15 (renewal). REQ-1 to REQ-5, REQ-21 to REQ-23.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.kernel.instants import UtcUs, from_datetime

PARIS = ZoneInfo("Europe/Paris")
MAX_RETENTION_DAYS = 31
MAX_YEARS = 5
PROVISIONAL_MONTHS = 4
MAX_CAMERAS = 5_000


class Purpose(StrEnum):
    """The closed list of CSI L251-2, by its numbers; nothing else may be recorded (REQ-1)."""

    PUBLIC_BUILDINGS = "1"
    NATIONAL_DEFENCE = "2"
    TRAFFIC = "3"
    ROAD_OFFENCES = "4"
    ASSAULT_AND_THEFT = "5"
    TERRORISM = "6"
    RISKS = "7"
    RESCUE = "8"
    AMUSEMENT_PARKS = "9"
    MOTOR_INSURANCE = "10"
    DUMPING = "11"


PURPOSE_FR = {
    Purpose.PUBLIC_BUILDINGS: "protection des bâtiments et installations publics et de leurs abords",
    Purpose.NATIONAL_DEFENCE: "sauvegarde des installations utiles à la défense nationale",
    Purpose.TRAFFIC: "régulation des flux de transport",
    Purpose.ROAD_OFFENCES: "constatation des infractions aux règles de la circulation",
    Purpose.ASSAULT_AND_THEFT: (
        "prévention des atteintes à la sécurité des personnes et des biens "
        "dans des lieux particulièrement exposés"
    ),
    Purpose.TERRORISM: "prévention d’actes de terrorisme",
    Purpose.RISKS: "prévention des risques naturels ou technologiques",
    Purpose.RESCUE: "secours aux personnes et défense contre l’incendie",
    Purpose.AMUSEMENT_PARKS: "sécurité des installations accueillant du public dans les parcs d’attraction",
    Purpose.MOTOR_INSURANCE: "respect de l’obligation d’assurance des véhicules terrestres à moteur",
    Purpose.DUMPING: "prévention et constatation de l’abandon d’ordures et de déchets",
}


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a camera's images are kept, and by which authorisation."""

    days: int
    authorisation_id: AuthorisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSharing:
    """What an order says of images sent to police, gendarmerie, customs or rescue (CSI L252-3, REQ-17).

    Attributes:
        services: who receives, as the order names them; agents are designated one by one, by their grant.
        days: how long they keep what they received, one month at most.
        urgent: decided without the commission's opinion, for a risk of terrorism.
    """

    services: tuple[str, ...]
    days: int
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """A prefect's order.

    Attributes:
        first_day: the first day it is in force.
        last_day: the last one; it ends at midnight, Paris time.
        retention_days: authorised days, 1 to 31; one calendar month counts where that is shorter.
        minimum_days: the order's minimum delay, if it sets one (REQ-23).
        persons: who may access, as the order names them.
        perimeter: GeoJSON geometry, or None.
        sharing: who else receives the images, or None: nobody does.
        demo: made by the demonstration; no prefect signed it.
    """

    id: AuthorisationId
    number: str
    prefecture: str
    signed: date
    first_day: date
    last_day: date
    retention_days: int
    purposes: tuple[Purpose, ...]
    cameras: tuple[CameraId, ...]
    minimum_days: int | None = None
    persons: tuple[str, ...] = ()
    prescriptions: str = ""
    perimeter: dict[str, object] | None = None
    sharing: FeedSharing | None = None
    provisional: bool = False
    demo: bool = False
    revoked: UtcUs | None = None
    revoked_reason: str | None = None

    @property
    def starts(self) -> UtcUs:
        """The instant from which it is in force."""
        return midnight(self.first_day)

    @property
    def ends(self) -> UtcUs:
        """The instant from which it is not any more."""
        return midnight(self.last_day + timedelta(days=1))

    def holds(self, at: UtcUs) -> bool:
        """Tell whether it is in force."""
        return self.fault(at) is None

    def fault(self, at: UtcUs) -> str | None:
        """Return why it is not in force, None when it is."""
        if self.revoked is not None and at >= self.revoked:
            return "authorisation_revoked"
        if at < self.starts:
            return "authorisation_not_started"
        return "authorisation_expired" if at >= self.ends else None


def midnight(day: date) -> UtcUs:
    """Return the instant at which a day begins in Paris."""
    return from_datetime(datetime(day.year, day.month, day.day, tzinfo=PARIS))


def day_of(at: UtcUs) -> date:
    """Return the day of an instant in Paris."""
    return datetime.fromtimestamp(at / 1_000_000, tz=PARIS).date()


def recordable(held: Iterable[Authorisation], at: UtcUs) -> dict[CameraId, Retention]:
    """Return what may be recorded; where several orders cover a camera, the shortest retention counts."""
    found: dict[CameraId, Retention] = {}
    for each in held:
        if not each.holds(at):
            continue
        for camera_id in each.cameras:
            known = found.get(camera_id)
            if known is None or each.retention_days < known.days:
                found[camera_id] = Retention(each.retention_days, each.id)
    return found


def faults(held: Iterable[Authorisation], cameras: Iterable[CameraId], at: UtcUs) -> dict[CameraId, str]:
    """Return why cameras may not record; those that may are absent. The most recent order speaks."""
    by_camera: dict[CameraId, list[str | None]] = defaultdict(list)
    for each in sorted(held, key=lambda order: order.starts):
        fault = each.fault(at)
        for camera_id in each.cameras:
            by_camera[camera_id].append(fault)
    told: dict[CameraId, str] = {}
    for camera_id in cameras:
        reasons = by_camera.get(camera_id)
        if not reasons:
            told[camera_id] = "no_authorisation"
        elif None not in reasons:
            told[camera_id] = reasons[-1] or "no_authorisation"
    return told


def check_authorisation(new: Authorisation) -> None:
    """Return when an order can be one.

    Raises:
        BadInput: `field` names what cannot be, and the message what to do.
    """
    for name, text in (("number", new.number), ("prefecture", new.prefecture)):
        if not text.strip() or len(text) > MAX_TEXT:
            raise _bad(f"{name}: 1 to {MAX_TEXT} characters", name)
    if not 1 <= new.retention_days <= MAX_RETENTION_DAYS:
        raise _bad("retention_days: 1 to 31, never above one month (CSI L252-5)", "retention_days")
    if new.minimum_days is not None and not 1 <= new.minimum_days <= new.retention_days:
        raise _bad("minimum_days: 1 to the days of retention", "minimum_days")
    if not new.purposes:
        raise _bad("purposes: at least one of the closed list of CSI L251-2", "purposes")
    if not new.cameras or len(new.cameras) > MAX_CAMERAS or len(set(new.cameras)) != len(new.cameras):
        raise _bad(f"cameras: 1 to {MAX_CAMERAS}, each once", "cameras")
    if new.sharing is not None:
        _check_sharing(new.sharing)
    _check_days(new)


def shared(held: Iterable[Authorisation], cameras: Iterable[CameraId], at: UtcUs) -> bool:
    """Tell whether orders in force share the images of every one of the cameras."""
    sharing = {
        camera_id
        for each in held
        if each.sharing is not None and each.holds(at)
        for camera_id in each.cameras
    }
    return sharing.issuperset(cameras)


def _check_sharing(sharing: FeedSharing) -> None:
    if not sharing.services or not all(each.strip() for each in sharing.services):
        raise _bad("sharing: at least one service that receives the images", "sharing")
    if not 1 <= sharing.days <= MAX_RETENTION_DAYS:
        raise _bad("sharing: kept 1 to 31 days, never above one month (CSI L252-3)", "sharing")


MAX_TEXT = 200


def _check_days(new: Authorisation) -> None:
    if new.last_day < new.first_day:
        raise _bad("last_day: not before first_day", "last_day")
    if new.provisional:
        if new.last_day > add_months(new.first_day, PROVISIONAL_MONTHS):
            raise _bad(
                "last_day: a provisional authorisation lasts four months at most (CSI L252-6)", "last_day"
            )
    elif new.last_day > add_months(new.first_day, MAX_YEARS * 12):
        raise _bad("last_day: an authorisation lasts five years at most (CSI L252-4)", "last_day")


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _bad(message: str, field: str) -> BadInput:
    return BadInput(message, code="bad_authorisation", field=field)
