"""A7: when no disk has room the oldest go early: no held ones, none below the minimum, none unseen."""

import errno
from pathlib import Path

import pytest

from vigie.archive import store
from vigie.archive.disk_watch import DiskWatch
from vigie.archive.emergency import Emergency
from vigie.archive.files import DiskFiles
from vigie.archive.model import DestructionCause, Hold
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tags import SEGMENTS_DESTROYED
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import DAY_US, Interval, UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM, OTHER = CameraId("cam-1"), CameraId("cam-2")
FULL, ROOM = 1_000, 150_000


class Disk(DiskFiles):
    """A disk of a given size: what recordings leave of it is free."""

    def __init__(self, rig: Rig, size: int) -> None:
        self.rig, self.size = rig, size

    def free_bytes(self, path: Path) -> int:
        return max(0, self.size - sum(each.stat().st_size for each in path.rglob("*.mp4")))


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    for camera in (CAM, OTHER):
        rig.feed(pictures(camera, START, 4 * 1_500 + 10))
    await rig.index()
    await rig.stop()
    rig.clock.set_wall(UtcUs(START + 5 * DAY_US))
    return rig


def used(rig: Rig) -> int:
    return sum(each.stat().st_size for each in rig.volumes[0].path.rglob("*.mp4"))


def emergency(rig: Rig, size: int, *, minimums=None, allowed: bool = True, room: int = ROOM) -> Emergency:
    async def wanted() -> dict[CameraId, int]:
        return minimums or {}

    return Emergency(
        rig.database,
        rig.volumes,
        Disk(rig, size),
        rig.reaper,
        rig.clock,
        allowed=allowed,
        min_free_bytes=FULL,
        room_bytes=room,
        minimums=wanted,
    )


async def causes(rig: Rig) -> list[tuple[str, int, str]]:
    async with rig.database.snapshot() as tx:
        rows = await tx.execute(store.destruction_table.select().order_by("start_us"))
        return [(row.camera_id, row.start_us, row.cause) for row in rows]


async def test_with_room_nothing_goes(rig: Rig) -> None:
    watch = emergency(rig, used(rig) + FULL + ROOM)
    state = await watch.look()
    assert (state.since, state.destroyed, await causes(rig)) == (None, 0, [])


async def test_the_oldest_go_until_there_is_room_and_the_register_says_why(rig: Rig) -> None:
    rows = await rig.rows()
    size = used(rig) + FULL
    state = await emergency(rig, size).look()
    told = await causes(rig)
    assert state.since == rig.clock.now()
    assert 0 < state.destroyed == len(told) < 2 * len(rows)
    assert size - used(rig) >= FULL + ROOM
    assert {cause for _, _, cause in told} == {str(DestructionCause.DISK_PRESSURE)}
    assert min(start for _, start, _ in told) <= rows[0].start + 100
    kept = min(row.start for row in [*await rig.rows(), *await rig.rows("cam-2")])
    assert max(start for _, start, _ in told) <= kept
    [entry, *_] = [each for each in await rig.journal() if each.tag == str(SEGMENTS_DESTROYED)]
    assert "disk_pressure" in entry.details


async def test_the_alarm_ends_when_there_is_room(rig: Rig) -> None:
    watch = emergency(rig, used(rig) + FULL)
    await watch.look()
    async with rig.database.snapshot() as tx:
        assert await store.state(tx, store.DISKS_SHORT) == rig.clock.now()
    state = await watch.look()
    async with rig.database.snapshot() as tx:
        assert await store.state(tx, store.DISKS_SHORT) == 0
    assert (state.since, state.helpless) == (None, False)


async def test_held_images_stay_even_on_a_full_disk(rig: Rig) -> None:
    whole = Interval(START, UtcUs(START + DAY_US))
    async with rig.database.transaction() as tx:
        await store.insert_hold(tx, Hold("h", CAM, whole, "2027/118", "vol", AccountId("a"), START))
    before = await rig.rows()
    state = await emergency(rig, FULL).look()
    assert await rig.rows() == before
    assert {camera for camera, _, _ in await causes(rig)} == {OTHER}
    assert state.since is not None


async def test_an_orders_minimum_is_kept_and_then_nothing_more_may_go(rig: Rig) -> None:
    before = await rig.rows()
    watch = emergency(rig, FULL, minimums={CAM: 7, OTHER: 2})
    state = await watch.look()
    assert await rig.rows() == before
    assert {camera for camera, _, _ in await causes(rig)} == {OTHER}
    state = await watch.look()
    assert state.helpless
    rig.clock.set_wall(UtcUs(START + 8 * DAY_US))
    await watch.look()
    assert CAM in {camera for camera, _, _ in await causes(rig)}


async def test_switched_off_it_only_raises_the_alarm(rig: Rig) -> None:
    state = await emergency(rig, FULL, allowed=False).look()
    assert (state.helpless, state.destroyed, await causes(rig)) == (True, 0, [])


async def test_a_file_that_cannot_be_removed_is_not_said_to_be_gone(rig: Rig) -> None:
    rig.files.break_unlink()
    state = await emergency(rig, FULL).look()
    assert (state.destroyed, await causes(rig)) == (0, [])
    assert state.helpless


async def test_the_forecast_is_written_down_and_alarms_days_ahead(rig: Rig, caplog) -> None:
    rig.clock.set_wall(UtcUs(START + 400 * 1_000_000))

    def watch(size: int) -> DiskWatch:
        return DiskWatch(rig.database, rig.volumes, Disk(rig, size), rig.clock, alarm_days=3.0)

    near = watch(used(rig) + 60_000_000)
    await near.look()
    assert near.alarmed
    assert "full in" in caplog.text
    async with rig.database.snapshot() as tx:
        assert (await store.state(tx, store.FULL_IN_S) or 0) > 0
    far = watch(1 << 50)
    await far.look()
    assert (far.alarmed, far.full_in_days) == (False, None)


async def test_a_volume_that_is_away_has_no_room(rig: Rig) -> None:
    class Gone(DiskFiles):
        def free_bytes(self, path: Path) -> int:
            raise OSError(errno.ENODEV, str(path))

    watch = emergency(rig, FULL)
    watch._files = Gone()
    assert (await watch.look()).since is not None
