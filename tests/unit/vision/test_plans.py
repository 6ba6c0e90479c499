import numpy as np
import pytest

from vigie.kernel.ids import CameraId
from vigie.vision.background import Foreground
from vigie.vision.calibration import from_points
from vigie.vision.plans import TAMPERING_ID, CameraPlan, Paced, scaled
from vigie.vision.ports import CameraRules, RuleSpec
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind

CAMERA = CameraId("cam-001")
PIXELS = [(0.0, 0.0), (640.0, 0.0), (640.0, 360.0), (0.0, 360.0)]
METRES = [(0.0, 20.0), (30.0, 20.0), (20.0, 2.0), (10.0, 2.0)]


def view(t_s: float, elapsed_s: float) -> SceneView:
    small = np.zeros((18, 32, 3), np.uint8)
    empty = np.zeros((18, 32), np.bool_)
    nothing = Foreground(empty, np.zeros((0, 4), np.float32), 0.0, settled=False)
    return SceneView(t_s, elapsed_s, 32, 18, (), small, nothing)


class Recording:
    kind, settings = RuleKind.TAMPERING, None

    def __init__(self):
        self.seen = []

    def update(self, seen):
        self.seen.append((seen.t_s, seen.elapsed_s))
        return []


def test_tampering_is_always_watched():
    (spec,) = CameraPlan(CameraRules(CAMERA, 1, ())).specs()
    assert (spec.rule_id, spec.kind) == (TAMPERING_ID, RuleKind.TAMPERING)


def test_a_town_s_own_tampering_rule_replaces_the_usual_one():
    own = RuleSpec("mine", RuleKind.TAMPERING, {"id": "mine", "min_duration_s": 5})
    assert CameraPlan(CameraRules(CAMERA, 1, (own,))).specs() == (own,)


def test_fields_drawn_on_another_size_keep_their_place():
    given = {"id": "r", "field_px": [(64, 36), (128, 36), (128, 72)], "min_duration_s": 2}
    found = scaled(given, (640, 360), (1280, 720))
    assert found == {"id": "r", "field_px": [(128, 72), (256, 72), (256, 144)], "min_duration_s": 2}
    assert scaled(given, None, (1280, 720)) is given


def test_a_calibration_drawn_on_another_size_gives_the_same_places():
    known = from_points(PIXELS, METRES)
    plan = CameraPlan(CameraRules(CAMERA, 1, (), size_px=(640, 360), calibration=known))
    larger = plan.calibration((1280, 720))
    here, there = np.array([[300.0, 200.0]]), np.array([[600.0, 400.0]])
    assert larger.ground_m(there) == pytest.approx(known.ground_m(here))
    assert plan.calibration((640, 360)) is known


def test_a_paced_rule_sees_every_second_once():
    inner = Recording()
    paced = Paced(inner, 0.45)
    for step in range(21):
        paced.update(view(step * 0.2, 0.2))
    assert len(inner.seen) == 7
    assert sum(elapsed for _, elapsed in inner.seen[1:]) == pytest.approx(
        inner.seen[-1][0] - inner.seen[0][0]
    )


def test_a_rule_is_known_by_its_own_id():
    spec = RuleSpec("named", RuleKind.FIRE, {"id": "other"})
    assert CameraPlan(CameraRules(CAMERA, 1, (spec,))).make(spec, (640, 360)).settings.id == "named"
