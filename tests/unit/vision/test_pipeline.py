from concurrent.futures import ThreadPoolExecutor, wait

import cv2
import numpy as np
import pytest

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import HOUR_US, UtcUs
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.testing.clock import FakeClock
from vigie.testing.films import CAMERA, film, street
from vigie.testing.vision import FakeWatcher
from vigie.video.access_unit import Codec
from vigie.vision.batches import look_together
from vigie.vision.detections import Detections
from vigie.vision.legal import LegalGate
from vigie.vision.models.builtin import BuiltinDetector
from vigie.vision.outcome import Closing
from vigie.vision.pipeline import TICK_S, Pipeline
from vigie.vision.plans import CameraPlan
from vigie.vision.ports import CameraRules, LiveSignal, RuleSpec
from vigie.vision.signals import Phase, RuleKind

OTHER = CameraId("cam-002")
FIELD = ((100, 40), (300, 40), (300, 170), (100, 170))
INTRUSION = RuleSpec("field", RuleKind.INTRUSION, {"id": "field", "field_px": FIELD})


def plan(*specs: RuleSpec, camera=CAMERA, version=1) -> CameraPlan:
    return CameraPlan(CameraRules(camera, version, specs))


def basis(clock: FakeClock, length_us: int = HOUR_US) -> AnalyticsBasis:
    return AnalyticsBasis(
        id="b1",
        text="t",
        order_number="1",
        authority="a",
        event="e",
        kinds=(EventKind.FORBIDDEN_AREA,),
        cameras=(CAMERA, OTHER),
        starts=UtcUs(clock.now() - HOUR_US),
        ends=UtcUs(clock.now() + length_us),
        attestation="x",
    )


class Rig:
    """A pipeline on a clock of its own, fed at the films' pace."""

    def __init__(self, *plans: CameraPlan, watcher=None, detector=BuiltinDetector, thread=None) -> None:
        self.clock = FakeClock()
        self.pipeline = Pipeline(detector, "builtin", self.clock, watcher, thread=thread)
        self.pipeline.legal = LegalGate([basis(self.clock)])
        self.scenes: list = []
        self.watch(*plans)

    def watch(self, *plans: CameraPlan, changed=()) -> list:
        self.pipeline.set_plans({each.rules.camera_id: each for each in plans}, changed)
        return self.pipeline.tick()[0]

    def play(self, *films) -> list:
        """Play films side by side, ten pictures a second; return what is told."""
        told = []
        for step in range(max(len(each) for each in films)):
            self.clock.advance(TICK_S)
            for each in films:
                if step < len(each):
                    unit = each[step]._replace(utc=self.clock.now())
                    self.pipeline.eyes[unit.camera_id].put(unit)
            outcomes, scenes = self.pipeline.tick()
            if self.pipeline.answer is not None:
                wait([self.pipeline.answer], timeout=30)
            told += outcomes
            self.scenes += scenes
        return told


@pytest.fixture(scope="module")
def walk():
    still = [street(0, walker=False) for _ in range(30)]
    return film([*still, *[street(number) for number in range(60)]])


@pytest.fixture(scope="module")
def calm():
    return film([street(0, walker=False) for _ in range(90)])


def starts(told):
    return [each for each in told if isinstance(each, LiveSignal) and each.signal.phase is Phase.START]


def test_somebody_who_enters_the_field_rings_with_all_that_must_be_kept(walk):
    rig = Rig(plan(INTRUSION))
    told = starts(rig.play(walk))[0]
    assert told.signal.rule_id == "field"
    assert told.basis_id == "b1"
    assert told.detector == "builtin"
    assert told.size_px == (320, 176)
    assert told.thresholds == INTRUSION.parameters
    assert rig.clock.now() - 9_000_000 < told.began <= told.at <= rig.clock.now()


def test_h265_cameras_are_analysed_like_h264_ones(walk):
    pictures = [street(max(0, number - 30), walker=number >= 30) for number in range(90)]
    hevc = film(pictures, camera=OTHER, codec=Codec.H265)
    rig = Rig(plan(INTRUSION), plan(INTRUSION, camera=OTHER))
    rung = {each.camera_id: each for each in starts(rig.play(walk, hevc))}
    assert set(rung) == {CAMERA, OTHER}
    assert abs(rung[CAMERA].at - rung[OTHER].at) < 1_000_000
    assert rig.pipeline.eyes[OTHER].decode_counts.broken == 0


