"""One bad clip says what is wrong with it; the others run, and what can be read of a damaged one counts."""

import json

import av
import numpy as np
import pytest

from vigie.testing.films import FPS, street
from vigie.vision.evaluation import evaluate
from vigie.vision.models.builtin import BuiltinDetector

FIELD = [[100, 40], [300, 40], [300, 170], [100, 170]]
PICTURES = [street(0, walker=False)] * 30 + [street(number) for number in range(60)]


def write_clip(path, pictures, size=(320, 176)):
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "g": "10"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return write_clip(tmp_path_factory.mktemp("clips") / "walk.ts", PICTURES)


@pytest.fixture
def scenario(tmp_path):
    def scenario(name, clip, field=FIELD):
        content = {
            "schema": "vigie.scenario/1",
            "clip": str(clip),
            "rules": [{"id": "a", "kind": "intrusion", "field_px": field}],
            "events": [{"rule": "a", "t_s": 5.3}],
            "match_s": [-1, 2],
        }
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(content))
        return path

    return scenario


def run(*paths):
    return evaluate(paths, BuiltinDetector)


def test_the_answer_has_the_shape_that_is_promised(scenario, clip):
    answer = run(scenario("good", clip)).to_json()
    assert answer.keys() == {"kinds", "clips", "cpu_ms_per_picture", "detector"}
    assert answer["kinds"]["intrusion"].keys() == {
        "events",
        "found",
        "false",
        "precision",
        "recall",
        "f1",
        "delay_s_median",
        "false_per_hour",
    }
    assert (answer["kinds"]["intrusion"]["events"], answer["kinds"]["intrusion"]["found"]) == (1, 1)
    assert json.loads(json.dumps(answer)) == answer


def test_bad_clips_are_errors_by_name_and_the_others_run(scenario, clip, tmp_path):
    text, empty, zeros = (tmp_path / name for name in ("text.mp4", "empty.mp4", "zeros.ts"))
    text.write_text("this is no video\n" * 100)
    empty.touch()
    zeros.write_bytes(bytes(20_000))
    with av.open(str(tmp_path / "sound.mp4"), "w") as container:
        stream = container.add_stream("aac", rate=8000, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        sound.rate = 8000
        container.mux([*stream.encode(sound), *stream.encode(None)])
    bad = {each.stem: scenario(each.stem, each) for each in (text, empty, zeros, tmp_path / "sound.mp4")}
    bad["absent"] = scenario("absent", tmp_path / "nowhere.mp4")
    bad["outside"] = scenario("outside", clip, [[900, 0], [990, 0], [990, 90]])
    outcome = run(*bad.values(), scenario("good", clip))
    assert [each.name for each in outcome.results] == ["good"]
    assert outcome.errors.keys() == bad.keys()
    for name, told in outcome.errors.items():
        assert ("give" in told) or ("check the path" in told), (name, told)
    assert "holds no video" in outcome.errors["sound"]
    assert "rule a: field_px lies outside the picture of 320 × 176" in outcome.errors["outside"]


def test_damaged_pictures_are_left_out_and_told(scenario, clip, tmp_path):
    content = bytearray(clip.read_bytes())
    for at in range(len(content) // 5, len(content) // 4):
        content[at] = 0xFF if at % 188 else 0x47  # the packets of the transport stream stay packets
    damaged = tmp_path / "damaged.ts"
    damaged.write_bytes(content)
    outcome = run(scenario("damaged", damaged))
    (result,) = outcome.results
    assert result.pictures > 40
    assert result.to_json()["kinds"]["intrusion"]["found"] == 1


def test_a_clip_that_breaks_off_is_judged_up_to_there(scenario, clip, tmp_path):
    cut = tmp_path / "cut.ts"
    cut.write_bytes(clip.read_bytes()[: clip.stat().st_size // 2])
    (result,) = run(scenario("cut", cut)).results
    assert 20 < result.pictures < 90


def test_another_size_in_the_middle_begins_the_scene_anew_with_scaled_fields(scenario, tmp_path):
    small = write_clip(tmp_path / "small.ts", PICTURES[:20])
    tall = [street(0, size=(640, 352), walker=False)] * 30
    tall += [np.asarray(street(number).repeat(2, 0).repeat(2, 1)) for number in range(60)]
    tall[:30] = [street(0, walker=False).repeat(2, 0).repeat(2, 1)] * 30
    large = write_clip(tmp_path / "large.ts", tall, (640, 352))
    both = tmp_path / "both.ts"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    (result,) = run(scenario("both", both)).results
    assert any("pictures become 640 × 352: fields are scaled" in told for told in result.warnings)
    signals = result.to_json()["signals"]
    assert min(each["t_s"] for each in signals) > 4
    assert (
        min(each["region_px"][2] for each in signals) > 200
    )  # the field begins at 100 px before, at 200 after
