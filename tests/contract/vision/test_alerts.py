"""Alerts on SQLite and on PostgreSQL: what the analyst writes, what people read and answer."""

import json
from dataclasses import replace

import numpy as np
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.store import metadata
from vigie.people.model import Role
from vigie.testing.people import PeopleRig
from vigie.vision import rulebook_store  # noqa: F401 - its tables are compared
from vigie.vision.alerts import store
from vigie.vision.alerts.feed import AlertFeed
from vigie.vision.alerts.model import Verdict
from vigie.vision.alerts.service import Alerts
from vigie.vision.alerts.sink import AlertSink
from vigie.vision.alerts.store import AlertQuery
from vigie.vision.ports import LiveSignal
from vigie.vision.signals import Phase, RuleKind, Signal

ONE, TWO = CameraId("cam-001"), CameraId("cam-002")


class PlayedClips:
    """A clip source that says what it was asked for."""

    def __init__(self):
        self.asked = []

    async def read(self, camera_id: CameraId, interval: Interval) -> bytes:
        self.asked.append((camera_id, interval))
        return b"ftyp"


@pytest.fixture
def rig(database, tmp_path):
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def sink(rig):
    return AlertSink(rig.database, rig.journal, rig.clock)


@pytest.fixture
def clips():
    return PlayedClips()


@pytest.fixture
def alerts(rig, clips):
    return Alerts(rig.database, rig.gate, rig.journal, rig.clock, clips)


def told(rig, camera_id=ONE, kind=RuleKind.INTRUSION, **changes):
    signal = Signal("zone", kind, Phase.START, 12.0, 11.0, np.float32(0.75), (1.0, 2.0, 30.0, 40.0), (7,))
    now = rig.clock.now()
    live = LiveSignal(
        camera_id,
        signal,
        at=now,
        began=UtcUs(now - SECOND_US),
        size_px=(640, 360),
        detector="builtin 1",
        rules_version=3,
        basis_id="basis-1",
        ground_m=(np.float64(3.5), 9.0),
        thresholds={"min_duration_s": 1.0, "field_px": ((0, 0), (5, 0), (5, 5))},
    )
    return replace(live, **changes)


async def test_the_migration_makes_exactly_these_tables(database):
    ours = {"alert", "vision_change", "camera_rules", "rules_in_force"}

    def differences(connection):
        found = compare_metadata(MigrationContext.configure(connection), metadata)
        told = [str(each) for each in found if "modify_comment" not in str(each)]
        return [each for each in told if any(f"'{name}'" in each for name in ours)]

    async with database.transaction() as tx:
        assert await tx.run_sync(differences) == []


async def test_a_signal_becomes_an_alert_that_grows_and_ends(rig, sink, alerts):
    operator = await rig.principal(Role.MUNICIPAL_POLICE)
    first = told(rig)
    alert_id = await sink.open(first)
    rig.clock.advance(2)
    later = told(rig)
    bigger = replace(later.signal, confidence=0.9, region_px=(0.0, 0.0, 50.0, 60.0))
    await sink.update(alert_id, replace(later, signal=bigger))
    (open_one,) = await alerts.search(operator, AlertQuery(open=True))
    assert (open_one.id, open_one.opened, open_one.updated) == (alert_id, first.at, later.at)
    assert open_one.region_px == (0.0, 0.0, 50.0, 60.0)
    assert open_one.confidence == pytest.approx(0.9)
    assert open_one.ground_m == (3.5, 9.0)
    assert open_one.thresholds["field_px"] == [[0, 0], [5, 0], [5, 5]]
    await sink.close(alert_id, later.at, "ended")
    await sink.close(alert_id, UtcUs(later.at + 5), "camera_lost")
    ended = await alerts.get(operator, alert_id)
    assert (ended.ended, ended.end_reason) == (later.at, "ended")
    assert ended.region_px == (0.0, 0.0, 50.0, 60.0)
    assert len(await rig.journalled("vision:signal:ended")) == 1


