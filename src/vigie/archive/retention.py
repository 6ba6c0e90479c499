"""When a picture must be destroyed (code de la sécurité intérieure L252-5; invariant A4).

`destroy_at` is the earlier of the authorised days and one calendar month, both counted from the picture. Days
are days of 24 hours. The month is counted on the town's wall calendar: the same day and hour of the next
month, or its last day when it is shorter (31 January → 28 or 29 February). When the hour exists twice (the
night clocks go back) the first is taken, when it does not exist (they go forward) the instant of the change's
gap counted with the summer offset, which is the earlier: never a second more than the law gives.
"""

from calendar import monthrange
from datetime import UTC
from zoneinfo import ZoneInfo

from vigie.kernel.errors import BadInput
from vigie.kernel.instants import DAY_US, UtcUs, from_datetime, to_datetime

DECEMBER = 12


def destroy_at(taken: UtcUs, days: int | None, zone: ZoneInfo) -> UtcUs:
    """Return the instant from which a picture taken at `taken` must no longer exist.

    Raises:
        BadInput: `days` is missing, zero or negative: ONVIF's « 0 = unlimited » is refused here.
    """
    if days is None or days <= 0:
        raise BadInput(
            "no retention: give the number of days of the prefectoral authorisation, at least 1",
            code="retention_missing",
        )
    return min(UtcUs(taken + days * DAY_US), one_month_after(taken, zone))


def one_month_after(taken: UtcUs, zone: ZoneInfo) -> UtcUs:
    """Return the instant one calendar month after `taken` on the calendar of `zone`."""
    local = to_datetime(taken).astimezone(zone)
    year, month = (local.year + 1, 1) if local.month == DECEMBER else (local.year, local.month + 1)
    day = min(local.day, monthrange(year, month)[1])
    wall = local.replace(year=year, month=month, day=day)
    return min(from_datetime(wall.replace(fold=fold).astimezone(UTC)) for fold in (0, 1))
