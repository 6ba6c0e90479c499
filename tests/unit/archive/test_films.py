"""Long intervals read part by part, decrypted on the way, and nothing outside them."""

import pytest

from vigie.archive.films import PARTS_AT_ONCE, FilmReader
from vigie.archive.model import DestructionCause
from vigie.kernel.errors import NotFound
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, Interval, UtcUs
from vigie.testing.archive import Rig
from vigie.testing.clock import START

CAM = CameraId("cam-1")


@pytest.fixture
def rig(two_minutes: Rig) -> Rig:
    return two_minutes


def seconds(first: float, last: float) -> Interval:
    return Interval(UtcUs(START + round(first * SECOND_US)), UtcUs(START + round(last * SECOND_US)))


async def test_parts_come_in_order_with_the_init_of_each_segment(rig: Rig) -> None:
    found = [each async for each in FilmReader(rig.database, rig.collection).parts(CAM, seconds(5, 95))]
    instants = [at for _, at, _ in found]
    assert instants == sorted(instants)
    assert seconds(5, 95).start <= instants[0]
    assert instants[-1] < seconds(5, 95).end
    assert len(found) > 3 * PARTS_AT_ONCE
    rows = [row for row in await rig.rows() if row.interval.clip(seconds(5, 95)) is not None]
    assert len(rows) > 1
    assert next(number for number, (init, _, _) in enumerate(found) if init is not None) == 0
    assert sum(init is not None for init, _, _ in found) == len(rows)
    assert all(fragment[4:8] == b"moof" for _, _, fragment in found)


async def test_the_first_destruction_tells_how_long_it_is_kept(rig: Rig) -> None:
    reader = FilmReader(rig.database, rig.collection)
    rows = await rig.rows()
    assert await reader.kept_until(CAM, seconds(0, 110)) == min(row.destroy_at for row in rows)


async def test_where_nothing_is_recorded_it_says_so(rig: Rig) -> None:
    reader = FilmReader(rig.database, rig.collection)
    for camera, interval in ((CAM, seconds(9_000, 9_060)), (CameraId("cam-2"), seconds(0, 60))):
        with pytest.raises(NotFound, match="nothing is recorded"):
            await reader.kept_until(camera, interval)
        with pytest.raises(NotFound, match="nothing is recorded"):
            await anext(aiter(reader.parts(camera, interval)))


async def test_what_is_destroyed_is_read_no_more(rig: Rig) -> None:
    reader = FilmReader(rig.database, rig.collection)
    first = (await rig.rows())[0]
    assert await rig.reaper.destroy([first], DestructionCause.DISK_PRESSURE) == 1
    found = [each async for each in reader.parts(CAM, seconds(0, 110))]
    assert found[0][1] >= first.end
