"""A5: a held interval is kept to the second; nothing destroys it; its release destroys what is overdue."""

import errno
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.archive.container import FLAG_KEYFRAME, Part
from vigie.archive.holdbook import Holdbook
from vigie.archive.holds import Holds
from vigie.archive.model import DestructionCause
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tags import HOLD_PLACED, HOLD_RELEASED, SEGMENT_TRIMMED
from vigie.archive.trimming import kept_runs
from vigie.audit import Journal
from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.rights import SensitiveAct, Verb
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.cameras import FakeGate, FakeSecondPerson, someone
from vigie.testing.clock import START

CAM = CameraId("cam-1")
OFFICER = someone(Verb.HOLD)


def seconds(first: float, last: float) -> Interval:
    return Interval(UtcUs(START + int(first * SECOND_US)), UtcUs(START + int(last * SECOND_US)))


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> AsyncIterator[Rig]:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 4 * 1_500, gop=50))
    await rig.index()
    await rig.stop()
    return rig


@pytest.fixture
def second() -> FakeSecondPerson:
    return FakeSecondPerson()


@pytest.fixture
def holds(rig: Rig, second: FakeSecondPerson) -> Holds:
    return holds_in(rig, second, Holdbook(rig.keyring.folder))


def holds_in(rig: Rig, second: FakeSecondPerson, book: Holdbook) -> Holds:
    journal, reap = Journal(rig.clock), rig.reaper.run_once
    return Holds(rig.database, FakeGate(), journal, rig.clock, second, reap, book)


class StuckBook(Holdbook):
    """A book from which nothing can be removed."""

    def drop(self, hold_id: str) -> None:
        raise OSError(errno.EROFS, f"{hold_id} stays")


def late(rig: Rig) -> None:
    rig.clock.set_wall(UtcUs(START + 40 * DAY_US))


async def covered(rig: Rig) -> list[tuple[float, float]]:
    return [((row.start - START) / SECOND_US, (row.end - START) / SECOND_US) for row in await rig.rows()]


async def pixels(rig: Rig) -> bytes:
    found = b""
    for row in await rig.rows():
        with rig.collection.open(row) as media:
            found += b"".join(media.fragments(0, len(media.parts)))
    return found


@pytest.mark.parametrize("reference", ["", "  ", "PV"])
async def test_no_reference_no_hold(holds: Holds, rig: Rig, reference: str) -> None:
    with pytest.raises(BadInput) as caught:
        await holds.place(OFFICER, CAM, seconds(0, 10), reference, "agression")
    assert caught.value.error_code == "reference_missing"
    assert not await rig.journal()


async def test_who_may_not_hold_is_refused(holds: Holds) -> None:
    with pytest.raises(Refused):
        await holds.place(someone(Verb.ADMINISTER), CAM, seconds(0, 10), "PV 2027/12", "agression")


async def test_the_list_of_holds_is_read_like_the_journal(holds: Holds) -> None:
    placed = await holds.place(OFFICER, CAM, seconds(0, 10), "PV 2027/12", "agression")
    assert await holds.all(someone(Verb.READ_JOURNAL)) == [placed]
    with pytest.raises(Refused):
        await holds.all(someone(Verb.WATCH_LIVE))


async def test_a_held_interval_survives_and_the_rest_goes(holds: Holds, rig: Rig) -> None:
    await holds.place(OFFICER, CAM, seconds(70.5, 125.5), "PV 2027/12", "agression")
    late(rig)
    state = await rig.reaper.run_once()
    assert state.overdue == 0
    assert await covered(rig) == [(70, 120), (120.0001, 126)]
    shown = await pixels(rig)
    assert all(unit.data in shown for unit in pictures(CAM, START, 3_150) if unit.utc >= START + 70_500_000)
    assert next(iter(pictures(CAM, START, 1, first=500))).data not in shown
    assert next(iter(pictures(CAM, START, 1, first=3_300))).data not in shown
    tags = [entry.tag for entry in await rig.journal()]
    assert tags.count(SEGMENT_TRIMMED) == 2
    assert HOLD_PLACED in tags
    assert DestructionCause.HOLD_TRIMMED.value == "hold_trimmed"


async def test_trimming_again_changes_nothing(holds: Holds, rig: Rig) -> None:
    await holds.place(OFFICER, CAM, seconds(70.5, 125.5), "PV 2027/12", "agression")
    late(rig)
    await rig.reaper.run_once()
    rows = await rig.rows()
    await rig.reaper.run_once()
    assert await rig.rows() == rows


async def test_two_holds_in_one_segment_keep_two_pieces(holds: Holds, rig: Rig) -> None:
    await holds.place(OFFICER, CAM, seconds(4.5, 5), "PV 2027/12", "agression")
    await holds.place(OFFICER, CAM, seconds(30, 31), "PV 2027/13", "vol")
    late(rig)
    await rig.reaper.run_once()
    assert await covered(rig) == [(4, 6), (30, 32)]


