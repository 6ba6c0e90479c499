import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vigie.vision.gates import ChangeGate, SizeGate

STILL = np.full((180, 320), 90, np.uint8)


def learned(gate: SizeGate, size: int = 200, pictures: int = 50) -> SizeGate:
    for _ in range(pictures):
        gate.update(size, keyframe=False)
    return gate


def test_a_picture_as_long_as_usual_tells_of_nothing() -> None:
    assert not learned(SizeGate()).update(210, keyframe=False)


def test_a_much_longer_picture_tells_of_motion() -> None:
    assert learned(SizeGate()).update(900, keyframe=False)


def test_a_keyframe_is_long_and_tells_of_nothing() -> None:
    gate = learned(SizeGate())
    before = gate.quiet_bytes
    assert not gate.update(40_000, keyframe=True)
    assert gate.quiet_bytes == before


def test_steady_traffic_does_not_become_quiet_within_a_minute() -> None:
    gate = learned(SizeGate())
    assert all(gate.update(2_000, keyframe=False) for _ in range(120))


def test_noise_that_moves_nothing_becomes_quiet_at_once() -> None:
    gate = learned(SizeGate())
    for _ in range(12):
        if gate.update(2_000, keyframe=False):
            gate.nothing_moved()
    assert not gate.update(2_000, keyframe=False)


@given(st.lists(st.integers(0, 200_000), min_size=1, max_size=200))
def test_the_quiet_level_stays_within_what_was_seen(sizes: list[int]) -> None:
    gate = SizeGate()
    for size in sizes:
        gate.update(size, keyframe=False)
    assert gate.quiet_bytes is not None
    assert min(sizes) - 1e-6 <= gate.quiet_bytes <= max(sizes) + 1e-6


def test_the_first_picture_always_counts_as_changed() -> None:
    assert ChangeGate().update(STILL, 0.0)


def test_noise_of_a_few_levels_is_no_change() -> None:
    gate, noise = ChangeGate(), np.random.default_rng(1)
    gate.update(STILL, 0.0)
    for step in range(1, 20):
        noisy = (STILL.astype(int) + noise.integers(-5, 6, STILL.shape)).astype(np.uint8)
        assert not gate.update(noisy, step * 0.2)


def test_a_person_of_five_pixels_is_a_change() -> None:
    gate = ChangeGate()
    gate.update(STILL, 0.0)
    someone = STILL.copy()
    someone[60:68, 100:103] = 160
    assert gate.update(someone, 0.2)


def test_somebody_too_slow_for_one_step_is_seen_over_several() -> None:
    gate = ChangeGate()
    moved = []
    for step in range(12):
        picture = STILL.astype(np.float32)
        picture[60:90, 100:110] += 6 * step
        moved.append(gate.update(picture.astype(np.uint8), step * 0.2))
    assert any(moved[2:])


def test_another_size_counts_as_changed() -> None:
    gate = ChangeGate()
    gate.update(STILL, 0.0)
    assert gate.update(STILL[:90, :160].copy(), 0.2)
