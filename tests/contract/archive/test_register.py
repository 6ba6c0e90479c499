"""The register of destructions read page by page, on both databases."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest

from vigie.archive import store
from vigie.archive.destructions import MOST_PRINTED, PAGE, DestructionRegister
from vigie.archive.model import DestructionPlace, Segment, SegmentState
from vigie.archive.tags import REGISTER_EXPORTED, REGISTER_READ
from vigie.audit import Journal, Query
from vigie.kernel.errors import BadInput, Refused
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import DAY_US, MINUTE_US, Interval, UtcUs
from vigie.kernel.rights import Verb
from vigie.kernel.store import Database
from vigie.testing.cameras import FakeGate, someone
from vigie.testing.clock import START, FakeClock

READER = someone(Verb.READ_JOURNAL)
GONE_AT = UtcUs(START + 30 * DAY_US)
WEEK = Interval(UtcUs(GONE_AT - 6 * DAY_US), UtcUs(GONE_AT + DAY_US))
MONTH = Interval(START, UtcUs(START + 31 * DAY_US))


def segment(camera: str, number: int) -> Segment:
    start = UtcUs(START + number * MINUTE_US)
    due = UtcUs(GONE_AT - MINUTE_US)
    return Segment(
        CameraId(camera),
        start,
        UtcUs(start + MINUTE_US),
        VolumeId("v"),
        due,
        state=SegmentState.CLOSED,
        size=10,
    )


@pytest.fixture
async def register(database: Database) -> DestructionRegister:
    """120 lines of cam-1 and 30 of cam-2, destroyed in batches at the same instants."""
    rows = [segment("cam-1", number) for number in range(120)]
    rows += [segment("cam-2", number) for number in range(30)]
    async with database.transaction() as tx:
        await store.record_destructions(tx, rows[:70], GONE_AT, "expired")
        await store.record_destructions(tx, rows[70:], UtcUs(GONE_AT + 1), "expired")
        await store.record_destructions(tx, [segment("cam-2", 50)], UtcUs(GONE_AT + 2), "disk_pressure")
    journal = Journal(FakeClock())
    return DestructionRegister(database, FakeGate(), journal, ZoneInfo("Europe/Paris"), "Ville")


async def tags(database: Database) -> list[str]:
    async with database.snapshot() as tx:
        return [str(entry.tag) for entry in (await Journal(FakeClock()).search(tx, Query())).entries]


async def test_pages_give_every_line_once_newest_first(register, database):
    places: list[DestructionPlace] = []
    before = None
    while True:
        page = await register.page(READER, MONTH, before=before)
        places += [DestructionPlace(line.destroyed_at, line.camera_id, line.start) for line in page.lines]
        before = page.after
        if before is None:
            break
        assert len(page.lines) == PAGE
    assert len(set(places)) == len(places) == 151
    order = [(place.destroyed_at, place.camera_id, place.start) for place in places]
    assert order == sorted(order, reverse=True)
    assert await tags(database) == [str(REGISTER_READ)]


async def test_sums_stand_with_the_first_page(register):
    first = await register.page(READER, WEEK)
    assert first.sums is not None
    found = [(each.camera_id, each.cause, each.segments, each.size, each.latest_us) for each in first.sums]
    assert found == [
        ("cam-1", "expired", 120, 1_200, MINUTE_US + 1),
        ("cam-2", "disk_pressure", 1, 10, MINUTE_US + 2),
        ("cam-2", "expired", 30, 300, MINUTE_US + 1),
    ]
    assert (first.sums[0].oldest, first.sums[0].newest) == (START, START + 120 * MINUTE_US)
    assert (await register.page(READER, WEEK, before=first.after)).sums is None
    only = await register.page(READER, WEEK, camera_id=CameraId("cam-2"))
    assert (len(only.lines), only.after) == (31, None)
    assert {each.camera_id for each in only.sums or ()} == {"cam-2"}
    assert (await register.page(READER, MONTH)).sums is None, (
        "a month is too much to add up while somebody waits"
    )


async def test_the_interval_is_half_open(register):
    until = Interval(START, GONE_AT)
    assert not (await register.page(READER, until)).lines
    one = Interval(GONE_AT, UtcUs(GONE_AT + 1))
    assert len((await register.page(READER, one)).lines) == 70


async def test_files_hold_the_same_lines_and_are_journalled(register, database):
    text = "".join([piece async for piece in await register.csv(READER, MONTH)])
    lines = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(lines) == 151
    assert lines[0]["motif"] == "disque plein (anticipée)"
    assert (await register.pdf(READER, MONTH)).startswith(b"%PDF-")
    assert await tags(database) == [str(REGISTER_EXPORTED)] * 2


async def test_who_may_not_read_the_journal_reads_nothing(register, database):
    stranger = someone(Verb.WATCH_LIVE)
    for asked in (
        register.page(stranger, MONTH),
        register.csv(stranger, MONTH),
        register.pdf(stranger, MONTH),
    ):
        with pytest.raises(Refused):
            await asked
    assert await tags(database) == []


async def test_too_much_is_told(register, database):
    with pytest.raises(BadInput) as long:
        await register.page(READER, Interval(START, UtcUs(START + 400 * DAY_US)))
    assert long.value.error_code == "interval_too_long"
    rows = [segment("cam-3", number) for number in range(MOST_PRINTED)]
    async with database.transaction() as tx:
        await store.record_destructions(tx, rows, GONE_AT, "expired")
    with pytest.raises(BadInput) as many:
        await register.pdf(READER, MONTH)
    assert many.value.error_code == "register_too_long"