def test_without_a_legal_basis_nobody_is_looked_for(walk):
    rig = Rig(plan(INTRUSION))
    rig.pipeline.legal = LegalGate()
    assert starts(rig.play(walk)) == []
    eye = rig.pipeline.eyes[CAMERA]
    assert eye.running == ("equipment:tampering",)
    assert eye.closed == {"field": "no_basis"}


def test_a_basis_that_ends_closes_its_rule_at_the_next_picture(walk):
    rig = Rig(plan(INTRUSION))
    rig.pipeline.legal = LegalGate([basis(rig.clock, 6_500_000)])
    told = rig.play(walk)
    closings = [each for each in told if isinstance(each, Closing)]
    assert [(each.rule_id, each.reason) for each in closings] == [("field", "basis_ended")]
    assert "field" not in rig.pipeline.eyes[CAMERA].running


def test_looks_follow_activity(walk, calm):
    rig = Rig(plan(INTRUSION), plan(INTRUSION, camera=OTHER))
    quiet = [each._replace(camera_id=OTHER) for each in calm]
    rig.play(walk, quiet)
    moving, still = (rig.pipeline.eyes[each].counts for each in (CAMERA, OTHER))
    assert moving.active_looks / moving.active_s >= 4.8
    rate = (still.looks - still.active_looks) / still.quiet_s
    assert 0.95 <= rate <= 1.6
    decoded = rig.pipeline.eyes[OTHER].decode_counts
    assert decoded.decoded < 0.8 * decoded.received


def test_without_rules_only_keyframes_are_decoded(calm):
    rig = Rig(plan())
    rig.play(calm)
    counts = rig.pipeline.eyes[CAMERA].decode_counts
    assert counts.decoded <= 6
    assert counts.skipped > 70


