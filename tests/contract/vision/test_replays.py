"""Replays: who may, under which law, what is journalled, and when everything is forgotten; real processes."""

import asyncio
import json
from dataclasses import dataclass

import pytest

from vigie.kernel.errors import BadInput, Conflict, NotFound, Refused, Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, HOUR_US, MINUTE_US, SECOND_US, Interval, UtcUs
from vigie.law.analytics import AnalyticsBases
from vigie.law.demo_basis import settle_demo_basis
from vigie.people.model import LOCAL, Role
from vigie.testing.cameras import FakeCameras
from vigie.testing.films import film, street
from vigie.testing.people import PeopleRig
from vigie.video.fmp4 import FragmentWriter, init_segment
from vigie.vision.replay.model import Draft, ReplayState
from vigie.vision.replay.service import ABANDONED_S, Replays
from vigie.vision.settings import AnalystSettings
from vigie.vision.suspension.service import Suspensions

ONE = CameraId("cam-001")
SIZE = (320, 176)
FIELD = [[100, 40], [300, 40], [300, 170], [100, 170]]
DRAFT = Draft([{"id": "zone", "kind": "intrusion", "field_px": FIELD}], SIZE)
PICTURES = [street(0, walker=False)] * 30 + [street(number) for number in range(60)]


@dataclass
class Opened:
    id: str
    reason: str
    basis: str
    expires_at: UtcUs


class FakeDoor:
    """Opens every interval, until it is shut."""

    def __init__(self, clock) -> None:
        self.opened = Opened("c1", "Réglage de la règle", "Réquisition 12/2026", UtcUs(clock.now() + HOUR_US))
        self.shut = False

    async def admit(self, principal, camera_id, interval, consultation_id):
        if consultation_id != self.opened.id:
            raise NotFound("no such consultation", code="consultation_unknown")
        if self.shut:
            raise Refused("closed", code="consultation_expired")
        return self.opened


class FakeFilms:
    """Ninety pictures of a walk; `endless` repeats the last part until nobody reads any more."""

    def __init__(self, start: UtcUs, *, endless: bool = False, fails: bool = False) -> None:
        self.units = film(PICTURES, start=start)
        self.start, self.endless, self.fails = start, endless, fails
        self.destroyed = UtcUs(start + 30 * DAY_US)
        self.empty = False

    async def kept_until(self, camera_id, interval):
        if self.empty:
            raise NotFound("nothing is recorded there", code="nothing_recorded")
        return self.destroyed

    async def parts(self, camera_id, interval):
        writer, units = FragmentWriter(self.units[0].parameters), self.units
        init = init_segment(units[0].parameters)
        for first in range(0, len(units), 10):
            part = units[first : first + 10]
            yield init if first == 0 else None, part[0].utc, writer.fragment(part, next_pts_90k=None)
        if self.fails:
            raise Unavailable("the file is gone", code="recording_missing")
        while self.endless:
            await asyncio.sleep(0.05)
            yield None, units[-1].utc, b""


@pytest.fixture
def rig(database, tmp_path):
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
async def bases(rig):
    made = AnalyticsBases(rig.database, rig.gate, rig.journal, rig.clock)
    await settle_demo_basis(made, LOCAL, [ONE], rig.clock, synthetic=True)
    rig.clock.advance(10 * 60)
    return made


@pytest.fixture
def door(rig):
    return FakeDoor(rig.clock)


@pytest.fixture
def start(rig, bases):
    return UtcUs(rig.clock.now() - 5 * MINUTE_US)


@pytest.fixture
async def make(rig, bases, door, start):
    made: list[Replays] = []

    def make(films=None, *, replay=True):
        settings = AnalystSettings(detector="builtin", replay=replay)
        parts = (rig.database, rig.gate, rig.journal, rig.clock, FakeCameras(), bases, door)
        suspended = Suspensions(rig.database, rig.gate, rig.journal, rig.clock).in_force
        made.append(Replays(*parts, films or FakeFilms(start), suspended, settings, "test", niceness=0))
        return made[-1]

    yield make
    for each in made:
        for run in list(each._runs.values()):
            await each._forget(run, "stopped")


@pytest.fixture
async def chief(rig):
    return await rig.principal(Role.SUPERVISOR)


