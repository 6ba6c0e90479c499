"""Scenes drawn by hand for the rules: tracks that follow a path, pictures that flicker."""

from collections.abc import Callable, Sequence

import numpy as np

from vigie.vision.background import Foreground
from vigie.vision.calibration import Calibration
from vigie.vision.detections import Detections, Mask, Picture
from vigie.vision.rules.registry import Rule, make_rule
from vigie.vision.scene import SceneView
from vigie.vision.signals import Phase, RuleKind, Signal
from vigie.vision.statics import StaticRegion
from vigie.vision.tracker import Tracker

STEP_S = 0.1
WIDTH, HEIGHT = 640, 360
Box = tuple[float, float, float, float]
Actor = Callable[[float], Box | None]
"""Where something is at an instant, None when it is not there."""


def person(feet: Callable[[float], tuple[float, float]], tall: float = 80.0) -> Actor:
    """Return somebody `tall` pixels tall whose feet follow a path."""

    def box(t_s: float) -> Box:
        x, y = feet(t_s)
        return x - tall * 0.17, y - tall, x + tall * 0.17, y

    return box


def everything(*, value: bool = True) -> Foreground:
    """Return a foreground that is everywhere, or nowhere."""
    mask: Mask = np.full((180, 320), value)
    return Foreground(mask, np.zeros((0, 4), np.float32), float(value), settled=True)


def film(
    kind: RuleKind,
    parameters: dict[str, object],
    actors: Sequence[tuple[Actor, int]] = (),
    *,
    seconds: float = 10.0,
    pictures: Callable[[float], Picture] | None = None,
    foreground: Foreground | None = None,
    statics: Callable[[float], list[StaticRegion]] = lambda _t: [],
    calibration: Calibration | None = None,
) -> list[Signal]:
    """Return all signals of one rule over drawn actors (path, class) and pictures."""
    rule: Rule = make_rule(kind, {"id": "r", **parameters})
    tracker, told = Tracker(), list[Signal]()
    blank = np.zeros((180, 320, 3), np.uint8)
    for number in range(round(seconds / STEP_S)):
        t_s = number * STEP_S
        seen = [(box, cls) for actor, cls in actors if (box := actor(t_s)) is not None]
        boxes = np.array([box for box, _ in seen], np.float32).reshape(-1, 4)
        found = Detections.of(boxes, np.array([cls for _, cls in seen], np.int16), np.full(len(seen), 0.9))
        tracks = tracker.update(t_s, found, np.zeros((0, 4), np.float32), np.ones(len(seen), np.bool_))
        small = blank if pictures is None else pictures(t_s)
        view = SceneView(
            t_s, STEP_S, WIDTH, HEIGHT, tracks, small, foreground or everything(), statics(t_s), calibration
        )
        told += rule.update(view)
    return told


def starts(signals: Sequence[Signal]) -> list[Signal]:
    """Return the signals that begin something."""
    return [each for each in signals if each.phase is Phase.START]
