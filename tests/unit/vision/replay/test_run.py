"""Recorded pictures through the live pipeline: what rings, what the law closes, what is broken."""

import io
import json

import pytest

from vigie.kernel.errors import BadInput
from vigie.kernel.instants import HOUR_US, MINUTE_US, SECOND_US, UtcUs
from vigie.law.bases import AnalyticsBasis, EventKind
from vigie.testing.films import CAMERA, START, film, street
from vigie.video.access_unit import Codec
from vigie.video.fmp4 import FragmentWriter, init_segment
from vigie.vision.planar import PlanarPicture
from vigie.vision.replay.film import parameters_of, units_of
from vigie.vision.replay.process import serve
from vigie.vision.replay.run import reduced
from vigie.vision.replay.wire import END, FRAGMENT, INIT, Task, message

FIELD = [[100, 40], [300, 40], [300, 170], [100, 170]]
RULES = [{"id": "zone", "kind": "intrusion", "field_px": FIELD}]
PICTURES = [street(0, walker=False)] * 30 + [street(number) for number in range(60)]


def basis(starts: int = START - HOUR_US, ends: int = START + HOUR_US) -> AnalyticsBasis:
    return AnalyticsBasis(
        id="b1",
        text="t",
        order_number="1",
        authority="a",
        event="e",
        kinds=(EventKind.FORBIDDEN_AREA,),
        cameras=(CAMERA,),
        starts=UtcUs(starts),
        ends=UtcUs(ends),
        attestation="x",
    )


def task(**changes) -> Task:
    given = {
        "camera_id": CAMERA,
        "rules": RULES,
        "size_px": (320, 176),
        "calibration": None,
        "timezone": "Europe/Paris",
        "ptz": False,
        "bases": [basis()],
        "analyst": {"detector": "builtin"},
        "release": "test",
        "start": START,
        "end": UtcUs(START + MINUTE_US),
    }
    return Task(**given | changes)


def recorded(units) -> list[bytes]:
    """Return the messages of a recording: one segment, one part a second."""
    writer = FragmentWriter(units[0].parameters)
    sent = [message(INIT, units[0].utc, init_segment(units[0].parameters))]
    for first in range(0, len(units), 10):
        part = units[first : first + 10]
        following = units[first + 10].pts_90k if first + 10 < len(units) else None
        sent.append(message(FRAGMENT, part[0].utc, writer.fragment(part, next_pts_90k=following)))
    return [*sent, message(END, units[-1].utc, b"")]


def told(asked: Task, sent: list[bytes]) -> list[dict]:
    given = io.BytesIO(json.dumps(asked.to_json()).encode() + b"\n" + b"".join(sent))
    out = io.BytesIO()
    serve(given, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture(scope="module", params=[Codec.H264, Codec.H265])
def walk(request):
    return film(PICTURES, codec=request.param)


def test_recorded_parts_give_back_the_pictures_that_were_recorded(walk):
    parameters = parameters_of(init_segment(walk[0].parameters))
    assert parameters == walk[0].parameters
    fragment = FragmentWriter(parameters).fragment(walk[:10], next_pts_90k=walk[10].pts_90k)
    back = list(units_of(CAMERA, parameters, fragment, START))
    assert [each.data for each in back] == [each.data for each in walk[:10]]
    assert [each.keyframe for each in back] == [each.keyframe for each in walk[:10]]
    assert all(abs(one.utc - two.utc) < 100 for one, two in zip(back, walk, strict=False))


def test_a_draft_rings_where_it_would_have_rung_with_a_picture(walk):
    lines = told(task(), recorded(walk))
    assert lines[0] == {"type": "began", "detector": "builtin test", "runtime": ""}
    signals = [each for each in lines if each["type"] == "signal"]
    assert {each["rule"] for each in signals} == {"zone"}
    assert START + 4 * SECOND_US < signals[0]["at_us"] < START + 9 * SECOND_US
    assert signals[0]["basis_id"] == "b1"
    assert signals[0]["jpeg"].startswith("/9j/")
    assert lines[-1]["type"] == "end"
    assert (lines[-1]["pictures"], lines[-1]["broken"], lines[-1]["signals"]) == (90, 0, len(signals))
    assert lines[-1]["looks"] < 60


def test_instants_that_no_basis_covered_are_not_looked_at(walk):
    late = task(bases=[basis(starts=START + HOUR_US // 2)])
    lines = told(late, recorded(walk))
    assert [each for each in lines if each["type"] == "signal"] == []
    assert lines[-1]["closed"] == {"zone": "no_basis"}


def test_fields_drawn_on_another_size_are_scaled(walk):
    doubled = [{"id": "zone", "kind": "intrusion", "field_px": [[2 * x, 2 * y] for x, y in FIELD]}]
    lines = told(task(rules=doubled, size_px=(640, 352)), recorded(walk))
    assert any(each["type"] == "signal" for each in lines)


def test_a_hole_begins_the_scene_anew_and_the_rest_is_looked_at(walk):
    late = [each._replace(utc=UtcUs(each.utc + 5 * MINUTE_US)) for each in walk]
    lines = told(task(end=UtcUs(START + HOUR_US)), recorded(walk)[:-1] + recorded(late))
    at = [each["at_us"] for each in lines if each["type"] == "signal"]
    assert min(at) < START + MINUTE_US < max(at)
    assert lines[-1]["pictures"] == 180


def test_damage_is_counted_and_told(walk):
    sent = recorded(walk)
    sent[3] = sent[3][:200] + bytes(len(sent[3]) - 200)
    lines = told(task(), sent)
    assert lines[-1]["type"] == "end"
    assert lines[-1]["pictures"] < 90 or lines[-1]["broken"] > 0


@pytest.mark.parametrize(
    ("asked", "sent", "code"),
    [
        (task(analyst={"detector": "no-such-model"}), [], "unknown_model"),
        (task(), [message(INIT, START, b"\0\0\0\x08ftyp")], "recording_damaged"),
        (task(), [b"x" * 64], "replay_broken"),
    ],
)
def test_what_goes_wrong_is_one_line_with_its_code(asked, sent, code):
    lines = told(asked, sent)
    assert (lines[-1]["type"], lines[-1]["code"]) == ("failed", code)


def test_an_end_of_input_ends_it_quietly():
    assert told(task(), [])[-1]["pictures"] == 0


def test_pictures_of_the_main_stream_are_reduced_to_what_the_live_analysis_sees():
    units = film([street(0, size=(1280, 720))])
    from vigie.vision.decoding import LazyDecoder  # noqa: PLC0415 - of this test alone

    decoder = LazyDecoder()
    decoder.put(units[0])
    picture, _ = decoder.decode()
    small = reduced(picture)
    assert small.size_px == (640, 360)
    assert small.blue.shape == (180, 320)
    assert abs(float(small.luma.mean()) - float(picture.luma.mean())) < 1
    assert reduced(small) is small
    assert isinstance(small, PlanarPicture)


def test_an_init_segment_that_is_none_is_refused():
    with pytest.raises(BadInput, match="init segment"):
        parameters_of(b"nothing")