@pytest.fixture
def interval(start):
    return Interval(start, UtcUs(start + 2 * MINUTE_US))


async def ended(replays, principal, run):
    for _ in range(1_800):
        if (await replays.get(principal, run.id)).state is not ReplayState.RUNNING:
            return run
        await asyncio.sleep(0.05)
    raise AssertionError("the replay does not end")


async def test_a_draft_is_tried_and_the_journal_tells_before_and_after(rig, make, chief, interval):
    replays = make()
    run = await replays.start(chief, ONE, DRAFT, interval, "c1")
    (entry,) = await rig.journalled("vision:replay:started")
    assert (entry.reason, entry.basis, entry.subject) == ("Réglage de la règle", "Réquisition 12/2026", ONE)
    details = json.loads(entry.details)
    assert details["rules"] == DRAFT.rules
    assert (details["start_us"], details["end_us"]) == (interval.start, interval.end)
    assert len(details["bases"]) == 1
    await ended(replays, chief, run)
    assert (run.state, run.problem, run.at) == (ReplayState.DONE, None, interval.end)
    assert run.counts["pictures"] == 90
    first = run.found[0]
    assert (first.rule_id, first.kind) == ("zone", "intrusion")
    assert interval.start + 4 * SECOND_US < first.at < interval.start + 9 * SECOND_US
    assert (await replays.still(chief, run.id, 0)).startswith(b"\xff\xd8")
    with pytest.raises(NotFound):
        await replays.still(chief, run.id, 99)
    await asyncio.wait(replays._works.values())
    (entry,) = await rig.journalled("vision:replay:ended")
    assert json.loads(entry.details)["state"] == "done"


@pytest.mark.parametrize("role", [Role.MUNICIPAL_POLICE, Role.TECHNICIAN, Role.DPO])
async def test_who_does_not_supervise_tries_nothing(rig, make, interval, role):
    with pytest.raises(Refused):
        await make().start(await rig.principal(role), ONE, DRAFT, interval, "c1")
    assert await rig.journalled("vision:replay:started") == []


async def test_it_is_off_by_default(make, chief, interval):
    assert not AnalystSettings().replay
    with pytest.raises(Refused) as refused:
        await make(replay=False).start(chief, ONE, DRAFT, interval, "c1")
    assert refused.value.error_code == "replay_off"


async def test_each_rule_needs_a_basis_now_and_then(rig, make, chief, bases, interval):
    replays = make()
    for rule, code in (
        ({"id": "r", "kind": "running"}, "rule_not_lawful"),
        ({"id": "z", "kind": "intrusion"}, "rule_no_field"),
    ):
        with pytest.raises(Refused) as refused:
            await replays.start(chief, ONE, Draft([rule], SIZE), interval, "c1")
        assert refused.value.error_code == code
    before = Interval(UtcUs(interval.start - HOUR_US), UtcUs(interval.end - HOUR_US))
    with pytest.raises(Refused) as refused:
        await replays.start(chief, ONE, DRAFT, before, "c1")
    assert refused.value.error_code == "replay_no_basis_then"
    for basis in await bases.all():
        await bases.revoke(LOCAL, basis.id, "fin")
    with pytest.raises(Refused) as refused:
        await replays.start(chief, ONE, DRAFT, interval, "c1")
    assert refused.value.error_code == "rule_no_basis"
    assert await rig.journalled("vision:replay:started") == []


async def test_the_archive_s_door_and_what_is_recorded_decide(rig, make, chief, door, start, interval):
    films = FakeFilms(start)
    replays = make(films)
    with pytest.raises(NotFound):
        await replays.start(chief, ONE, DRAFT, interval, "other")
    films.empty = True
    with pytest.raises(NotFound) as absent:
        await replays.start(chief, ONE, DRAFT, interval, "c1")
    assert absent.value.error_code == "nothing_recorded"
    with pytest.raises(NotFound):
        await replays.start(chief, CameraId("cam-9"), DRAFT, interval, "c1")
    door.shut = True
    with pytest.raises(Refused):
        await replays.start(chief, ONE, DRAFT, interval, "c1")
    assert await rig.journalled("vision:replay:started") == []


