"""Shifts and rotas, pure: templates, holes, overlaps, rest, staffing, and the calendar (RFC 5545).

Times are instants; templates are in the town's local time, so a night of clock change is 7 or 9 hours long.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId
from vigie.kernel.instants import HOUR_US, Interval, UtcUs, from_datetime, to_datetime

PARIS = ZoneInfo("Europe/Paris")
MAX_DAYS = 366
YEARS = (2000, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Somebody's duty period."""

    id: str
    account_id: AccountId
    interval: Interval
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A rota: each day has `starts`, each of `length_minutes`; people take turns.

    Attributes:
        starts: when shifts begin, in minutes after local midnight; 3 × 8 h is (300, 780, 1260).
        people: who works, in turn; None is a day off.
    """

    first_day: date
    days: int
    starts: tuple[int, ...]
    length_minutes: int
    people: tuple[tuple[AccountId | None, ...], ...]
    post: str = "operator"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a rota.

    Attributes:
        kind: understaffed, overlap, short_rest or too_long.
        people: how many are on duty, for `understaffed`.
    """

    kind: str
    interval: Interval
    account_id: AccountId | None = None
    people: int | None = None


def planned(template: Template) -> list[tuple[AccountId, Interval]]:
    """Return the shifts of a template: on day d, shift s is done by row s of `people`, at place d, in turn.

    Raises:
        BadInput: the template cannot be one.
    """
    if not YEARS[0] <= template.first_day.year <= YEARS[1]:
        raise BadInput("first_day: between 2000 and 2200", code="bad_rota", field="first_day")
    if not 1 <= template.days <= MAX_DAYS:
        raise BadInput(f"days: 1 to {MAX_DAYS}", code="bad_rota", field="days")
    if not template.starts or len(template.people) != len(template.starts):
        raise BadInput("people: one row for each start", code="bad_rota", field="people")
    if not all(0 <= start < 24 * 60 for start in template.starts) or not all(template.people):
        raise BadInput("starts: minutes of a day, each with people", code="bad_rota", field="starts")
    found: list[tuple[AccountId, Interval]] = []
    for day in range(template.days):
        for start, row in zip(template.starts, template.people, strict=True):
            person = row[day % len(row)]
            if person is not None:
                found.append((person, _local(template.first_day + timedelta(days=day), start, template)))
    return found


def problems(
    shifts: Iterable[Shift], span: Interval, *, minimum: int, rest_hours: float, longest_hours: float
) -> list[Problem]:
    """Return what is wrong between two instants, in order of time."""
    ordered = sorted(shifts, key=lambda each: (each.interval.start, each.id))
    found = [*_understaffed(ordered, span, minimum), *_of_persons(ordered, rest_hours)]
    longest = longest_hours * HOUR_US
    found += [
        Problem("too_long", each.interval, each.account_id)
        for each in ordered
        if each.interval.length_us > longest and each.interval.overlaps(span)
    ]
    return sorted(found, key=lambda each: (each.interval.start, each.kind, each.account_id or ""))


def on_duty(shifts: Iterable[Shift], at: UtcUs) -> list[Shift]:
    """Return the shifts that hold at an instant."""
    return [each for each in shifts if each.interval.holds(at)]


def calendar(shifts: Iterable[Shift], names: dict[str, str], stamp: UtcUs) -> str:
    """Return shifts as iCalendar (RFC 5545): lines of at most 75 octets, CRLF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Vigie//Vacations//FR", "CALSCALE:GREGORIAN"]
    for each in sorted(shifts, key=lambda one: one.interval.start):
        who = names.get(each.account_id, each.account_id)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.id}@vigie",
            f"DTSTAMP:{_basic(stamp)}",
            f"DTSTART:{_basic(each.interval.start)}",
            f"DTEND:{_basic(each.interval.end)}",
            f"SUMMARY:{_escaped(f'Vacation {each.post} : {who}')}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _understaffed(ordered: Sequence[Shift], span: Interval, minimum: int) -> list[Problem]:
    """Sweep over the moments when somebody comes or goes."""
    edges = {span.start, span.end}
    clipped = [part for each in ordered if (part := each.interval.clip(span)) is not None]
    for part in clipped:
        edges |= {part.start, part.end}
    found: list[Problem] = []
    moments = sorted(edges)
    for start, end in pairwise(moments):
        count = sum(part.start <= start < part.end for part in clipped)
        if count >= minimum:
            continue
        last = found[-1] if found else None
        if last is not None and last.interval.end == start and last.people == count:
            found[-1] = Problem("understaffed", Interval(last.interval.start, end), None, count)
        else:
            found.append(Problem("understaffed", Interval(start, end), None, count))
    return found


def _of_persons(ordered: Sequence[Shift], rest_hours: float) -> list[Problem]:
    latest: dict[AccountId, UtcUs] = {}
    found: list[Problem] = []
    for each in ordered:
        before, start = latest.get(each.account_id), each.interval.start
        if before is not None and start < before:
            overlap = Interval(start, UtcUs(min(before, each.interval.end)))
            found.append(Problem("overlap", overlap, each.account_id))
        elif before is not None and start - before < rest_hours * HOUR_US:
            found.append(Problem("short_rest", each.interval, each.account_id))
        latest[each.account_id] = max(before or each.interval.end, each.interval.end)
    return found


def _local(day: date, minutes: int, template: Template) -> Interval:
    start = datetime(day.year, day.month, day.day, tzinfo=PARIS) + timedelta(minutes=minutes)
    end = start + timedelta(minutes=template.length_minutes)  # wall-clock arithmetic: the rota's own clock
    if template.length_minutes <= 0:
        raise BadInput("length_minutes: more than 0", code="bad_rota", field="length_minutes")
    return Interval(from_datetime(start.astimezone(UTC)), from_datetime(end.astimezone(UTC)))


def _basic(at: UtcUs) -> str:
    return to_datetime(at).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> str:
    """Fold a line at 75 octets without cutting a character (RFC 5545 section 3.1)."""
    parts: list[str] = []
    current = ""
    for character in line:
        limit = 75 if not parts else 74
        if len((current + character).encode()) > limit:
            parts.append(current)
            current = ""
        current += character
    return "\r\n ".join([*parts, current])