async def test_updates_are_written_together_and_none_is_lost(rig, sink, alerts):
    operator = await rig.principal(Role.MUNICIPAL_POLICE)
    one, two = await sink.open(told(rig)), await sink.open(told(rig, TWO))
    await sink.update(one, told(rig))
    async with rig.database.snapshot() as tx:
        before = await store.change_number(tx, store.ALERTS)
    rig.clock.advance(0.4)
    latest = told(rig)
    await sink.update(one, latest)
    await sink.update(two, latest)
    async with rig.database.snapshot() as tx:
        assert await store.change_number(tx, store.ALERTS) == before
    rig.clock.advance(0.7)
    await sink.update(two, told(rig, TWO))
    assert (await alerts.get(operator, one)).updated == latest.at
    async with rig.database.snapshot() as tx:
        changed = await store.changed_since(tx, before, 10)
    assert [(number, alert_id) for number, alert_id, _ in changed] == [(before + 1, one), (before + 2, two)]
    rig.clock.advance(0.1)
    last = told(rig)
    await sink.update(one, last)
    await sink.close(one, last.at, "ended")
    assert (await alerts.get(operator, one)).updated == last.at


async def test_the_journal_keeps_rule_basis_and_thresholds(rig, sink):
    await sink.open(told(rig))
    (entry,) = await rig.journalled("vision:signal:raised")
    assert (entry.subject, entry.basis) == (ONE, "basis-1")
    assert json.loads(entry.details)["thresholds"]["min_duration_s"] == 1.0


async def test_what_a_dead_analyst_left_open_is_ended(rig, sink, alerts):
    operator = await rig.principal(Role.MUNICIPAL_POLICE)
    alert_id = await sink.open(told(rig))
    assert await sink.close_left_open() == 1
    assert (await alerts.get(operator, alert_id)).end_reason == "stopped"
    assert await sink.close_left_open() == 0


async def test_one_person_answers_and_may_take_it_back(rig, sink, alerts):
    operator, other = [await rig.principal(Role.MUNICIPAL_POLICE) for _ in range(2)]
    alert_id = await sink.open(told(rig))
    with pytest.raises(BadInput):
        await alerts.answer(operator, alert_id, Verdict.FALSE, "  ")
    answered = await alerts.answer(operator, alert_id, Verdict.FALSE, " un chat ")
    assert (answered.answer.reason, answered.answer.name) == ("un chat", operator.name)
    with pytest.raises(Conflict):
        await alerts.answer(other, alert_id, Verdict.TRUE, "")
    with pytest.raises(Refused):
        await alerts.withdraw(other, alert_id)
    assert (await alerts.withdraw(operator, alert_id)).answer is None
    assert (await alerts.get(operator, alert_id)).answer is None
    await alerts.answer(other, alert_id, Verdict.TRUE, "")
    await alerts.withdraw(await rig.principal(Role.SUPERVISOR), alert_id)
    assert len(await rig.journalled("vision:alert:answered")) == 2
    assert len(await rig.journalled("vision:answer:withdrawn")) == 2


async def test_filters(rig, sink, alerts):
    operator = await rig.principal(Role.MUNICIPAL_POLICE)
    first = await sink.open(told(rig))
    rig.clock.advance(1)
    second = await sink.open(told(rig, TWO))
    await alerts.answer(operator, first, Verdict.TRUE, "")

    async def ids(**query):
        return [each.id for each in await alerts.search(operator, AlertQuery(**query))]

    assert await ids() == [second, first]
    assert await ids(limit=1) == [second]
    assert await ids(waiting=True) == [second]
    assert await ids(verdict=Verdict.TRUE) == [first]
    assert await ids(camera_id=ONE) == [first]
    assert await ids(kind=RuleKind.FALL) == []
    assert await ids(before=rig.clock.now()) == [first]


