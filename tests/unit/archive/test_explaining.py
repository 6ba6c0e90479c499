"""Why pictures were missing dies with a killed recorder: the holes get their gaps all the same."""

from zoneinfo import ZoneInfo

from vigie.archive.check import Check
from vigie.archive.explaining import explain_holes
from vigie.archive.model import GapReason
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SECOND_US, UtcUs
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")


def at(seconds: int) -> UtcUs:
    return UtcUs(START + seconds * SECOND_US)


async def faults(rig: Rig) -> list[tuple[str, str]]:
    report = await Check(rig.database, rig.collection, rig.clock, ZoneInfo("Europe/Paris")).run()
    return [(finding.invariant, finding.code) for finding in report.findings]


async def killed_with_a_hole(rig: Rig) -> None:
    """Two seconds indexed, then a hole of ten and two seconds more that only the disk knows of."""
    rig.feed(pictures(CAM, at(0), 50))
    await rig.index()
    rig.clock.advance(12)
    rig.feed(unit._replace(discontinuity=unit.keyframe) for unit in pictures(CAM, at(12), 50, first=300))
    rig.settle()
    await rig.kill()


async def test_a_hole_whose_reason_was_only_in_memory_becomes_a_gap(rig: Rig) -> None:
    await killed_with_a_hole(rig)
    recovered = await rig.recover()
    assert ("A8", "gap_unexplained") in await faults(rig)
    assert await explain_holes(rig.database, recovered.since) == 1
    unknown = [gap for gap in await rig.gaps() if gap.reason == GapReason.UNKNOWN]
    assert [(gap.since, gap.until) for gap in unknown] == [(at(2), at(12))]
    assert ("A8", "gap_unexplained") not in await faults(rig)


async def test_a_second_start_has_nothing_left_to_explain(rig: Rig) -> None:
    await killed_with_a_hole(rig)
    await explain_holes(rig.database, (await rig.recover()).since)
    again = await rig.recover()
    assert again.since == {}
    assert await explain_holes(rig.database, again.since) == 0


async def test_without_a_hole_nothing_is_written(rig: Rig) -> None:
    rig.feed(pictures(CAM, at(0), 50))
    await rig.kill()
    assert await explain_holes(rig.database, (await rig.recover()).since) == 0
    assert not [gap for gap in await rig.gaps() if gap.reason == GapReason.UNKNOWN]
