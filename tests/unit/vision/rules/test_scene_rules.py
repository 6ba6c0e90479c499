"""Fire, smoke, tampering, static things and stopped vehicles over drawn pictures."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from vigie.testing.vision_scenes import Actor, Box, everything, film, person, starts
from vigie.vision.detections import Picture
from vigie.vision.signals import RuleKind
from vigie.vision.statics import StaticRegion

PERSON, CAR = 0, 3
RNG = np.random.default_rng(7)
COARSE = RNG.integers(40, 170, (18, 32, 1)).astype(np.uint8)
STREET = np.repeat(
    np.asarray(cv2.resize(COARSE, (320, 180), interpolation=cv2.INTER_NEAREST))[..., None], 3, 2
)


def street(t_s: float) -> Picture:
    """Gray houses under a noisy sensor."""
    noise = np.random.default_rng(round(t_s * 1000)).normal(0, 1.5, STREET.shape)
    return np.clip(STREET + noise, 0, 255).astype(np.uint8)


def burning(t_s: float) -> Picture:
    picture = street(t_s)
    if t_s >= 2:
        rng = np.random.default_rng(round(t_s * 1000) + 1)
        flames = rng.integers(0, 90, (16, 14))
        picture[100:116, 150:164] = np.stack([60 + flames, 110 + flames, np.full_like(flames, 250)], -1)
    return picture


def lamplight(t_s: float) -> Picture:
    picture = street(t_s)
    picture[100:116, 150:164] = (70, 150, 230)
    return picture


def test_flames_ring_once_and_lamplight_does_not() -> None:
    told = starts(film(RuleKind.FIRE, {}, pictures=burning, seconds=10))
    assert len(told) == 1
    assert told[0].region_px[0] == pytest.approx(300, abs=15)
    assert starts(film(RuleKind.FIRE, {}, pictures=lamplight, seconds=10)) == []


def torch(t_s: float) -> Picture:
    """A small flame: an even heart, and tongues around it."""
    picture = street(t_s)
    if t_s >= 2:
        cv2.rectangle(picture, (151, 106), (158, 112), (80, 150, 252), -1)
        for tongue in range(5):
            high = 3 + 3 * np.sin(9 * t_s + 1.9 * tongue)
            x = 151 + 2 * tongue
            cv2.rectangle(picture, (x, int(106 - high)), (x + 1, 106), (60, 130, 250), -1)
    return picture


def beacon(t_s: float) -> Picture:
    """The lamp of a vehicle under repair: all of it goes on and off."""
    picture = street(t_s)
    level = 0.55 + 0.45 * np.sin(2 * np.pi * 1.9 * t_s)
    picture[100:112, 150:162] = np.array((40, 130, 255)) * max(0.69, level)
    return picture


def test_a_small_flame_rings_and_a_beacon_does_not() -> None:
    assert len(starts(film(RuleKind.FIRE, {}, pictures=torch, seconds=10))) == 1
    assert starts(film(RuleKind.FIRE, {}, pictures=beacon, seconds=10)) == []


def smoking(t_s: float) -> Picture:
    picture = street(t_s).astype(np.float32)
    if t_s >= 3:
        cloud = np.zeros((180, 320), np.float32)
        for puff in range(12):
            x, y = 150 + 14 * np.sin(puff * 2.1 + t_s * 2), 120 - 8 * ((puff * 0.7 + t_s) % 8)
            cv2.circle(cloud, (int(x), int(y)), 16, 0.8, -1)
        soft = np.asarray(cv2.blur(cloud, (9, 9)))[..., None]
        picture = picture * (1 - soft) + 175 * soft
    return picture.astype(np.uint8)


def larger_elsewhere(t_s: float) -> Picture:
    """The same smoke, and for a moment more of it at the other side."""
    picture = smoking(t_s)
    if 12 <= t_s < 14.5:
        other = np.asarray(np.roll(smoking(t_s), 128, axis=1), np.float32)
        picture[:, 230:] = other[:, 230:].astype(np.uint8)
        picture[60:130, 120:190] = street(t_s)[60:130, 120:190]
    return picture


def test_smoke_rings_once_though_other_smoke_is_larger_for_a_moment() -> None:
    told = film(RuleKind.SMOKE, {}, pictures=larger_elsewhere, seconds=22, foreground=everything(value=False))
    assert len(starts(told)) == 1


def clouded(t_s: float) -> Picture:
    share = 0.65 if t_s >= 3 else 1.0
    picture = street(t_s).astype(np.float32)
    picture[60:170, 40:280] *= share
    return picture.astype(np.uint8)


def test_smoke_rings_and_the_shadow_of_a_cloud_does_not() -> None:
    assert (
        len(
            starts(film(RuleKind.SMOKE, {}, pictures=smoking, seconds=14, foreground=everything(value=False)))
        )
        == 1
    )
    assert (
        starts(film(RuleKind.SMOKE, {}, pictures=clouded, seconds=14, foreground=everything(value=False)))
        == []
    )


def taken_away(t_s: float) -> Picture:
    """A striped thing that is gone from 5 s on, and gray ground where it lay."""
    picture = street(t_s)
    picture[100:140, 140:200] = np.clip(street(t_s)[100:140, 140:200] * 0 + 110, 0, 255)
    if t_s < 5:
        picture[100:140, 140:200:8] = 20
        picture[100:140, 144:200:8] = 60
    return picture


def lit_twice(t_s: float) -> Picture:
    """Headlights sweep over the ground, and again six seconds later."""
    picture = street(t_s).astype(np.float32)
    for begin in (4.0, 10.0):
        middle = 60 + 120 * (t_s - begin)
        xs, ys = np.meshgrid(np.arange(320), np.arange(180))
        picture *= 1 + 0.9 * np.exp(-(((xs - middle) / 40) ** 2) - ((ys - 120) / 20) ** 2)[..., None]
    return np.clip(picture, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("pictures", [taken_away, lit_twice])
def test_what_was_taken_away_and_light_that_passes_are_no_smoke(
    pictures: Callable[[float], Picture],
) -> None:
    told = film(RuleKind.SMOKE, {}, pictures=pictures, seconds=16, foreground=everything(value=False))
    assert starts(told) == []


def covered(t_s: float) -> Picture:
    return street(t_s) if t_s < 4 else np.asarray(street(t_s) // 40, np.uint8)


def blurred(t_s: float) -> Picture:
    return street(t_s) if t_s < 4 else np.asarray(cv2.GaussianBlur(street(t_s), (0, 0), 5), np.uint8)


def turned(t_s: float) -> Picture:
    return street(t_s) if t_s < 4 else np.asarray(np.roll(street(t_s), (37, 101), (0, 1)), np.uint8)


def frozen(t_s: float) -> Picture:
    """The encoder goes on refining the same picture."""
    if t_s < 6:
        return street(t_s)
    picture = street(6.0)
    return picture if round(t_s * 10) % 20 else np.asarray(picture + 1, np.uint8)


@pytest.mark.parametrize("kind", ["covered", "blurred", "turned", "frozen"])
def test_each_way_of_tampering_rings_once_and_is_named(kind: str) -> None:
    pictures = {"covered": covered, "blurred": blurred, "turned": turned, "frozen": frozen}[kind]
    told = starts(film(RuleKind.TAMPERING, {"frozen_s": 5}, pictures=pictures, seconds=18))
    assert [each.details["how"] for each in told] == [kind]


def test_paint_that_lets_edges_through_faintly_is_tampering() -> None:
    def painted(t_s: float) -> Picture:
        veil = min(0.85, max(0.0, (t_s - 4) / 2))
        return np.asarray(street(t_s) * (1 - veil) + 60 * veil, np.uint8)

    assert len(starts(film(RuleKind.TAMPERING, {}, pictures=painted, seconds=12))) == 1


@pytest.mark.parametrize("factor", [0.25, 0.7, 1.2])
def test_a_change_of_light_is_no_tampering(factor: float) -> None:
    def dimmed(t_s: float) -> Picture:
        level = factor if t_s > 4 else 1.0
        return np.asarray(np.clip(street(t_s) * level, 0, 255), np.uint8)

    assert starts(film(RuleKind.TAMPERING, {}, pictures=dimmed, seconds=12)) == []


def test_an_empty_street_is_not_frozen() -> None:
    assert starts(film(RuleKind.TAMPERING, {"frozen_s": 5}, pictures=street, seconds=20)) == []


BAG = StaticRegion((300, 250, 320, 265), 3.0, appeared=True, fill=0.8)


def owner(leaves_s: float) -> Actor:
    return person(lambda t: (305 if t < leaves_s else 305 + 90 * (t - leaves_s), 262))


def bag(t_s: float) -> list[StaticRegion]:
    return [BAG] if t_s >= 3 else []


def test_a_thing_left_rings_after_its_owner_is_gone_and_names_the_owner() -> None:
    told = starts(
        film(RuleKind.ABANDONED_OBJECT, {"min_duration_s": 4}, [(owner(4), PERSON)], statics=bag, seconds=14)
    )
    assert len(told) == 1
    assert told[0].t_s > 4 + 4
    assert told[0].details["owner"] is not None


def test_a_thing_whose_owner_stays_does_not_ring() -> None:
    actors = [(owner(99), PERSON)]
    assert (
        starts(film(RuleKind.ABANDONED_OBJECT, {"min_duration_s": 4}, actors, statics=bag, seconds=14)) == []
    )


def standing(box: Box) -> Actor:
    return lambda _t: box


@pytest.mark.parametrize(("box", "kind"), [((250, 200, 350, 265), CAR), ((290, 190, 330, 265), PERSON)])
def test_a_parked_car_and_somebody_who_stands_are_no_abandoned_things(box: Box, kind: int) -> None:
    region = StaticRegion(box, 3.0, appeared=True, fill=0.8)
    rule: dict[str, object] = {"min_duration_s": 4, "max_share": 0.2}
    actors = [(standing(box), kind)]
    told = film(RuleKind.ABANDONED_OBJECT, rule, actors, statics=lambda _t: [region], seconds=12)
    assert starts(told) == []


def test_a_thing_removed_rings_though_somebody_stands_beside() -> None:
    gone = StaticRegion((300, 250, 320, 265), 3.0, appeared=False, fill=0.8)
    actors = [(person(lambda _t: (370.0, 262.0)), PERSON)]
    told = film(RuleKind.REMOVED_OBJECT, {"min_duration_s": 4}, actors, statics=lambda _t: [gone], seconds=8)
    assert len(starts(told)) == 1


def car(stop_s: float) -> Actor:
    def box(t_s: float) -> tuple[float, float, float, float]:
        x = 60 + 90 * min(t_s, stop_s)
        return x, 200, x + 110, 250

    return box


def test_a_vehicle_that_stops_rings_and_parked_or_passing_ones_do_not() -> None:
    rule: dict[str, object] = {"min_duration_s": 4}
    assert len(starts(film(RuleKind.STOPPED_VEHICLE, rule, [(car(3), CAR)], seconds=10))) == 1
    assert starts(film(RuleKind.STOPPED_VEHICLE, rule, [(car(0), CAR)], seconds=10)) == []
    assert starts(film(RuleKind.STOPPED_VEHICLE, rule, [(car(99), CAR)], seconds=5)) == []
    background = everything(value=False)
    assert (
        starts(film(RuleKind.STOPPED_VEHICLE, rule, [(car(3), CAR)], seconds=10, foreground=background)) == []
    )


def test_what_may_be_the_shadow_of_somebody_near_is_no_abandoned_thing() -> None:
    shade = StaticRegion((300, 250, 320, 265), 3.0, appeared=True, fill=0.8, dark=True)
    rule: dict[str, object] = {"min_duration_s": 4}
    near = [(person(lambda _t: (355.0, 262.0), tall=90), CAR)]
    told = film(RuleKind.ABANDONED_OBJECT, rule, near, statics=lambda _t: [shade], seconds=10)
    assert starts(told) == []
    told = film(RuleKind.ABANDONED_OBJECT, rule, statics=lambda _t: [shade], seconds=10)
    assert len(starts(told)) == 1


def test_a_thing_whose_outline_changes_rings_once() -> None:
    def lying(t_s: float) -> list[StaticRegion]:
        left, since_s = (300, 0.0) if t_s < 12 else (313, 12.0)
        return [StaticRegion((left, 250, left + 20, 265), since_s, appeared=True, fill=0.8)]

    told = film(RuleKind.ABANDONED_OBJECT, {"min_duration_s": 4}, statics=lying, seconds=25)
    assert [round(each.t_s) for each in starts(told)] == [4]


def fallen(t_s: float) -> Box | None:
    """Walks, falls at 3 s, and is not seen any more on the ground."""
    if t_s < 3:
        return 220 + 30 * t_s, 190, 246 + 30 * t_s, 265
    return (290, 240, 360, 268) if t_s < 4 else None


def test_a_person_on_the_ground_is_no_abandoned_thing() -> None:
    part = StaticRegion((296, 246, 322, 266), 3.5, appeared=True, fill=0.8)

    def lying(t_s: float) -> list[StaticRegion]:
        return [part] if t_s > 3.8 else []

    rule: dict[str, object] = {"min_duration_s": 4}
    assert starts(film(RuleKind.ABANDONED_OBJECT, rule, [(fallen, PERSON)], statics=lying, seconds=16)) == []
    assert len(starts(film(RuleKind.ABANDONED_OBJECT, rule, statics=lying, seconds=16))) == 1