def test_a_broken_camera_harms_no_other(walk):
    rig = Rig(plan(INTRUSION), plan(INTRUSION, camera=OTHER))
    broken = [each._replace(camera_id=OTHER, data=each.data[: len(each.data) // 3]) for each in walk]
    assert CAMERA in {each.camera_id for each in starts(rig.play(walk, broken))}


def test_an_error_nobody_foresaw_stays_its_camera_s(walk, monkeypatch):
    rig = Rig(plan(INTRUSION), plan(INTRUSION, camera=OTHER))

    def fails(*_args):
        raise TypeError("unforeseen")

    monkeypatch.setattr(rig.pipeline.eyes[OTHER], "_note_motion", fails)
    other = [each._replace(camera_id=OTHER) for each in walk]
    assert {each.camera_id for each in starts(rig.play(walk, other))} == {CAMERA}
    assert rig.pipeline.counts.failures > 0


class Network:
    """A network that finds nothing, and cannot look at inputs of one camera's colour."""

    name, side_px = "network", 416

    def __init__(self) -> None:
        self.looks = 0

    def detect(self, pictures):
        self.looks += 1
        return [Detections.empty() for _ in pictures]


@pytest.fixture(params=[False, True], ids=["at once", "in a thread"])
def thread(request):
    if not request.param:
        yield None
        return
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_one_picture_that_breaks_the_common_look_harms_no_other(walk, monkeypatch, thread):
    network = Network()
    rig = Rig(plan(INTRUSION), plan(INTRUSION, camera=OTHER), detector=lambda: network, thread=thread)

    def together(detector, wanted):
        if any(each.picture is broken for each in wanted for broken in bad):
            raise ValueError("negative dimensions")
        return look_together(detector, wanted)

    bad, taken = [], rig.pipeline._wanted

    def remember(sight):
        if sight.eye.camera_id == OTHER:
            bad.append(sight.picture)
        return taken(sight)

    monkeypatch.setattr(rig.pipeline, "_wanted", remember)
    monkeypatch.setattr("vigie.vision.pipeline.look_together", together)
    rig.play(walk, [each._replace(camera_id=OTHER) for each in walk])
    assert bad
    assert network.looks > 0
    assert rig.pipeline.counts.failures > 0
    assert rig.pipeline.counts.regions > 0


def test_another_size_in_mid_stream_begins_the_scene_anew_with_the_field_in_its_place(walk):
    drawn = CameraPlan(CameraRules(CAMERA, 1, (INTRUSION,), size_px=(320, 176)))
    rig = Rig(drawn)
    rig.play(walk[:30])
    still = [street(0, size=(480, 264), walker=False) for _ in range(25)]
    larger = film([*still, *[street(number, size=(480, 264)) for number in range(80)]], first=30)
    told = starts(rig.play(larger))[0]
    assert told.size_px == (480, 264)
    assert told.signal.region_px[2] > 150


def test_an_impossible_rule_is_named_and_the_others_run(walk):
    bad = RuleSpec("bad", RuleKind.INTRUSION, {"id": "bad", "field_px": ((0, 0), (5, 5))})
    rig = Rig(plan(bad, INTRUSION))
    assert {each.signal.rule_id for each in starts(rig.play(walk))} == {"field"}
    assert "bad" in rig.pipeline.eyes[CAMERA].closed


def test_changed_rules_end_what_the_old_ones_had_open(walk):
    rig = Rig(plan(INTRUSION))
    rig.play(walk)
    told = rig.watch(plan(version=2), changed=[CAMERA])
    assert told == [Closing(CAMERA, None, rig.clock.now(), "rule_changed")]


def test_a_camera_taken_out_ends_its_signals(walk):
    rig = Rig(plan(INTRUSION))
    rig.play(walk)
    assert [each.reason for each in rig.watch()] == ["stopped"]
    assert rig.pipeline.eyes == {}


def test_scenes_go_only_to_whoever_watches(walk):
    rig = Rig(plan(INTRUSION), plan(INTRUSION, camera=OTHER), watcher=FakeWatcher([CAMERA]))
    rig.play(walk, [each._replace(camera_id=OTHER) for each in walk])
    assert {each.camera_id for each in rig.scenes} == {CAMERA}
    assert any(each.objects for each in rig.scenes)
    assert any("field" in each.ringing for each in rig.scenes)


def test_a_busy_machine_looks_less_often_and_never_later(walk):
    rig = Rig(plan(INTRUSION))
    eye = rig.pipeline.eyes[CAMERA]
    for unit in walk[:35]:
        eye.put(unit._replace(utc=rig.clock.now()))
        rig.clock.advance(TICK_S)
    rig.pipeline.tick()
    assert eye.counts.looks == 1
    assert eye._decoder.waiting == 0


def test_more_pictures_than_anybody_can_take_are_dropped_and_counted(walk):
    rig = Rig(plan(INTRUSION))
    eye = rig.pipeline.eyes[CAMERA]
    for _ in range(2):
        for unit in walk:
            eye.put(unit)
    assert eye.counts.overflowed > 0
    rig.clock.advance(TICK_S)
    rig.pipeline.tick()
    assert eye._decoder.waiting <= len(walk)


class Seer(Network):
    """A network that sees a person wherever its input is red."""

    def detect(self, pictures):
        self.looks += 1
        found = []
        for picture in pictures:
            red = picture[..., 2].astype(int) - picture[..., 1] > 60
            _, _, rows, _ = cv2.connectedComponentsWithStats(red.astype(np.uint8))
            boxes = [(x, y, x + w, y + h) for x, y, w, h, area in rows[1:].tolist() if area > 60]
            kinds = np.zeros(len(boxes), np.int16)
            found.append(Detections.of(np.array(boxes).reshape(-1, 4), kinds, np.full(len(boxes), 0.9)))
        return found


def test_a_network_in_a_thread_tells_the_same(walk, thread):
    rig = Rig(plan(INTRUSION), detector=Seer, thread=thread)
    told = starts(rig.play(walk))
    assert [each.signal.rule_id for each in told] == ["field"]


def test_a_scene_that_ended_meanwhile_tells_nothing(walk):
    with ThreadPoolExecutor(1) as pool:
        rig = Rig(plan(INTRUSION), detector=Seer, thread=pool)
        units = iter(walk)
        while rig.pipeline.answer is None:
            rig.play([next(units)])
        assert starts(rig.watch()) == []
        assert rig.pipeline.eyes == {}
        assert rig.pipeline.answer is None


def test_a_stop_of_all_analytics_is_followed_before_the_answer_counts(walk):
    with ThreadPoolExecutor(1) as pool:
        rig = Rig(plan(INTRUSION), detector=Seer, thread=pool)
        rig.play(walk)
        eye = rig.pipeline.eyes[CAMERA]
        assert "field" in eye.running
        rig.pipeline.legal = LegalGate()
        told = rig.play(walk[:1])
        assert "field" not in eye.running
        assert starts(told) == []