async def test_impossible_drafts_and_intervals_are_named(make, chief, interval):
    replays = make()
    short = Interval(interval.start, UtcUs(interval.start + SECOND_US))
    long = Interval(interval.start, UtcUs(interval.start + 2 * HOUR_US))
    for bad in (short, long):
        with pytest.raises(BadInput) as told:
            await replays.start(chief, ONE, DRAFT, bad, "c1")
        assert told.value.error_code == "replay_length"
    with pytest.raises(BadInput, match="levitation"):
        await replays.start(chief, ONE, Draft([{"id": "a", "kind": "levitation"}], SIZE), interval, "c1")


async def test_one_at_a_time_and_stopping_one_forgets_it(rig, make, chief, start, interval):
    replays = make(FakeFilms(start, endless=True))
    run = await replays.start(chief, ONE, DRAFT, interval, "c1")
    with pytest.raises(Conflict):
        await replays.start(chief, ONE, DRAFT, interval, "c1")
    other = await rig.principal(Role.SUPERVISOR)
    for asked in (replays.get(other, run.id), replays.cancel(other, run.id)):
        with pytest.raises(NotFound):
            await asked
    await replays.cancel(chief, run.id)
    assert (run.state, run.found) == (ReplayState.CANCELLED, [])
    with pytest.raises(NotFound):
        await replays.get(chief, run.id)
    (entry,) = await rig.journalled("vision:replay:ended")
    assert json.loads(entry.details)["problem"] == "asked"
    await replays.start(chief, ONE, DRAFT, interval, "c1")


async def test_a_basis_that_is_revoked_stops_it(make, chief, bases, start, interval):
    replays = make(FakeFilms(start, endless=True))
    run = await replays.start(chief, ONE, DRAFT, interval, "c1")
    await replays.sweep()
    assert run.state is ReplayState.RUNNING
    for basis in await bases.all():
        await bases.revoke(LOCAL, basis.id, "fin")
    await replays.sweep()
    assert (run.state, run.problem[0]) == (ReplayState.CANCELLED, "basis_ended")


@pytest.mark.parametrize("why", ["abandoned", "destroyed", "consultation"])
async def test_it_is_forgotten_with_its_reader_its_recordings_and_its_consultation(
    rig, make, chief, door, start, interval, why
):
    films = FakeFilms(start)
    if why == "destroyed":
        films.destroyed = UtcUs(rig.clock.now() + SECOND_US)
    if why == "consultation":
        door.opened.expires_at = UtcUs(rig.clock.now() + SECOND_US)
    replays = make(films)
    run = await ended(replays, chief, await replays.start(chief, ONE, DRAFT, interval, "c1"))
    await replays.sweep()
    assert run.found
    rig.clock.advance(ABANDONED_S + 1 if why == "abandoned" else 2)
    await replays.sweep()
    assert run.found == []
    with pytest.raises(NotFound):
        await replays.get(chief, run.id)


async def test_a_closed_consultation_shows_nothing_any_more(make, chief, door, interval):
    replays = make()
    run = await ended(replays, chief, await replays.start(chief, ONE, DRAFT, interval, "c1"))
    door.shut = True
    with pytest.raises(Refused):
        await replays.still(chief, run.id, 0)


async def test_a_recording_that_cannot_be_read_fails_it_by_name(make, chief, start, interval):
    replays = make(FakeFilms(start, fails=True))
    run = await ended(replays, chief, await replays.start(chief, ONE, DRAFT, interval, "c1"))
    assert (run.state, run.problem[0]) == (ReplayState.FAILED, "recording_missing")


async def test_stopping_all_analytics_stops_it_and_lets_none_start(rig, make, chief, start, interval):
    suspensions = Suspensions(rig.database, rig.gate, rig.journal, rig.clock)
    replays = make(FakeFilms(start, endless=True))
    run = await replays.start(chief, ONE, DRAFT, interval, "c1")
    await suspensions.suspend(chief, "comportement inattendu")
    await replays.sweep()
    assert (run.state, run.problem[0]) == (ReplayState.CANCELLED, "analytics_suspended")
    with pytest.raises(Refused) as refused:
        await replays.start(chief, ONE, DRAFT, interval, "c1")
    assert refused.value.error_code == "rule_suspended"
