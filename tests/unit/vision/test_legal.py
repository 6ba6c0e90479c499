from dataclasses import replace

import pytest

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import HOUR_US, UtcUs
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.vision.legal import EVENTS, Closed, LegalGate
from vigie.vision.signals import EQUIPMENT_KINDS, RuleKind

CAMERA, OTHER = CameraId("cam-001"), CameraId("cam-002")
NOW = UtcUs(1_800_000_000_000_000)
FIELD = {"id": "r", "field_px": [(0, 0), (10, 0), (10, 10)]}
BASIS = AnalyticsBasis(
    id="b1",
    text="loi",
    order_number="1",
    authority="préfet de police",
    event="fête",
    kinds=(EventKind.FORBIDDEN_AREA, EventKind.FIRE),
    cameras=(CAMERA,),
    starts=UtcUs(NOW - HOUR_US),
    ends=UtcUs(NOW + HOUR_US),
    attestation="a",
)


def test_nothing_but_equipment_runs_without_a_basis() -> None:
    for kind in RuleKind:
        closed = LegalGate().verdict(CAMERA, kind, FIELD, NOW).closed
        assert (closed is None) == (kind in EQUIPMENT_KINDS)


def test_a_basis_opens_its_events_on_its_cameras_in_its_time() -> None:
    gate = LegalGate([BASIS])
    assert gate.verdict(CAMERA, RuleKind.INTRUSION, FIELD, NOW).basis_id == "b1"
    assert gate.verdict(OTHER, RuleKind.INTRUSION, FIELD, NOW).closed is Closed.NO_BASIS
    assert gate.verdict(CAMERA, RuleKind.FALL, {}, NOW).closed is Closed.NO_BASIS


@pytest.mark.parametrize("at", [BASIS.starts - 1, BASIS.ends, BASIS.ends + 1])
def test_outside_its_time_it_opens_nothing(at: int) -> None:
    assert LegalGate([BASIS]).verdict(CAMERA, RuleKind.FIRE, {}, UtcUs(at)).closed is Closed.NO_BASIS


def test_a_revoked_basis_opens_nothing() -> None:
    revoked = replace(BASIS, revoked=UtcUs(NOW - 1), revoked_reason="fin")
    assert LegalGate([revoked]).verdict(CAMERA, RuleKind.FIRE, {}, NOW).closed is Closed.NO_BASIS


def test_a_forbidden_area_needs_an_area() -> None:
    verdict = LegalGate([BASIS]).verdict(CAMERA, RuleKind.INTRUSION, {"id": "r", "field_px": []}, NOW)
    assert verdict.closed is Closed.NO_FIELD


def test_behaviours_that_no_basis_can_name_run_nowhere() -> None:
    everything = LegalGate([replace(BASIS, kinds=tuple(EventKind))])
    unlawful = {kind for kind in RuleKind if everything.verdict(CAMERA, kind, FIELD, NOW).closed}
    assert unlawful == set(RuleKind) - set(EVENTS) - EQUIPMENT_KINDS
    assert {RuleKind.RUNNING, RuleKind.REMOVED_OBJECT} <= unlawful
