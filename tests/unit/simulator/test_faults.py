"""Each fault, as a client sees it."""

import pytest
from pydantic import ValidationError

from vigie.simulator.faults import Faults
from vigie.simulator.session import Datagrams, Session


@pytest.fixture
def watch(stream, pump, clock, new_keeper):
    """Play for three seconds with these faults; return client and session."""

    def play(seconds=3.0, **faults):
        keeper = new_keeper()
        session = Session(stream, keeper)
        stream.join(session)
        stream.camera.misbehave(Faults(**faults))
        for _ in range(round(seconds * 100)):
            clock.advance(0.01)
            pump.turn()
        return keeper, session

    return play


def test_a_good_camera_sends_everything(watch):
    keeper, session = watch()
    assert len(keeper.packets) == session.packets
    assert session.pictures >= 25


def test_dropped_packets_leave_holes_of_about_the_asked_share(watch):
    keeper, session = watch(30, drop_percent=20)
    share = 1 - len(keeper.packets) / session.packets
    assert 0.12 < share < 0.28


def test_a_stalled_camera_sends_neither_pictures_nor_reports(watch):
    keeper, _ = watch(stall=True)
    assert keeper.packets == []
    assert keeper.reports == []


def test_garbage_is_no_rtp(watch):
    keeper, _ = watch(garbage=True)
    assert keeper.packets
    assert len({packet[0] for packet in keeper.packets}) > 3


def test_a_slow_camera_sends_fewer_pictures_with_unchanged_timestamps(watch):
    keeper, session = watch(4, rate=0.5)
    assert 15 <= session.pictures <= 21
    steps = {(b - a) & 0xFFFFFFFF for a, b in zip(keeper.timestamps, keeper.timestamps[1:], strict=False)}
    assert steps == {0, 9000}


def test_a_camera_without_reports(watch):
    assert watch(reports=False)[0].reports == []


def test_a_wrong_clock_shows_in_reports(watch, clock):
    keeper, _ = watch(clock_offset_s=3600)
    seconds = int.from_bytes(keeper.reports[0][8:12], "big") - 2_208_988_800
    assert 3590 < seconds - clock.now() / 1_000_000 < 3601


def test_a_clock_jump_moves_timestamps_once(stream, watch, pump, clock):
    keeper, _ = watch()
    stream.camera.clock.jump(3600)
    for _ in range(100):
        clock.advance(0.01)
        pump.turn()
    steps = [(b - a) & 0xFFFFFFFF for a, b in zip(keeper.timestamps, keeper.timestamps[1:], strict=False)]
    assert [step for step in steps if step not in (0, 9000)] == [3600 * 90_000 + 9000]


def test_reordered_datagrams_come_in_pairs(stream, pump, clock):
    class Socket:
        def __init__(self):
            self.sent = []

        def sendto(self, packet, _address):
            self.sent.append(int.from_bytes(packet[2:4], "big"))

    sock = Socket()
    session = Session(stream, Datagrams(sock, Socket(), "127.0.0.1", 5000, 5001))
    stream.camera.misbehave(Faults(reorder=True, reports=False))
    stream.join(session)
    for _ in range(200):
        clock.advance(0.01)
        pump.turn()
    first = sock.sent[:5]
    assert first != sorted(first)
    assert len(set(sock.sent)) == len(sock.sent) == session.packets


@pytest.mark.parametrize("wrong", [{"drop_percent": 101}, {"rate": 0}, {"announce": "AV1"}, {"unknown": 1}])
def test_faults_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValidationError):
        Faults(**wrong)
