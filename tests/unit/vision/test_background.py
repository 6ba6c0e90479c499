"""The background: what came is foreground; light, shadow and exposure are not."""

import cv2
import numpy as np
import pytest

from vigie.vision.background import Background, Foreground
from vigie.vision.detections import Picture
from vigie.vision.lighting import exposure
from vigie.vision.statics import StaticForeground, StaticRegion

STEP_S = 0.1


def street(seed: int = 1) -> Picture:
    """A textured, colourful ground."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(70, 150, (12, 20, 3)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (320, 180), interpolation=cv2.INTER_LINEAR), np.uint8)


def noisy(picture: Picture, rng: np.random.Generator) -> Picture:
    noise = rng.normal(0, 2.0, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def with_person(picture: Picture) -> Picture:
    shown = picture.copy()
    shown[80:120, 150:164] = (30, 30, 200)
    return shown


def learned(background: Background, rng: np.random.Generator, steps: int = 30) -> None:
    for _ in range(steps):
        background.update(noisy(street(), rng), STEP_S)


def seen(change: Picture, seed: int = 3) -> Foreground:
    background, rng = Background(), np.random.default_rng(seed)
    learned(background, rng)
    return background.update(noisy(change, rng), STEP_S)


def lit(picture: Picture, factor: float, softness_px: float) -> Picture:
    mask = np.zeros((180, 320), np.float32)
    cv2.ellipse(mask, (160, 110), (30, 18), 0, 0, 360, 1.0, -1)
    if softness_px:
        mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), softness_px), np.float32)
    return np.clip(picture * (1 + (factor - 1) * mask[..., None]), 0, 255).astype(np.uint8)


def test_a_person_is_one_region_of_the_right_size() -> None:
    foreground = seen(with_person(street()))
    assert foreground.settled
    assert len(foreground.boxes) == 1
    assert foreground.boxes[0] == pytest.approx([150, 80, 164, 120], abs=3)


def test_nothing_is_seen_where_nothing_changed() -> None:
    assert seen(street()).share == 0


@pytest.mark.parametrize("factor", [0.6, 0.8, 1.25, 1.5])
def test_another_exposure_is_not_motion(factor: float) -> None:
    changed = np.clip(street() * factor, 0, 255).astype(np.uint8)
    assert seen(changed).share < 0.01
    assert exposure(changed, street()) == pytest.approx(1 / factor, rel=0.05)


def test_a_shadow_and_a_soft_spot_of_light_are_not_objects() -> None:
    assert len(seen(lit(street(), 0.6, 0)).boxes) == 0
    assert len(seen(lit(street(), 1.4, 8)).boxes) == 0


def test_a_bright_thing_with_sharp_edges_is_an_object() -> None:
    shown = street()
    shown[100:118, 140:170] = 235
    assert len(seen(shown).boxes) == 1


def test_a_scene_that_changed_as_a_whole_is_learned_anew() -> None:
    background, rng = Background(), np.random.default_rng(4)
    learned(background, rng)
    other = np.roll(street(9), 40, axis=1)[:, ::-1].copy()
    other[..., 0] = 255 - other[..., 0]
    first = background.update(noisy(other, rng), STEP_S)
    assert first.share > 0.5
    for _ in range(30):
        last = background.update(noisy(other, rng), STEP_S)
    assert last.share < 0.05


def statics_of(pictures: list[Picture]) -> list[StaticRegion]:
    statics, rng = StaticForeground(), np.random.default_rng(5)
    regions: list[StaticRegion] = []
    for number, picture in enumerate(pictures):
        regions = statics.update(noisy(picture, rng), number * STEP_S, STEP_S, 0.5)
    return regions


def bagged(picture: Picture) -> Picture:
    shown = picture.copy()
    shown[110:122, 100:116] = (20, 20, 20)
    shown[112:116, 102:114] = (40, 40, 220)
    return shown


def test_a_thing_put_down_appears_and_a_thing_taken_is_gone() -> None:
    empty, full = [street()] * 50, [bagged(street())] * 120
    put = statics_of(empty + full)
    assert [each.appeared for each in put] == [True]
    assert put[0].box == pytest.approx((200, 220, 232, 244), abs=8)
    taken = statics_of(full + [street()] * 80)
    assert [each.appeared for each in taken] == [False]


def test_light_that_stays_is_no_static_thing() -> None:
    assert statics_of([street()] * 50 + [lit(street(), 1.4, 8)] * 80) == []


def test_a_thing_of_little_contrast_appears_at_night() -> None:
    night = street() // 5
    bag = night.copy()
    bag[110:122, 100:116] = (40, 8, 8)
    put = statics_of([night] * 50 + [bag] * 120)
    assert [each.appeared for each in put] == [True]


def test_a_gray_thing_on_gray_ground_appears_and_a_soft_shadow_does_not() -> None:
    ground = np.full((180, 320, 3), 120, np.uint8)
    bag = ground.copy()
    bag[110:122, 100:116] = 76
    put = statics_of([ground] * 50 + [bag] * 120)
    assert [(each.appeared, each.dark) for each in put] == [(True, True)]
    assert statics_of([ground] * 50 + [lit(ground, 0.63, 10)] * 120) == []


def test_what_wanders_has_not_been_there_for_long() -> None:
    pictures = [street()] * 50
    for number in range(200):
        picture = street()
        left = 100 + number // 10
        picture[110:122, left : left + 16] = (40, 40, 220)
        pictures.append(picture)
    still = statics_of(pictures)
    assert all(each.since_s > 18 for each in still)


def test_hardly_anything_in_the_dark_was_nothing() -> None:
    """A pale spot in the noise of a night had no outline: nobody can say that a thing was taken away."""
    dark = np.full((180, 320, 3), 24, np.uint8)
    reddish = dark.copy()
    reddish[80:120, 150:174, 2] = 40
    soft = np.asarray(cv2.GaussianBlur(reddish, (0, 0), 5), np.uint8)
    assert statics_of([soft] * 130 + [dark] * 80) == []
