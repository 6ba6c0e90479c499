"""The analyst's loop without pictures: what no basis covers is closed; every change is journalled."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from vigie import migrations
from vigie.audit import Query
from vigie.cameras.service import CameraDraft, Cameras
from vigie.cameras.vault import Vault
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import HOUR_US, UtcUs
from vigie.kernel.store import Database
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.nodes.analyst import Analyst, AnalystParts
from vigie.people.model import LOCAL, Role
from vigie.testing.cameras import FakeSecondPerson
from vigie.testing.people import PeopleRig
from vigie.testing.vision import FakeRulebook, FakeSink
from vigie.vision.choice import choose
from vigie.vision.legal import Closed
from vigie.vision.ports import CameraRules, LiveSignal, RuleSpec
from vigie.vision.settings import AnalystSettings
from vigie.vision.signals import Phase, RuleKind, Signal
from vigie.vision.suspension.service import Suspensions

CAMERA = CameraId("cam-001")
RULE = RuleSpec("fire", RuleKind.FIRE, {"id": "fire"})


@pytest.fixture
async def database(tmp_path) -> AsyncIterator[Database]:
    made = Database.sqlite(tmp_path / "vigie.db")
    await migrations.upgrade(made)
    yield made
    await made.close()


@pytest.fixture
def rig(database, tmp_path):
    return PeopleRig.on(database, tmp_path)


@pytest.fixture
def bases(rig, database):
    return AnalyticsBases(database, rig.gate, rig.journal, rig.clock)


@pytest.fixture
def suspensions(rig, database):
    return Suspensions(database, rig.gate, rig.journal, rig.clock)


@pytest.fixture
async def analyst(rig, database, bases, suspensions, tmp_path):
    vault = Vault.open_file(tmp_path / "cameras.key")
    cameras = Cameras(database, rig.gate, rig.journal, vault, rig.clock, FakeSecondPerson())
    await cameras.add(LOCAL, CameraDraft(id="cam-001", name="Place", main_url="rtsp://127.0.0.1:1/main"))
    settings = AnalystSettings(detector="builtin", law_s=0.05, refresh_s=0.1)
    parts = AnalystParts(
        clock=rig.clock,
        settings=settings,
        database=database,
        journal=rig.journal,
        cameras=cameras,
        bases=bases,
        rulebook=FakeRulebook([CameraRules(CAMERA, 1, (RULE,))]),
        sink=FakeSink(),
        choice=choose(settings, "test"),
        socket=tmp_path / "absent.sock",
        report_file=tmp_path / "analyst.json",
        suspended=suspensions.in_force,
    )
    made = Analyst(parts)
    stop = asyncio.Event()
    running = asyncio.create_task(made.run(stop))
    made.parts = parts
    yield made
    stop.set()
    await running


def basis(rig, length_us=HOUR_US) -> AnalyticsBasis:
    return AnalyticsBasis(
        id="",
        text="t",
        order_number="1",
        authority="a",
        event="e",
        kinds=(EventKind.FIRE,),
        cameras=(CAMERA,),
        starts=rig.clock.now(),
        ends=UtcUs(rig.clock.now() + length_us),
        attestation="x",
    )


def fire(rig, basis_id) -> LiveSignal:
    signal = Signal("fire", RuleKind.FIRE, Phase.START, 1.0, 1.0, 0.9, (0, 0, 1, 1))
    now = rig.clock.now()
    return LiveSignal(CAMERA, signal, now, now, (640, 360), "builtin", 1, basis_id, thresholds={"id": "fire"})


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - the condition belongs to others
            await asyncio.sleep(0.01)


async def tags(rig, database):
    async with database.snapshot() as tx:
        return [each.tag for each in (await rig.journal.search(tx, Query(tag="vision:"))).entries]


async def test_an_open_alert_ends_with_its_basis_though_no_picture_comes(rig, bases, analyst):
    made = await bases.record(LOCAL, basis(rig))
    await until(lambda: analyst.pipeline.legal.verdict(CAMERA, RULE.kind, {}, rig.clock.now()).closed is None)
    analyst.teller.take([fire(rig, made.id)])
    await until(lambda: analyst.parts.sink.opened)
    rig.clock.advance(3600.5)
    await until(lambda: analyst.parts.sink.closed)
    assert [reason for _, reason in analyst.parts.sink.closed.values()] == ["basis_ended"]


async def test_revoking_a_basis_closes_too(rig, bases, analyst):
    made = await bases.record(LOCAL, basis(rig))
    await until(lambda: analyst.pipeline.legal.verdict(CAMERA, RULE.kind, {}, rig.clock.now()).closed is None)
    analyst.teller.take([fire(rig, made.id)])
    await until(lambda: analyst.parts.sink.opened)
    await bases.revoke(LOCAL, made.id, "fin")
    await until(lambda: analyst.parts.sink.closed)


async def test_the_stop_of_all_analytics_closes_rules_and_open_alerts_until_it_ends(
    rig, bases, analyst, suspensions
):
    made = await bases.record(LOCAL, basis(rig))

    def closed():
        return analyst.pipeline.legal.verdict(CAMERA, RULE.kind, {}, rig.clock.now()).closed

    await until(lambda: closed() is None)
    analyst.teller.take([fire(rig, made.id)])
    await until(lambda: analyst.parts.sink.opened)
    chief = await rig.principal(Role.SUPERVISOR)
    await suspensions.suspend(chief, "comportement inattendu")
    await until(lambda: analyst.parts.sink.closed)
    assert [reason for _, reason in analyst.parts.sink.closed.values()] == ["suspended"]
    assert closed() is Closed.SUSPENDED
    equipment = analyst.pipeline.legal.verdict(CAMERA, RuleKind.TAMPERING, {}, rig.clock.now())
    assert equipment.closed is None
    await suspensions.resume(chief, "corrigé")
    await until(lambda: closed() is None)


async def test_rules_and_start_are_journalled_with_their_parameters(rig, database, analyst):
    await until(lambda: analyst.pipeline.eyes)
    assert set(await tags(rig, database)) == {"vision:analysis:started", "vision:rules:applied"}
    analyst.parts.rulebook.put(CameraRules(CAMERA, 1, ()))
    await until(lambda: analyst.pipeline.eyes[CAMERA].running != ("fire",))
    await asyncio.sleep(0.3)
    assert (await tags(rig, database)).count("vision:rules:applied") == 2


async def test_bases_that_cannot_be_read_for_a_while_close_every_rule(rig, bases, analyst, monkeypatch):
    await bases.record(LOCAL, basis(rig))
    await until(lambda: analyst.pipeline.legal.verdict(CAMERA, RULE.kind, {}, rig.clock.now()).closed is None)

    async def fails():
        raise OSError("disk")

    monkeypatch.setattr(bases, "all", fails)
    rig.clock.advance(1)
    await until(lambda: analyst.pipeline.legal.verdict(CAMERA, RULE.kind, {}, rig.clock.now()).closed)
