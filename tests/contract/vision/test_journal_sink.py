from collections.abc import AsyncIterator

import pytest

from vigie.audit import Journal, Query
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Database
from vigie.testing.audit import BACKENDS, fresh_database
from vigie.testing.clock import FakeClock
from vigie.testing.vision import FakeSink
from vigie.vision.journal_sink import JournalSink
from vigie.vision.ports import LiveSignal
from vigie.vision.signals import Phase, RuleKind, Signal

TOLD = LiveSignal(
    camera_id=CameraId("cam-001"),
    signal=Signal(
        "door", RuleKind.INTRUSION, Phase.START, 3.0, 2.0, 0.8, (1, 2, 3, 4), (7,), details={"inside_s": 1.5}
    ),
    at=UtcUs(1_800_000_003_000_000),
    began=UtcUs(1_800_000_002_000_000),
    size_px=(640, 360),
    detector="yolox-nano 695e750a5d57",
    rules_version=4,
    basis_id="b1",
    thresholds={"id": "door", "field_px": ((0, 0), (5, 0), (5, 5))},
)


@pytest.fixture(scope="session")
def database_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("databases")


@pytest.fixture(params=BACKENDS)
async def database(request, database_folder) -> AsyncIterator[Database]:
    async with fresh_database(request.param, database_folder) as made:
        yield made


@pytest.fixture(params=["journal", "fake"])
def sink(request, database):
    return FakeSink() if request.param == "fake" else JournalSink(database, Journal(FakeClock()))


async def test_each_signal_has_an_id_of_its_own_and_can_be_updated_and_closed(sink):
    first, second = await sink.open(TOLD), await sink.open(TOLD)
    assert first != second
    await sink.update(first, TOLD)
    await sink.close(first, TOLD.at, "ended")
    await sink.close(second, TOLD.at, "basis_ended")


async def test_the_journal_keeps_model_rule_thresholds_basis_and_end(database):
    journal = Journal(FakeClock())
    sink = JournalSink(database, journal)
    signal_id = await sink.open(TOLD)
    await sink.close(signal_id, TOLD.at, "basis_ended")
    async with database.snapshot() as tx:
        ended, raised = (await journal.search(tx, Query(tag="vision:signal:"))).entries
    assert (raised.subject, raised.basis, raised.actor) == ("cam-001", "b1", "analyst")
    for part in (
        '"detector":"yolox-nano 695e750a5d57"',
        '"rules_version":4',
        '"field_px":[[0,0],[5,0],[5,5]]',
    ):
        assert part in raised.details
    assert ended.subject == signal_id
    assert '"reason":"basis_ended"' in ended.details
