"""Who gets which picture when; ten pictures a second, a keyframe each half second unless said otherwise."""

import itertools

import pytest

from vigie.simulator.bitstream import Codec, Setup
from vigie.simulator.link import BACKLOG_BYTES
from vigie.simulator.session import Interleaved, Session
from vigie.simulator.streams import ClipStream, PlayableClip

LARGE = Setup(Codec.H264, 1280, 720, (), (b"\x67\x42\x00\x1f",), (b"\x68\xcf",))


class Wire:
    """Fake of `Link` under an interleaved carrier."""

    peer = "127.0.0.1"

    def __init__(self):
        self.backlog, self.data = 0, bytearray()

    def write(self, data):
        self.data += bytes(data)

    def close(self):
        self.data.clear()


def _join(stream, carrier):
    session = Session(stream, carrier)
    first = stream.join(session)
    stream.catch_up(session)
    return session, first


def _run(pump, clock, seconds, step_s=0.01):
    for _ in range(round(seconds / step_s)):
        clock.advance(step_s)
        pump.turn()


def test_pictures_follow_one_another_across_the_loops_seam(stream, pump, clock, new_keeper):
    keeper = new_keeper()
    _join(stream, keeper)
    _run(pump, clock, 5)
    numbers = keeper.pictures
    assert len(numbers) >= 45
    assert numbers[0] % 5 == 0
    assert all((after - before) % 20 == 1 for before, after in itertools.pairwise(numbers))


def test_sequence_numbers_and_timestamps_never_jump(stream, pump, clock, new_keeper):
    keeper = new_keeper()
    session, first = _join(stream, keeper)
    session_start = session.timestamp(first)
    _run(pump, clock, 5)
    assert keeper.timestamps[0] == session_start
    assert all((b - a) & 0xFFFF == 1 for a, b in zip(keeper.sequences, keeper.sequences[1:], strict=False))
    steps = {(b - a) & 0xFFFFFFFF for a, b in zip(keeper.timestamps, keeper.timestamps[1:], strict=False)}
    assert steps == {0, 9000}


def test_nothing_is_sent_while_nobody_watches(stream, pump, clock, new_keeper):
    keeper = new_keeper()
    session, _ = _join(stream, keeper)
    _run(pump, clock, 1)
    session.stop()
    before = stream.pictures_sent
    _run(pump, clock, 1)
    assert stream.pictures_sent == before
    assert stream.due_s() is None


def test_all_clients_see_the_same_moment_under_their_own_numbers(stream, pump, clock, new_keeper):
    one, two = new_keeper(), new_keeper()
    _join(stream, one)
    _join(stream, two)
    _run(pump, clock, 2)
    assert one.pictures == two.pictures
    assert one.packets[0][8:12] != two.packets[0][8:12]
    assert [packet[12:] for packet in one.packets] == [packet[12:] for packet in two.packets]


@pytest.mark.parametrize("paced", [False, True])
def test_a_newcomer_far_from_the_next_keyframe_gets_the_last_one_at_once(
    camera, pump, clock, make_clip, paced
):
    pump.paced = paced
    stream = ClipStream(camera, "main", PlayableClip(make_clip(keyframe_every=20, size=6000)), pump)
    wire = Wire()
    clock.advance(0.35)
    session, _ = _join(stream, Interleaved(wire, 0))
    assert session.pictures >= 3
    _run(pump, clock, 3)
    assert session.pictures == pytest.approx(33, abs=2)


@pytest.mark.parametrize("paced", [False, True])
def test_a_second_client_in_mid_picture_loses_nothing(camera, pump, clock, make_clip, new_keeper, paced):
    pump.paced = paced
    stream = ClipStream(camera, "main", PlayableClip(make_clip(keyframe_every=20, size=6000)), pump)
    _join(stream, new_keeper())
    _run(pump, clock, 2.33)
    wire = Wire()
    session, _ = _join(stream, Interleaved(wire, 0))
    _run(pump, clock, 2)
    packets, at = [], 0
    while at < len(wire.data):
        size = int.from_bytes(wire.data[at + 2 : at + 4], "big")
        if wire.data[at + 1] == 0:
            packets.append(bytes(wire.data[at + 4 : at + 4 + size]))
        at += 4 + size
    sequences = [int.from_bytes(packet[2:4], "big") for packet in packets]
    assert all((b - a) & 0xFFFF == 1 for a, b in itertools.pairwise(sequences))
    assert session.pictures_lost == 0
    assert abs(sum(packet[1] >> 7 for packet in packets) - session.pictures) <= 1