async def test_figures_count_answers_by_rule(rig, sink, alerts):
    operator = await rig.principal(Role.MUNICIPAL_POLICE)
    for verdict in (Verdict.FALSE, Verdict.FALSE, Verdict.TRUE, Verdict.NOT_USEFUL):
        await alerts.answer(operator, await sink.open(told(rig)), verdict, "vu à l’image")
    await sink.open(told(rig))
    (found,) = await alerts.figures(operator, 4)
    assert (found.true, found.false, found.not_useful, found.waiting) == (1, 2, 1, 1)
    assert found.false_per_day == pytest.approx(0.5)
    rig.clock.advance(5 * DAY_US / 1e6)
    assert await alerts.figures(await rig.principal(Role.MANAGER), 4) == []


@pytest.mark.parametrize("role", [Role.MANAGER, Role.TECHNICIAN, Role.DPO, Role.ELECTED_MEMBER])
async def test_who_may_not_watch_sees_no_alert_and_no_clip(rig, sink, alerts, clips, role):
    alert_id = await sink.open(told(rig))
    person = await rig.principal(role)
    for asked in (
        alerts.search(person, AlertQuery()),
        alerts.get(person, alert_id),
        alerts.clip(person, alert_id),
        alerts.answer(person, alert_id, Verdict.TRUE, ""),
    ):
        with pytest.raises(Refused):
            await asked
    assert clips.asked == []


async def test_a_grant_for_one_camera_shows_its_alerts_alone(rig, sink, alerts):
    signed, account = await rig.signed_in(Role.POLICE_LIAISON)
    mine = await sink.open(told(rig))
    hidden = await sink.open(told(rig, TWO))
    async with rig.database.transaction() as tx:
        await tx.exec_driver_sql("DELETE FROM access_grant")
    await rig.give_papers(account, cameras=(ONE,))
    assert [each.id for each in await alerts.search(signed.principal, AlertQuery())] == [mine]
    with pytest.raises(Refused):
        await alerts.get(signed.principal, hidden)


async def test_a_clip_starts_five_seconds_before_and_is_journalled_first(rig, sink, alerts, clips):
    operator = await rig.principal(Role.MUNICIPAL_POLICE)
    live = told(rig)
    alert_id = await sink.open(live)
    rig.clock.advance(60)
    assert await alerts.clip(operator, alert_id) == b"ftyp"
    ((camera_id, interval),) = clips.asked
    assert camera_id == ONE
    assert interval == Interval(UtcUs(live.began - 5 * SECOND_US), UtcUs(live.at + 10 * SECOND_US))
    (entry,) = await rig.journalled("vision:clip:played")
    assert (entry.subject, entry.basis) == (alert_id, "basis-1")


async def test_a_private_agent_sees_recent_clips_alone(rig, sink, alerts, clips):
    agent = await rig.principal(Role.PRIVATE_AGENT)
    alert_id = await sink.open(told(rig))
    await alerts.clip(agent, alert_id)
    rig.clock.advance(1900)
    again = await rig.principal(Role.PRIVATE_AGENT)
    with pytest.raises(Refused):
        await alerts.clip(again, alert_id)
    assert len(clips.asked) == 1
    assert await alerts.clip(await rig.principal(Role.MUNICIPAL_POLICE), alert_id) == b"ftyp"


async def test_the_feed_tells_each_change_once(rig, sink):
    feed, heard = AlertFeed(rig.database), []
    await sink.open(told(rig))
    away = feed.listen(heard.append)
    await feed.look()
    assert heard == []
    alert_id = await sink.open(told(rig))
    await feed.look()
    await feed.look()
    assert heard == [{"type": "alert", "id": alert_id, "camera_id": ONE}]
    await sink.close(alert_id, rig.clock.now(), "ended")
    await feed.look()
    assert len(heard) == 2
    away()
    await sink.open(told(rig))
    await feed.look()
    assert len(heard) == 2


async def test_an_alert_that_is_not_there(rig, alerts, database):
    with pytest.raises(NotFound):
        await alerts.get(await rig.principal(Role.MUNICIPAL_POLICE), "none")
    async with database.snapshot() as tx:
        assert await store.change_number(tx, store.ALERTS) == 0
