"""The S3 tier over a bucket in memory: what goes, how it is locked, and that all of it goes again on time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest

from vigie.archive import store
from vigie.archive.model import Hold, Segment
from vigie.archive.reaper import Reaper
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tiers import copies
from vigie.archive.tiers.calls import Calls
from vigie.archive.tiers.destroyer import DEAF_S
from vigie.archive.tiers.opening import open_tier
from vigie.archive.tiers.remote import Lock, Remote, Stored
from vigie.archive.tiers.settings import S3Settings
from vigie.archive.tiers.texts import TEXTS
from vigie.archive.tiers.tier import LONGEST_PAUSE_S, Tier
from vigie.audit import Journal
from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.store import Database, Transaction, metadata
from vigie.nodes.metrics import registry_of
from vigie.nodes.tier_metrics import TierMetrics
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START
from vigie.testing.s3 import FakeRemote

CAM = CameraId("cam-1")
SETTINGS = S3Settings(bucket="b", prefix="ville/", after_s=3600, every_s=60)
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    async with database.transaction() as tx:
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=copies.TABLES))
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 3 * 1_500 + 10))
    await rig.index()
    await rig.stop()
    return rig


@pytest.fixture
def remote() -> FakeRemote:
    return FakeRemote()


@pytest.fixture
def tier(rig: Rig, remote: FakeRemote) -> Tier:
    return Tier(rig.database, rig.collection, remote, rig.clock, SETTINGS)


def at(rig: Rig, instant: int) -> None:
    rig.clock.set_wall(UtcUs(instant))


def reaper(rig: Rig, tier: Tier) -> Reaper:
    volumes = {volume.id: volume for volume in rig.volumes}
    return Reaper(
        rig.database, volumes, rig.files, rig.keyring, Journal(rig.clock), rig.clock, tier.destroyer
    )


async def sent(rig: Rig, tier: Tier) -> list[Segment]:
    at(rig, START + 2 * HOUR_US)
    assert await tier.run_once()
    return await rig.rows()


async def register(rig: Rig) -> list[UtcUs]:
    async with rig.database.snapshot() as tx:
        rows = await tx.execute(store.destruction_table.select().order_by("start_us"))
        return [row.start_us for row in rows]


async def known(rig: Rig) -> list[copies.Copy]:
    async with rig.database.snapshot() as tx:
        return await copies.all_copies(tx, CAM)


async def hold(rig: Rig, start: int, end: int) -> Hold:
    interval = Interval(UtcUs(start), UtcUs(end))
    placed = Hold("h1", CAM, interval, "PV 2026/1", "vol", "maire", rig.clock.now())
    async with rig.database.transaction() as tx:
        await store.insert_hold(tx, placed)
    return placed


async def release(rig: Rig) -> None:
    async with rig.database.transaction() as tx:
        await store.release_hold(tx, "h1", "maire", rig.clock.now())


def versions(remote: FakeRemote) -> list[Stored]:
    return list(remote.versions(""))


async def test_what_is_young_stays_and_what_is_old_enough_goes(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    at(rig, START + HOUR_US + MINUTE_US - 1)
    await tier.run_once()
    assert not versions(remote)
    at(rig, START + HOUR_US + MINUTE_US)
    await tier.run_once()
    assert sorted(remote.sent) == [f"ville/cam-1/{START}.vigie"]
    at(rig, START + 2 * HOUR_US)
    await tier.run_once()
    await tier.run_once()
    assert sorted(remote.sent) == [f"ville/cam-1/{row.start}.vigie" for row in await rig.rows()], "each once"


async def test_the_object_is_the_sealed_file_without_its_key_locked_until_destroy_at(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    rows = await sent(rig, tier)
    for row, one in zip(rows, versions(remote), strict=True):
        body = rig.collection.path(row).read_bytes()
        assert remote.read(one, 0, one.size) == body
        assert row.key is not None
        assert row.key not in body
        assert remote.lock(one) == Lock(UtcUs(row.destroy_at // SECOND_US * SECOND_US), held=False)


async def test_plain_recordings_never_leave(rig: Rig, tier: Tier, remote: FakeRemote) -> None:
    async with rig.database.transaction() as tx:
        await tx.execute(store.segment_table.update().values(wrapped_key=None))
    await sent(rig, tier)
    assert not versions(remote)


async def test_all_versions_and_markers_go_with_the_segment_before_the_register(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    rows = await sent(rig, tier)
    first = versions(remote)[0]
    remote.put(first.name, rig.collection.path(rows[0]), remote.lock(first))
    remote.mark_deleted(first.name)
    at(rig, START + 30 * DAY_US)
    await reaper(rig, tier).run_once()
    assert await register(rig) == [START]
    assert first.name not in {one.name for one in versions(remote)}
    at(rig, START + 31 * DAY_US)
    await reaper(rig, tier).run_once()
    assert not versions(remote)
    assert not await known(rig)


async def test_while_s3_is_down_the_key_is_gone_and_nothing_is_registered_until_it_is_back(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    await sent(rig, tier)
    at(rig, START + 31 * DAY_US)
    remote.down = True
    watch = reaper(rig, tier)
    state = await watch.run_once()
    assert (state.overdue, set(state.failures.values())) == (4, {"s3_unreachable"})
    assert rig.keyring.book.find(CAM, START) is None, "the content is gone all the same"
    assert not await register(rig)
    remote.down = False
    rig.clock.advance(DEAF_S + 1)
    state = await watch.run_once()
    assert (state.overdue, state.failures, len(await register(rig))) == (0, {}, 4)
    assert not versions(remote)
    assert tier.destroyer.left == {}


async def test_a_version_that_s3_keeps_is_an_alarm_and_tried_again(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    rows = await sent(rig, tier)
    remote.stuck = {f"ville/cam-1/{START}.vigie"}
    at(rig, START + 31 * DAY_US)
    watch = reaper(rig, tier)
    state = await watch.run_once()
    assert list(state.failures) == [rows[0].id]
    assert len(await register(rig)) == 3
    remote.stuck = set()
    await watch.run_once()
    assert len(await register(rig)) == 4


async def test_our_hold_is_laid_on_the_copy_and_lifted_again(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    rows = await sent(rig, tier)
    await hold(rig, START + 70 * SECOND_US, START + 80 * SECOND_US)
    await tier.run_once()
    locks = [remote.lock(one) for one in versions(remote)]
    assert [lock.held for lock in locks] == [False, True, False, False]
    assert locks[1].until == Lock.of(rows[1].destroy_at, held=True).until, "a hold has no end to write"
    await release(rig)
    await tier.run_once()
    assert not any(remote.lock(one).held for one in versions(remote))


async def test_a_copy_sent_while_held_is_born_held(rig: Rig, tier: Tier, remote: FakeRemote) -> None:
    await hold(rig, START, START + SECOND_US)
    await sent(rig, tier)
    assert [remote.lock(one).held for one in versions(remote)] == [True, False, False, False]


async def test_release_of_an_overdue_hold_destroys_the_copy_at_once(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    rows = await sent(rig, tier)
    await hold(rig, START, rows[0].end)
    at(rig, START + 31 * DAY_US)
    await tier.run_once()
    watch = reaper(rig, tier)
    await watch.run_once()
    assert [one.name for one in versions(remote)] == [f"ville/cam-1/{START}.vigie"]
    await release(rig)
    await watch.run_once()
    assert not versions(remote)


async def test_of_a_segment_held_in_part_the_whole_copy_goes_and_the_held_part_comes(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    await sent(rig, tier)
    await hold(rig, START + 70 * SECOND_US, START + 80 * SECOND_US)
    await tier.run_once()
    at(rig, START + 31 * DAY_US)
    await reaper(rig, tier).run_once()
    rig.clock.advance(3_601)
    await tier.run_once()
    (kept,) = await rig.rows()
    (one,) = versions(remote)
    assert one.name == f"ville/cam-1/{kept.start}.vigie"
    assert remote.lock(one) == Lock(None, held=True), "its date is over, the hold alone keeps it"


async def test_a_hold_that_somebody_else_laid_is_never_lifted(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    rows = await sent(rig, tier)
    foreign = versions(remote)[0]
    remote.relock(foreign, Lock(None, held=True))
    at(rig, START + 31 * DAY_US)
    state = await reaper(rig, tier).run_once()
    assert state.failures == {rows[0].id: "s3_kept: AccessDenied"}
    assert versions(remote) == [foreign]
    assert remote.lock(foreign).held


async def test_a_kill_between_store_and_row_leaves_one_version_after_the_next_start(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    remote.die_after_put = KeyboardInterrupt()
    at(rig, START + 2 * HOUR_US)
    with pytest.raises(KeyboardInterrupt):
        await tier.run_once()
    assert any(one.version is None for one in await known(rig))
    again = Tier(rig.database, rig.collection, remote, rig.clock, SETTINGS)
    assert await again.run_once()
    rows = await known(rig)
    assert {(row.name, row.version) for row in rows} == {(one.name, one.version) for one in versions(remote)}
    assert len(rows) == 4


async def test_what_was_being_sent_at_a_kill_goes_on_its_date(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    await sent(rig, tier)
    async with rig.database.transaction() as tx:
        await copies.change(tx, [replace(one, version=None) for one in await copies.all_copies(tx, CAM)])
    at(rig, START + 31 * DAY_US)
    await reaper(rig, tier).run_once()
    assert not versions(remote)
    assert not await known(rig)


async def test_a_service_that_is_down_delays_and_loses_nothing(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    remote.down = True
    at(rig, START + 2 * HOUR_US)
    assert not await tier.run_once()
    assert tier.state.failing == "s3_unreachable"
    remote.down = False
    assert await tier.run_once()
    assert (tier.state.failing, tier.state.objects, len(versions(remote))) == (None, 4, 4)


async def test_a_recording_that_cannot_be_read_holds_nothing_else_up(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    missing = rig.collection.path((await rig.rows())[1])
    away = missing.rename(missing.with_suffix(".away"))
    await sent(rig, tier)
    assert len(versions(remote)) == 3
    await tier.run_once()
    assert tier.sender is not None
    assert tier.sender.unreadable == 1
    away.rename(missing)
    await tier.run_once()
    assert len(versions(remote)) == 4


async def test_without_the_settings_old_copies_are_not_forgotten(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    await sent(rig, tier)
    unset = Tier(rig.database, rig.collection, None, rig.clock, S3Settings())
    at(rig, START + 31 * DAY_US)
    state = await reaper(rig, unset).run_once()
    assert set(state.failures.values()) == {"s3_not_configured"}
    assert len(versions(remote)) == 4
    await reaper(rig, tier).run_once()
    assert not versions(remote)


async def test_pauses_grow_with_failures_up_to_a_bound(tier: Tier) -> None:
    assert tier.pause_s(0) == 60
    assert 90 <= tier.pause_s(1) <= 120
    assert LONGEST_PAUSE_S * 0.75 <= tier.pause_s(50) <= LONGEST_PAUSE_S


async def test_nobody_waits_for_a_service_that_did_not_answer_yet(
    rig: Rig, tier: Tier, remote: FakeRemote
) -> None:
    await sent(rig, tier)
    at(rig, START + 31 * DAY_US)
    restarted = Tier(rig.database, rig.collection, remote, rig.clock, SETTINGS)
    watch = reaper(rig, restarted)
    state = await watch.run_once()
    assert (set(state.failures.values()), len(versions(remote))) == ({"s3_unreachable"}, 4)
    assert await restarted.run_once()
    state = await watch.run_once()
    assert (state.failures, versions(remote)) == ({}, [])


async def test_after_the_first_failure_of_the_service_the_others_are_not_tried(remote: FakeRemote) -> None:
    calls, asked = Calls(remote, 1), []

    def ask(_remote: Remote, number: int) -> int:
        asked.append(number)
        raise Unavailable("down", code="s3_unreachable" if number else "recording_missing")

    results = await calls.each(ask, range(5))
    calls.close()
    assert asked == [0, 1]
    assert [one.error_code for one in results if isinstance(one, Unavailable)] == [
        "recording_missing",
        *["s3_unreachable"] * 4,
    ]


async def test_a_wrong_setting_is_said_and_stops_nothing(rig: Rig, tmp_path: Path) -> None:
    settings = SETTINGS.model_copy(update={"access_key": "k", "endpoint": "http://127.0.0.1:9"})

    def opened(*, encrypt: bool = True) -> Tier:
        return open_tier(rig.database, rig.collection, rig.clock, settings, tmp_path, encrypt=encrypt)

    assert (opened().state.failing, opened().is_on) == ("s3_secret_missing", False)
    secret = tmp_path / "keys" / "s3-secret"
    secret.parent.mkdir()
    secret.write_text("s3cret\n")
    secret.chmod(0o644)
    assert opened().state.failing == "s3_secret_missing", "others may read it"
    secret.chmod(0o600)
    assert opened(encrypt=False).state.failing == "s3_needs_encryption"
    assert opened().is_on
    assert set(TEXTS) >= {"s3_secret_missing", "s3_needs_encryption", "s3_not_configured"}


async def test_the_metrics_tell_what_fails(rig: Rig, tier: Tier, remote: FakeRemote) -> None:
    await sent(rig, tier)
    remote.down = True
    await tier.run_once()
    page = generate_latest(registry_of(TierMetrics(tier))).decode()
    assert 'vigie_s3_failing{code="s3_unreachable"} 1.0' in page
    assert "vigie_s3_objects 4.0" in page
    assert "vigie_s3_overdue_objects 0.0" in page
    unset = Tier(rig.database, rig.collection, None, rig.clock, S3Settings())
    assert not generate_latest(registry_of(TierMetrics(unset)))


async def test_an_object_that_the_service_refuses_holds_up_no_other(
    rig: Rig, remote: FakeRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    tier = Tier(rig.database, rig.collection, remote, rig.clock, SETTINGS)
    rows = await sent(rig, tier)
    stubborn = f"ville/cam-1/{rows[2].start}.vigie"
    plain = FakeRemote.versions

    def refusing(self: FakeRemote, prefix: str) -> Iterator[Stored]:
        if prefix == stubborn:
            raise Unavailable("MethodNotAllowed", code="s3_refused")
        return plain(self, prefix)

    monkeypatch.setattr(FakeRemote, "versions", refusing)
    at(rig, START + 31 * DAY_US)
    state = await reaper(rig, tier).run_once()
    assert state.failures == {rows[2].id: "s3_refused: MethodNotAllowed"}
    assert await register(rig) == [row.start for row in rows if row is not rows[2]]


async def test_what_the_reaper_took_since_it_was_chosen_is_not_sent(
    rig: Rig, tier: Tier, remote: FakeRemote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reaper may run between the question what to send and the row that is written before sending."""
    rows = await rig.rows()
    real = copies.after_last

    async def chosen_before(tx: Transaction, *arguments: Any) -> list[Segment]:
        return rows if not remote.sent else await real(tx, *arguments)

    monkeypatch.setattr(copies, "after_last", chosen_before)
    at(rig, START + 30 * DAY_US)
    await reaper(rig, tier).run_once()
    assert await tier.run_once()
    assert sorted(remote.sent) == [f"ville/cam-1/{row.start}.vigie" for row in rows[1:]]
    assert {row.start for row in await known(rig)} == {row.start for row in rows[1:]}