def test_paced_pictures_leave_in_parts_and_arrive_whole(stream, pump, clock, new_keeper):
    pump.paced = True
    keeper = new_keeper()
    session, _ = _join(stream, keeper)
    _run(pump, clock, 3)
    assert session.pictures >= 24
    writes = []
    while len(writes) < 8:
        before = len(keeper.packets)
        _run(pump, clock, 0.01)
        if len(keeper.packets) > before:
            writes.append(len(keeper.packets) - before)
    assert max(writes) < 3  # a picture has three packets here, or five with its parameter sets


def test_a_slow_client_loses_whole_pictures_and_sees_the_hole(stream, pump, clock, new_keeper):
    slow, quick = new_keeper(), new_keeper()
    session, _ = _join(stream, slow)
    _join(stream, quick)
    _run(pump, clock, 1)
    slow.backlog = BACKLOG_BYTES + 1
    _run(pump, clock, 1)
    slow.backlog = 0
    _run(pump, clock, 1)
    assert session.pictures_lost == 10
    assert len(slow.pictures) == len(quick.pictures) - 10
    assert any((b - a) & 0xFFFF > 1 for a, b in zip(slow.sequences, slow.sequences[1:], strict=False))
    assert all((b - a) & 0xFFFF == 1 for a, b in zip(quick.sequences, quick.sequences[1:], strict=False))


def test_another_film_begins_with_its_own_parameters(stream, pump, clock, make_clip, new_keeper):
    keeper = new_keeper()
    _join(stream, keeper)
    _run(pump, clock, 1)
    stream.play_clip(PlayableClip(make_clip(setup=LARGE, name="other")))
    assert stream.setup == LARGE
    _run(pump, clock, 1)
    payloads = [packet[12:] for packet in keeper.packets]
    assert payloads.index(LARGE.sps[0]) > payloads.index(b"\x67\x42\x00\x1e")
    steps = {(b - a) & 0xFFFFFFFF for a, b in zip(keeper.timestamps, keeper.timestamps[1:], strict=False)}
    assert steps == {0, 9000}


def test_after_a_long_sleep_the_stream_begins_anew_instead_of_running_after(stream, pump, clock, new_keeper):
    keeper = new_keeper()
    _join(stream, keeper)
    _run(pump, clock, 1)
    before = len(keeper.pictures)
    last = keeper.sequences[-1]
    clock.advance(3600)
    pump.turn()
    assert len(keeper.pictures) - before <= 1
    _run(pump, clock, 2)
    after = keeper.pictures[before:]
    assert after[0] % 5 == 0
    assert 15 <= len(after) <= 21
    assert keeper.sequences[keeper.sequences.index(last) + 1] == (last + 2) & 0xFFFF


def test_reports_map_rtp_time_to_utc(stream, pump, clock, new_keeper):
    keeper = new_keeper()
    session, _ = _join(stream, keeper)
    _run(pump, clock, 11)
    assert 2 <= len(keeper.reports) <= 4
    report = keeper.reports[-1]
    assert int.from_bytes(report[4:8], "big") == session.ssrc
    seconds = int.from_bytes(report[8:12], "big") - 2_208_988_800
    now_s = clock.now() / 1_000_000
    now_rtp = session.timestamp(stream.camera.clock.media_90k())
    behind_s = ((now_rtp - int.from_bytes(report[16:20], "big")) & 0xFFFFFFFF) / 90_000
    assert abs(now_s - behind_s - seconds) < 1.01
