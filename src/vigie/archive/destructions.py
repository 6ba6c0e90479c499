"""Reading the register of destructions (R253-5): authorise, journal the reading itself, answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from vigie.archive import tags
from vigie.archive.model import Destroyed, Destruction, DestructionPlace
from vigie.archive.register import to_csv, to_pdf
from vigie.archive.store.register import destroyed_lines, destroyed_sums
from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, Interval
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database

PAGE = 100
MOST_PRINTED = 5_000
BATCH = 5_000
LONGEST_US = 366 * DAY_US
SUMMED_US = 8 * DAY_US
"""Longer intervals are not summed: a week of 104 cameras is a million lines, five seconds of SQLite."""


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Some lines, newest first.

    Attributes:
        sums: of the whole interval, with the first page alone; None where it is longer than `SUMMED_US`.
        after: continues behind the last line, None when that was all.
    """

    sums: tuple[Destroyed, ...] | None
    lines: tuple[Destruction, ...]
    after: DestructionPlace | None


class DestructionRegister:
    """What those who may read the journal can ask of the register."""

    def __init__(self, database: Database, gate: Gate, journal: Journal, zone: ZoneInfo, town: str) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._zone = zone
        self._town = town

    async def page(
        self,
        principal: Principal,
        interval: Interval,
        *,
        camera_id: CameraId | None = None,
        before: DestructionPlace | None = None,
    ) -> RegisterPage:
        """Return one page; the first one of a reading is itself journalled.

        Raises:
            BadInput: the interval is longer than a year.
            Refused: the principal may not read the journal.
        """
        await self._admit(principal, interval, tags.REGISTER_READ if before is None else None, camera_id)
        async with self._database.snapshot() as tx:
            lines = await destroyed_lines(tx, interval, PAGE + 1, camera_id=camera_id, before=before)
            summed = before is None and interval.length_us <= SUMMED_US
            sums = tuple(await destroyed_sums(tx, interval, camera_id=camera_id)) if summed else None
        after = _place(lines[PAGE - 1]) if len(lines) > PAGE else None
        return RegisterPage(sums, tuple(lines[:PAGE]), after)

    async def csv(self, principal: Principal, interval: Interval) -> AsyncIterator[str]:
        """Return the lines of an interval as CSV, newest first, in pieces.

        Raises:
            BadInput: the interval is longer than a year.
            Refused: the principal may not read the journal.
        """
        await self._admit(principal, interval, tags.REGISTER_EXPORTED, None)
        return self._csv(interval)

    async def pdf(self, principal: Principal, interval: Interval) -> bytes:
        """Return the lines of an interval printed, oldest first.

        Raises:
            BadInput: they are too many to print, or the interval is longer than a year.
            Refused: the principal may not read the journal.
        """
        await self._admit(principal, interval, tags.REGISTER_EXPORTED, None)
        async with self._database.snapshot() as tx:
            lines = await destroyed_lines(tx, interval, MOST_PRINTED + 1)
        if len(lines) > MOST_PRINTED:
            raise BadInput(
                f"more than {MOST_PRINTED} lines: print a shorter interval, or take the CSV",
                code="register_too_long",
                field="since_us",
            )
        return await asyncio.to_thread(
            to_pdf, lines[::-1], self._zone, town=self._town, since=interval.start, until=interval.end
        )

    async def _csv(self, interval: Interval) -> AsyncIterator[str]:
        yield to_csv([], self._zone)
        before: DestructionPlace | None = None
        while True:
            async with self._database.snapshot() as tx:
                lines = await destroyed_lines(tx, interval, BATCH, before=before)
            if not lines:
                return
            yield to_csv(lines, self._zone).split("\r\n", 1)[1]
            before = _place(lines[-1])

    async def _admit(
        self, principal: Principal, interval: Interval, tag: Tag | None, camera_id: CameraId | None
    ) -> None:
        if interval.length_us > LONGEST_US:
            raise BadInput("the register is read one year at a time", code="interval_too_long")
        await self._gate.authorise(principal, Verb.READ_JOURNAL)
        if tag is None:
            return
        details = {"since_us": interval.start, "until_us": interval.end, "camera_id": camera_id}
        async with self._database.transaction() as tx:
            await self._journal.record(tx, Entry.by(principal, tag, "register", details=details))


def _place(line: Destruction) -> DestructionPlace:
    return DestructionPlace(line.destroyed_at, line.camera_id, line.start)
