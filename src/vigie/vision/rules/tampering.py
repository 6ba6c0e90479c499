"""Camera tampering: covered, blurred, turned or frozen. A diagnostic of the equipment; it looks at no object.

The picture is cut into blocks and each block's edges are compared with those of a slowly learned reference.
Edges survive changes of light; a person or a lorry changes some blocks, tampering changes nearly all.
"""

from collections import deque
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from vigie.vision.rules.episodes import Episodes, Finding
from vigie.vision.rules.settings import TamperingSettings
from vigie.vision.scene import SceneView
from vigie.vision.signals import RuleKind, Signal

if TYPE_CHECKING:
    from collections.abc import Hashable

GRID = 8
"""Blocks along each side."""

BLOCK_PX = 12
ONE_BLOCK = np.ones((BLOCK_PX, BLOCK_PX), np.float32)
LEARN_S = 30.0
ACCEPT_S = 60.0
"""A view that stays this long is the new reference."""

EDGES = 150.0
"""Norm of a block's gradients from which its edges can be compared: bare ground tells nothing."""

LEAST_BLOCKS = 8
"""With fewer such blocks nothing is said of the view being turned."""

ALIKE = 0.4
"""Cosine between a block's gradients and the reference's below which the block changed."""

LEAST_LIGHT = 0.15
"""A night that takes more of the light than this leaves is as good as a cover."""

LOST = 0.35
"""Share of its contrast, in proportion to its light, below which a block is lost behind something."""

MOST_CHANGED = 0.7
"""The camera was tampered with when this share of the blocks that have edges changed."""

FLAT = 14.0
"""Spread of brightness (0–255) below which nothing is left to see."""

LEAST_CHANGES, LEAST_CALM = 40, 0.12
"""Pictures from which a camera's liveliness is known, and mean change (0–255) below which nothing is said."""

STILL, FROZEN_SHARE = 0.35, 0.65
"""Still: less change than this share of the calmest tenth. Frozen: this share of the pictures is still."""

DEAD, DEAD_SHARE, SLOWLY = 0.12, 0.4, 20
"""…and this share of them hardly changes at all: an empty street still shows the sensor's noise."""


