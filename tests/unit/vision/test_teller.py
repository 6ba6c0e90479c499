import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from vigie.kernel.errors import NotFound
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.testing.clock import FakeClock
from vigie.testing.vision import FakeSink
from vigie.vision import teller as teller_module
from vigie.vision.outcome import Closing
from vigie.vision.ports import LiveSignal
from vigie.vision.signals import Phase, RuleKind, Signal
from vigie.vision.teller import Teller

CAMERA = CameraId("cam-001")
CLOCK = FakeClock()


def told(
    phase: Phase, *, rule: str = "r", object_id: int = 1, camera: CameraId = CAMERA, number: int = 1
) -> LiveSignal:
    signal = Signal(rule, RuleKind.INTRUSION, phase, 5.0, 4.0, 0.9, (0, 0, 1, 1), (object_id,), number=number)
    at = CLOCK.now()
    return LiveSignal(camera, signal, at, at, (640, 360), "builtin", 1, "b1")


@asynccontextmanager
async def telling(sink: FakeSink) -> AsyncIterator[Teller]:
    teller = Teller(sink, CLOCK)
    task = asyncio.create_task(teller.run())
    yield teller
    await teller.settled(5)
    task.cancel()


async def test_a_signal_opens_is_updated_and_closes() -> None:
    sink = FakeSink()
    async with telling(sink) as teller:
        teller.take([told(Phase.START), told(Phase.UPDATE)])
        await teller.settled(5)
        teller.take([told(Phase.END)])
    assert list(sink.opened) == ["alert-1"]
    assert [each[0] for each in sink.updated] == ["alert-1"]
    assert sink.closed["alert-1"][1] == "ended"
    assert teller.open == []


async def test_two_people_are_two_alerts() -> None:
    sink = FakeSink()
    async with telling(sink) as teller:
        teller.take([told(Phase.START), told(Phase.START, number=2), told(Phase.END, number=2)])
    assert list(sink.closed) == ["alert-2"]


async def test_a_refused_start_is_tried_again_and_its_end_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller_module, "AGAIN_S", 0.001)
    sink = FakeSink()
    sink.refusals = 3
    async with telling(sink) as teller:
        teller.take([told(Phase.START), told(Phase.END)])
    assert teller.counts.failed == 3
    assert list(sink.closed) == ["alert-1"]


async def test_closing_a_rule_closes_what_it_had_open_and_nothing_else() -> None:
    sink = FakeSink()
    other = CameraId("cam-002")
    async with telling(sink) as teller:
        teller.take([told(Phase.START), told(Phase.START, rule="s"), told(Phase.START, camera=other)])
        teller.take([Closing(CAMERA, "r", UtcUs(9), "basis_ended")])
    assert sink.closed == {"alert-1": (9, "basis_ended")}


async def test_closing_a_camera_closes_all_of_it() -> None:
    sink = FakeSink()
    async with telling(sink) as teller:
        teller.take(
            [told(Phase.START), told(Phase.START, rule="s"), Closing(CAMERA, None, UtcUs(9), "ended")]
        )
    assert len(sink.closed) == 2


async def test_an_alert_ends_though_others_take_part_than_when_it_began() -> None:
    sink = FakeSink()
    async with telling(sink) as teller:
        teller.take([told(Phase.START, object_id=1), told(Phase.UPDATE, object_id=2)])
        await teller.settled(5)
        teller.take([told(Phase.END, object_id=3)])
    assert [each[0] for each in sink.updated] == ["alert-1"]
    assert list(sink.closed) == ["alert-1"]


async def test_an_end_without_a_start_is_nothing() -> None:
    sink = FakeSink()
    async with telling(sink) as teller:
        teller.take([told(Phase.END), told(Phase.UPDATE)])
    assert not sink.opened
    assert not sink.closed


async def test_stopping_closes_what_is_open() -> None:
    sink = FakeSink()
    async with telling(sink) as teller:
        teller.take([told(Phase.START)])
        await teller.settled(5)
        await teller.close_all("stopped")
    assert sink.closed["alert-1"][1] == "stopped"


async def test_of_an_alert_s_updates_only_the_newest_waits() -> None:
    sink = FakeSink()
    async with telling(sink) as teller:
        newest = replace(told(Phase.UPDATE), rules_version=9)
        teller.take([told(Phase.START), *[told(Phase.UPDATE)] * 5, newest, told(Phase.START, number=2)])
    assert len(sink.opened) == 2
    assert sink.updated == [("alert-1", newest)]
    assert teller.counts.merged == 5


async def test_what_the_sink_refuses_for_good_holds_nobody_up() -> None:
    class Forgetful(FakeSink):
        async def update(self, alert_id: str, told: LiveSignal) -> None:
            raise NotFound("no such alert")

    sink = Forgetful()
    async with telling(sink) as teller:
        teller.take([told(Phase.START), told(Phase.UPDATE)])
        await teller.settled(5)
        teller.take([told(Phase.START, number=2)])
    assert len(sink.opened) == 2
    assert teller.counts.refused == 1


async def test_starts_do_not_wait_for_updates_of_others() -> None:
    order = []

    class Watched(FakeSink):
        async def open(self, told: LiveSignal) -> str:
            order.append("open")
            return await super().open(told)

        async def update(self, alert_id: str, told: LiveSignal) -> None:
            order.append("update")
            await super().update(alert_id, told)

    async with telling(Watched()) as teller:
        teller.take([told(Phase.START), told(Phase.UPDATE), told(Phase.START, number=2)])
    assert order == ["open", "open", "update"]


async def test_the_delay_runs_from_the_picture_to_the_sink() -> None:
    sink = FakeSink()
    early = replace(told(Phase.START), at=UtcUs(CLOCK.now() - 250_000))
    async with telling(sink) as teller:
        teller.take([early])
    assert list(teller.delays) == [(early.at, 0.25)]
