import json
from dataclasses import replace

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.simulator.scenes import Behaviour, Light, Place, SceneSpec, WideScene, catalogue, render_scene
from vigie.simulator.scenes.camera_model import MastCamera
from vigie.simulator.scenes.motion import Path
from vigie.simulator.scenes.scenario_export import export_scenarios
from vigie.simulator.scenes.shows import SHOWS, write_script
from vigie.simulator.scenes.stage import Stage

SMALL = SceneSpec(name="small", width_px=320, duration_s=12.0, fps=5, people=2, cars=1, seed=4)


@given(st.floats(-10, 10), st.floats(8, 60))
def test_the_homography_and_the_projection_agree(x, y):
    camera = MastCamera()
    u, v, w = camera.homography() @ (x, y, 1)
    assert camera.point(x, y) == pytest.approx((u / w, v / w), abs=1e-6)


def test_far_things_are_small():
    camera = MastCamera()
    assert camera.scale(10) > camera.scale(20) > camera.scale(60)


def test_a_path_is_walked_at_its_speed():
    path = Path.line(2.0, (0.0, 10.0), (6.0, 10.0), 1.5)
    assert path.at(1.9) is None
    assert path.at(6.1) is None
    where = path.at(4.0)
    assert (where.x, where.speed) == (pytest.approx(3.0), pytest.approx(1.5))


def test_the_same_specification_gives_the_same_picture():
    assert np.array_equal(Stage(SMALL).draw(9)[0], Stage(SMALL).draw(9)[0])


def test_another_seed_gives_another_picture():
    assert not np.array_equal(Stage(SMALL).draw(9)[0], Stage(replace(SMALL, seed=5)).draw(9)[0])


@pytest.mark.parametrize("frame", range(0, 60, 7))
def test_boxes_hold_what_differs_from_the_empty_street(frame):
    stage, empty = Stage(SMALL), Stage(replace(SMALL, people=0, cars=0))
    picture, seen = stage.draw(frame)
    changed = np.abs(picture.astype(int) - empty.draw(frame)[0]).max(2) > 60
    known = {actor.object_id for actor in empty.script.actors}
    allowed = np.zeros(changed.shape, bool)
    for object_id, (box, _, _) in seen.items():
        left, top, wide, high = (round(value) for value in box)
        allowed[max(top - 3, 0) : top + high + 6, max(left - 8, 0) : left + wide + 8] = True
        if object_id not in known and high > 25:
            assert changed[top : top + high, left : left + wide].mean() > 0.05
    assert changed[~allowed].mean() < 0.01


@pytest.mark.parametrize("behaviour", sorted(SHOWS))
def test_every_behaviour_is_shown_and_written_down(behaviour):
    script = write_script(replace(SMALL, behaviour=behaviour, duration_s=30.0))
    assert script.events
    for event in script.events:
        assert event.kind == behaviour
        assert 0 <= event.start_s <= event.end_s <= 30.5


@pytest.mark.parametrize("behaviour", [Behaviour.COVERED, Behaviour.BLURRED, Behaviour.TURNED])
def test_a_fault_of_the_camera_changes_the_whole_picture(behaviour):
    stage = Stage(replace(SMALL, behaviour=behaviour, duration_s=30.0))
    _, start_s, end_s = stage.script.fault
    before, during = stage.draw(int(start_s * 5) - 3)[0], stage.draw(int((start_s + end_s) / 2 * 5))[0]
    assert np.abs(before.astype(int) - during).mean() > 4


def test_flames_shine_at_night_and_lit_windows_do_not_light_the_smoke_before_them():
    spec = replace(SMALL, light=Light.NIGHT, behaviour=Behaviour.FIRE, duration_s=30.0, people=0, cars=0)
    stage = Stage(spec)
    start_s = stage.script.smoke[0]
    before, during = (stage.draw(int(second * spec.fps))[0] for second in (start_s - 1, start_s + 8))
    new = (np.abs(during.astype(int) - before) > 8).any(2)
    flames = new & (during[..., 2] > 220) & (during[..., 2] > during[..., 0].astype(int) + 100)
    assert flames.sum() > 20
    assert (stage.weather.air <= 1).all()
    lit = stage.weather.air.min(2) < 0.5
    assert lit.any()
    assert Stage(replace(spec, light=Light.DAY)).weather.air is None


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize("light", [Light.DAY, Light.NIGHT])
def test_every_place_can_be_drawn_by_day_and_by_night(place, light):
    picture, _ = Stage(replace(SMALL, place=place, light=light, rain=True, shake_px=1.0)).draw(3)
    assert picture.shape == (180, 320, 3)
    assert picture.std() > 5


def test_a_rendered_scene_is_what_cameras_send(tmp_path):
    told = []
    files = render_scene(SMALL, tmp_path, progress=told.append)
    for path, size in ((files.main, (320, 180)), (files.sub, (640, 360)), (files.stand_in, (512, 288))):
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            packets = [packet for packet in container.demux(stream) if packet.size]
            assert (stream.codec_context.name, stream.width, stream.height) == ("h264", *size)
            assert len(packets) == SMALL.frames
            assert all(packet.pts == packet.dts for packet in packets), "no B-frames"
            assert packets[0].is_keyframe
    assert told[-1] == 1.0


def test_the_truth_file_has_its_schema(tmp_path):
    files = render_scene(replace(SMALL, behaviour=Behaviour.INTRUSION), tmp_path)
    truth = json.loads(files.truth.read_text())
    assert (truth["schema"], truth["size_px"], truth["frames"]) == ("vigie.truth/1", [320, 180], 60)
    assert len(truth["field_px"]) == len(truth["field_m"]) == 4
    assert [event["kind"] for event in truth["events"]] == ["intrusion"]
    for track in truth["objects"]:
        assert track["class"] in {"person", "two_wheeler", "car", "truck", "object"}
        lengths = {len(track[key]) for key in ("frames", "boxes_px", "ground_m", "visible")}
        assert lengths == {len(track["frames"])}


def test_a_scene_that_is_there_is_not_rendered_again(tmp_path):
    first = render_scene(SMALL, tmp_path).main.stat().st_mtime_ns
    assert render_scene(SMALL, tmp_path).main.stat().st_mtime_ns == first
    assert render_scene(replace(SMALL, seed=9), tmp_path).main.stat().st_mtime_ns != first


def test_the_catalogue_has_a_dozen_scenes_with_french_titles():
    specs = catalogue()
    assert len(specs) >= 12
    assert len({spec.name for spec in specs}) == len(specs)
    assert all(spec.title for spec in specs)


def test_the_wide_scene_moves():
    scene = WideScene()
    one, two = scene.draw(9.0), scene.draw(12.3)
    assert one.shape == (scene.height_px, scene.width_px, 3)
    assert not np.array_equal(one, two)


def test_scenarios_are_exported_with_their_clips(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "vigie.simulator.scenes.scenario_export.CASES", (Behaviour.LINE_CROSSING, Behaviour.COVERED)
    )
    written = export_scenarios(tmp_path, count_per_behaviour=1)
    kinds = []
    for path in written:
        told = json.loads(path.read_text())
        assert told["schema"] == "vigie.scenario/1"
        assert (path.parent / told["clip"]).exists()
        assert told["events"]
        kinds.append(told["rules"][0]["kind"])
    assert kinds == ["line_crossing", "tampering"]