class Tampering:
    """Rings once when the view is covered, blurred, turned or frozen for `min_duration_s`."""

    kind = RuleKind.TAMPERING

    def __init__(self, settings: TamperingSettings) -> None:
        self.settings = settings
        self._reference: NDArray[np.float32] | None = None
        self._light: NDArray[np.float32] = np.zeros((0, 0), np.float32)
        self._sharpness = 0.0
        self._changed_s = 0.0
        self._age_s = 0.0
        self._frozen = FrozenWatch(settings.frozen_s)
        self._episodes = Episodes(
            settings.id,
            self.kind,
            after_s=settings.min_duration_s,
            hold_s=5.0,
            least_confidence=settings.least_confidence,
        )

    def update(self, view: SceneView) -> list[Signal]:
        """Take one instant in."""
        sent = view.small if view.as_sent is None else view.as_sent
        gray = np.asarray(cv2.cvtColor(sent, cv2.COLOR_BGR2GRAY), np.uint8)
        found: dict[Hashable, Finding] = {}
        how = self._how(gray, view.elapsed_s)
        if how is not None:
            found["view"] = Finding(view.whole, how[1], details={"how": how[0], "changed": round(how[1], 2)})
        if how is not None or float(gray.std()) < FLAT:
            self._frozen.forget()
        elif self._frozen.update(gray, view.elapsed_s):
            details = {"how": "frozen", "frozen_s": self.settings.frozen_s}
            found["frozen"] = Finding(view.whole, 0.9, details=details)
        return self._episodes.update(view.t_s, found)

    def _how(self, gray: NDArray[np.uint8], elapsed_s: float) -> tuple[str, float] | None:
        """Return how the view was tampered with and how much of it changed, or None."""
        side = GRID * BLOCK_PX
        reduced = cv2.resize(gray, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
        edges, sharpness = _edges(reduced), float(cv2.Laplacian(gray, cv2.CV_32F).var())
        self._age_s += elapsed_s
        if self._reference is None:
            self._reference, self._sharpness, self._light = edges, sharpness, _light(reduced)
            return None
        changed = self._changed_share(edges, _light(reduced))
        lit = float(np.clip(reduced.mean() / (self._light.mean() + 1), LEAST_LIGHT, 1.0))
        blurred = sharpness < 0.12 * lit * lit * self._sharpness and self._sharpness > 20  # noqa: PLR2004 - there were edges to lose
        if changed < MOST_CHANGED and not blurred:
            self._learn(edges, sharpness, _light(reduced), elapsed_s)
            return None
        self._changed_s += elapsed_s
        if self._changed_s > ACCEPT_S:
            self._reference = None
            self._changed_s = 0.0
        return _name(reduced, edges, self._reference, blurred=blurred), max(changed, 0.7 if blurred else 0.0)

    def _changed_share(self, edges: NDArray[np.float32], light: NDArray[np.float32]) -> float:
        """Return the share of blocks with edges in the reference whose edges point elsewhere or are lost.

        A veil of paint or plastic leaves the edges where they were, faint; so does the night, but with it
        goes the light, and in proportion to that nothing is lost.
        """
        assert self._reference is not None  # noqa: S101 - `_how` sets it first
        now, then = _blocks(edges), _blocks(self._reference)
        strength = np.linalg.norm(then, axis=1)
        telling = strength > EDGES
        if np.count_nonzero(telling) < LEAST_BLOCKS:
            return 0.0
        common = (now * then).sum(axis=1)
        likeness = common / (np.linalg.norm(now, axis=1) * strength + 1e-6)
        lit = np.clip((light / (self._light + 1)).ravel(), LEAST_LIGHT, 1.0)
        left = common / (strength * strength * lit + 1e-6)
        return float(((likeness < ALIKE) | (left < LOST))[telling].mean())

    def _learn(
        self, edges: NDArray[np.float32], sharpness: float, light: NDArray[np.float32], elapsed_s: float
    ) -> None:
        self._changed_s = 0.0
        rate = float(1 - np.exp(-elapsed_s / min(LEARN_S, max(1.0, self._age_s))))
        assert self._reference is not None  # noqa: S101 - `_how` sets it first
        passing = np.linalg.norm(_blocks(edges) - _blocks(self._reference), axis=1) > EDGES
        rates = np.where(passing, 0.05 * rate, rate).astype(np.float32).reshape(GRID, GRID)
        learned = self._reference + (edges - self._reference) * np.kron(rates, ONE_BLOCK)
        self._reference = np.round(learned, 3)  # what fades away stops at 0: tiny floats cost a hundred times
        self._light += (light - self._light) * rates
        self._sharpness += (sharpness - self._sharpness) * rate


class FrozenWatch:
    """Tells when a lively camera shows nothing new for a while.

    A frozen camera goes on sending: its encoder refines the same picture and repeats keyframes, so pictures
    differ a little. They count as still when they change far less than this camera's calmest tenth did.

    Args:
        after_s: how long.
    """

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._before: NDArray[np.uint8] | None = None
        self._changes: deque[float] = deque(maxlen=300)
        self._lately: deque[tuple[float, bool, bool]] = deque()
        self._calm = 0.0
        self._quiet = 0

    def update(self, gray: NDArray[np.uint8], elapsed_s: float) -> bool:
        """Take one gray picture in; return whether the last `after_s` seconds were frozen."""
        before, self._before = self._before, gray
        if before is None or before.shape != gray.shape:
            self._lately.clear()
            return False
        change = float(cv2.mean(cv2.absdiff(before, gray))[0])
        lively = self._calm >= LEAST_CALM
        self._lately.append((elapsed_s, lively and change < STILL * self._calm, change < DEAD * self._calm))
        while sum(each[0] for each in self._lately) - self._lately[0][0] >= self._after_s:
            self._lately.popleft()
        self._learn(change)
        whole = sum(each[0] for each in self._lately) >= self._after_s - 1e-6
        still = sum(each[1] for each in self._lately) / len(self._lately)
        dead = sum(each[2] for each in self._lately) / len(self._lately)
        return whole and lively and still >= FROZEN_SHARE and dead >= DEAD_SHARE

    def forget(self) -> None:
        """Begin anew: a covered camera is still, and not frozen."""
        self._before = None
        self._lately.clear()

    def _learn(self, change: float) -> None:
        """Learn the change of one picture; sudden calm counts little, lest a frozen one be learned."""
        self._quiet = self._quiet + 1 if change < 0.5 * self._calm else 0
        if self._quiet % SLOWLY:
            return
        self._changes.append(change)
        if len(self._changes) >= LEAST_CHANGES:
            self._calm = float(np.percentile(self._changes, 10))


def _edges(gray: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the gradients (2, side, side), slightly blurred so that a shaken pole changes little."""
    soft = cv2.GaussianBlur(gray, (3, 3), 0)
    return np.stack([cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)]).astype(np.float32)


def _light(reduced: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean brightness (8, 8) of the blocks."""
    return np.asarray(cv2.resize(reduced, (GRID, GRID), interpolation=cv2.INTER_AREA), np.float32)


def _blocks(edges: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (64, 288): the gradients of each block."""
    parts = edges.reshape(2, GRID, BLOCK_PX, GRID, BLOCK_PX).transpose(1, 3, 0, 2, 4)
    return parts.reshape(GRID * GRID, 2 * BLOCK_PX * BLOCK_PX)


def _name(
    gray: NDArray[np.float32],
    edges: NDArray[np.float32],
    reference: NDArray[np.float32] | None,
    *,
    blurred: bool,
) -> str:
    if float(gray.std()) < FLAT:
        return "covered"
    if blurred:
        return "blurred"
    usual = float(np.abs(reference).mean()) if reference is not None else 0.0
    return "covered" if float(np.abs(edges).mean()) < 0.2 * usual else "turned"
