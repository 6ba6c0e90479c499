import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.kernel.errors import NotFound
from vigie.simulator.ptz import PAN_TILT_PER_S, Position, PtzHead, with_presets
from vigie.testing.clock import FakeClock

SHARE = st.floats(-2, 2)


def test_it_moves_at_its_velocity_until_it_is_stopped(clock):
    head = PtzHead(clock)
    head.move(Position(1.0, -0.5, 0.0))
    clock.advance(0.5)
    assert head.position.pan == pytest.approx(0.5 * PAN_TILT_PER_S)
    assert head.position.tilt == pytest.approx(-0.25 * PAN_TILT_PER_S)
    assert head.moving
    head.stop()
    here = head.position
    clock.advance(5)
    assert head.position == here
    assert not head.moving


def test_a_move_ends_with_its_timeout(clock):
    head = PtzHead(clock)
    head.move(Position(1.0, 0.0, 0.0), timeout_s=1.0)
    clock.advance(60)
    assert head.position.pan == pytest.approx(PAN_TILT_PER_S)
    assert not head.moving


def test_stopping_one_axis_leaves_the_other(clock):
    head = PtzHead(clock)
    head.move(Position(0.2, 0.0, 1.0))
    head.stop(pan_tilt=True, zoom=False)
    clock.advance(0.5)
    assert head.position.pan == 0
    assert head.position.zoom > 0


def test_it_reaches_a_preset_and_goes_home(clock):
    head = with_presets(PtzHead(clock), {"Porte": Position(0.5, -0.5, 0.3)})
    head.recall("preset-1")
    clock.advance(0.2)
    assert 0 < head.position.pan < 0.5
    clock.advance(10)
    assert head.position == Position(0.5, -0.5, 0.3)
    head.go_home()
    clock.advance(10)
    assert head.position == Position()


def test_presets_are_saved_replaced_and_forgotten(clock):
    head = PtzHead(clock)
    token = head.save("Ici")
    head.go_to(Position(1, 1, 1))
    clock.advance(10)
    assert head.save("Là", token) == token
    assert head.presets[token].position == Position(1, 1, 1)
    head.forget(token)
    for act in (lambda: head.recall(token), lambda: head.forget(token), lambda: head.save("x", token)):
        with pytest.raises(NotFound):
            act()


@given(st.lists(st.tuples(SHARE, SHARE, SHARE, st.floats(0, 20)), max_size=8))
def test_no_commands_lead_out_of_range(moves):
    clock = FakeClock()
    head = PtzHead(clock)
    for pan, tilt, zoom, seconds in moves:
        head.move(Position(pan, tilt, zoom))
        clock.advance(seconds)
        head.shift(Position(tilt, pan, zoom))
        clock.advance(seconds)
        here = head.position
        assert -1 <= here.pan <= 1
        assert -1 <= here.tilt <= 1
        assert 0 <= here.zoom <= 1
