"""When a rule is active: weekly spans in local time."""

import re
from datetime import datetime

from pydantic import Field, field_validator

from vigie.kernel.settings import Section

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SPAN = re.compile(r"^(?P<days>[a-z,-]+) (?P<from>[0-2]\d:[0-5]\d)-(?P<to>[0-2]\d:[0-5]\d)$")


class Schedule(Section):
    """Weekly spans such as `mon-fri 22:00-06:00`; a span that ends before it starts runs over midnight."""

    spans: tuple[str, ...] = Field(
        (), description="Plages « mon-fri 22:00-06:00 » en heure locale ; vide = toujours."
    )

    @field_validator("spans")
    @classmethod
    def _readable(cls, spans: tuple[str, ...]) -> tuple[str, ...]:
        for span in spans:
            _parse(span)
        return spans

    def active(self, local: datetime) -> bool:
        """Tell whether a rule is active at a local time."""
        return not self.spans or any(_holds(span, local) for span in self.spans)


def _holds(span: str, local: datetime) -> bool:
    days, start, end = _parse(span)
    minute, today = local.hour * 60 + local.minute, local.weekday()
    if start < end:
        return today in days and start <= minute < end
    return (today in days and minute >= start) or ((today - 1) % 7 in days and minute < end)


def _parse(span: str) -> tuple[frozenset[int], int, int]:
    match = SPAN.match(span)
    if match is None:
        raise ValueError(
            f"{span!r} is no span: write for example `mon-fri 22:00-06:00` or `sat,sun 00:00-24:00`"
        )
    days: set[int] = set()
    for part in match["days"].split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"{part!r} is no day: use {', '.join(DAYS)}")
        begin, stop = DAYS.index(first), DAYS.index(last or first)
        days |= {(begin + step) % 7 for step in range((stop - begin) % 7 + 1)}
    return frozenset(days), _minutes(match["from"]), _minutes(match["to"])


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    total = int(hours) * 60 + int(minutes)
    if total > 24 * 60:
        raise ValueError(f"{text} is later than 24:00")
    return total