async def test_release_destroys_what_is_overdue_at_once(holds: Holds, rig: Rig) -> None:
    hold = await holds.place(OFFICER, CAM, seconds(0, 100), "PV 2027/12", "agression")
    late(rig)
    await rig.reaper.run_once()
    assert len(await rig.rows()) == 2
    released = await holds.release(OFFICER, hold.id, "transmis au parquet")
    assert released.released_at == rig.clock.now()
    assert not await rig.rows()
    assert not list(rig.volumes[0].recordings.rglob("*.mp4"))
    assert HOLD_RELEASED in [entry.tag for entry in await rig.journal()]
    with pytest.raises(Conflict):
        await holds.release(OFFICER, hold.id, "encore")
    with pytest.raises(NotFound):
        await holds.release(OFFICER, "f" * 32, "rien")


async def test_a_copy_that_cannot_be_removed_holds_up_no_release(rig: Rig, second: FakeSecondPerson) -> None:
    holds = holds_in(rig, second, StuckBook(rig.keyring.folder))
    hold = await holds.place(OFFICER, CAM, seconds(0, 100), "PV 2027/12", "agression")
    late(rig)
    assert (await holds.release(OFFICER, hold.id, "transmis au parquet")).released_at == rig.clock.now()
    assert not await rig.rows()


async def test_a_release_needs_a_second_person(holds: Holds, rig: Rig, second: FakeSecondPerson) -> None:
    hold = await holds.place(OFFICER, CAM, seconds(0, 100), "PV 2027/12", "agression")
    late(rig)
    second.confirms = False
    with pytest.raises(Refused):
        await holds.release(OFFICER, hold.id, "transmis au parquet")
    await rig.reaper.run_once()
    assert len(await rig.rows()) == 2
    second.confirms = True
    await holds.release(OFFICER, hold.id, "transmis au parquet")
    assert second.used == [(SensitiveAct.RELEASE_HOLD, hold.id)]


async def test_one_of_two_holds_released_keeps_the_other(holds: Holds, rig: Rig) -> None:
    wide = await holds.place(OFFICER, CAM, seconds(0, 50), "PV 2027/12", "agression")
    await holds.place(OFFICER, CAM, seconds(10, 12), "PV 2027/13", "vol")
    late(rig)
    await rig.reaper.run_once()
    await holds.release(OFFICER, wide.id, "classé")
    assert await covered(rig) == [(10, 12)] or await covered(rig) == [(10.0001, 12)]


async def test_a_hold_before_the_due_date_changes_nothing_until_then(holds: Holds, rig: Rig) -> None:
    await holds.place(OFFICER, CAM, seconds(10, 20), "PV 2027/12", "agression")
    await rig.reaper.run_once()
    assert len(await rig.rows()) == 4


async def test_a_crash_before_the_copy_is_indexed_destroys_the_copy_and_tries_again(
    holds: Holds, rig: Rig
) -> None:
    leftover = rig.volumes[0].copy_path(CAM, UtcUs(START + 4_000_100))
    leftover.write_bytes(b"half a copy")
    await holds.place(OFFICER, CAM, seconds(4, 5), "PV 2027/12", "agression")
    late(rig)
    await rig.reaper.run_once()
    assert await covered(rig) == [(4, 6)]
    assert not list(rig.volumes[0].copies_folder.iterdir())


@given(
    st.lists(st.tuples(st.integers(1, 1_500), st.booleans()), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 30_000), st.integers(1, 9_000)), max_size=4),
)
def test_kept_parts_cover_every_held_instant_and_begin_at_keyframes(
    lengths: list[tuple[int, bool]], drawn: list[tuple[int, int]]
) -> None:
    parts: list[Part] = []
    at = 0
    for number, (length, keyframe) in enumerate(lengths):
        flags = FLAG_KEYFRAME if keyframe or number == 0 else 0
        parts.append(Part(0, 1, UtcUs(at), UtcUs(at + length), length, 1, flags, b""))
        at += length
    held = [Interval(UtcUs(start), UtcUs(start + length)) for start, length in drawn]
    runs = kept_runs(parts, held)
    kept = {index for run in runs for index in range(run.first, run.stop)}
    for index, part in enumerate(parts):
        if any(hold.start < part.end and part.start < hold.end for hold in held):
            assert index in kept
    for run in runs:
        assert parts[run.first].keyframe
        assert run.stop == len(parts) or parts[run.stop].keyframe
        groups = [i for i in range(run.first, run.stop) if parts[i].keyframe] + [run.stop]
        for first, stop in itertools.pairwise(groups):
            span = Interval(parts[first].start, parts[stop - 1].end)
            assert any(hold.overlaps(span) for hold in held)
