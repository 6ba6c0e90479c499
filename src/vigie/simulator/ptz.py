"""The head of a pan-tilt-zoom camera: where it looks, how it moves there, its presets.

Positions are in ONVIF's generic spaces: pan and tilt from -1 to 1, zoom from 0 to 1 (PTZ service, annex A).
Nothing runs in the background: the position is worked out when somebody looks.
"""

from dataclasses import dataclass, replace

from vigie.kernel.errors import NotFound
from vigie.kernel.instants import Clock

PAN_TILT_PER_S = 0.5
"""Full speed: a quarter of the range each second."""

ZOOM_PER_S = 0.35
DEFAULT_TIMEOUT_S = 10.0
ARRIVED = 1e-6


@dataclass(frozen=True, slots=True)
class Position:
    """Where the head looks; also a velocity or a translation, in the same order."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0

    def within_range(self) -> "Position":
        """Return the nearest position that the head can reach."""
        return Position(_clip(self.pan, -1), _clip(self.tilt, -1), _clip(self.zoom, 0))

    def plus(self, other: "Position", times: float = 1.0) -> "Position":
        """Return the sum, `other` taken so many times."""
        return Position(
            self.pan + other.pan * times, self.tilt + other.tilt * times, self.zoom + other.zoom * times
        )


def _clip(value: float, least: float) -> float:
    return min(1.0, max(least, value))


@dataclass(frozen=True, slots=True)
class Preset:
    """A stored position with its name."""

    token: str
    name: str
    position: Position


class PtzHead:
    """Moves at a velocity until told or until its timeout, or towards a target."""

    def __init__(self, clock: Clock, home: Position | None = None) -> None:
        self._clock = clock
        self._home = home or Position()
        self._position = self._home
        self._velocity = Position()
        self._target: Position | None = None
        self._until_s = self._since_s = clock.monotonic_s()
        self._numbers = 0
        self.presets: dict[str, Preset] = {}
        self.commands = 0

    @property
    def position(self) -> Position:
        """Where the head looks now."""
        self._advance()
        return self._position

    @property
    def moving(self) -> bool:
        """Whether it is still on its way."""
        self._advance()
        return self._target is not None or self._velocity != Position()

    def move(self, velocity: Position, timeout_s: float = DEFAULT_TIMEOUT_S) -> None:
        """Move at a share of full speed on each axis (-1 to 1) for at most `timeout_s`."""
        self._begin()
        pan, tilt, zoom = (_clip(share, -1) for share in (velocity.pan, velocity.tilt, velocity.zoom))
        self._velocity = Position(pan * PAN_TILT_PER_S, tilt * PAN_TILT_PER_S, zoom * ZOOM_PER_S)
        self._until_s = self._since_s + timeout_s

    def go_to(self, target: Position) -> None:
        """Move to a position at full speed."""
        self._begin()
        self._target = target.within_range()

    def shift(self, translation: Position) -> None:
        """Move by a translation."""
        self.go_to(self.position.plus(translation))

    def stop(self, *, pan_tilt: bool = True, zoom: bool = True) -> None:
        """Stop where it is, on these axes."""
        self._advance()
        self.commands += 1
        kept = self._velocity
        self._velocity = Position(
            0.0 if pan_tilt else kept.pan, 0.0 if pan_tilt else kept.tilt, 0.0 if zoom else kept.zoom
        )
        self._target = None

    def save(self, name: str, token: str | None = None) -> str:
        """Store the present position; returns the preset's token."""
        if token is None:
            self._numbers += 1
            token = f"preset-{self._numbers}"
        elif token not in self.presets:
            raise NotFound(f"no preset {token}")
        self.presets[token] = Preset(token, name or token, self.position)
        return token

    def recall(self, token: str) -> None:
        """Move to a preset.

        Raises:
            NotFound: there is none of this token.
        """
        if token not in self.presets:
            raise NotFound(f"no preset {token}")
        self.go_to(self.presets[token].position)

    def forget(self, token: str) -> None:
        """Remove a preset.

        Raises:
            NotFound: there is none of this token.
        """
        if self.presets.pop(token, None) is None:
            raise NotFound(f"no preset {token}")

    def go_home(self) -> None:
        """Move to the home position."""
        self.go_to(self._home)

    def set_home(self) -> None:
        """Make the present position the home position."""
        self._home = self.position

    def _begin(self) -> None:
        self._advance()
        self.commands += 1
        self._velocity, self._target = Position(), None

    def _advance(self) -> None:
        """Work out the present position."""
        now_s = self._clock.monotonic_s()
        passed_s = now_s - self._since_s
        if self._target is not None:
            self._approach(self._target, passed_s)
        elif self._velocity != Position():
            moved_s = max(0.0, min(now_s, self._until_s) - self._since_s)
            self._position = self._position.plus(self._velocity, moved_s).within_range()
            if now_s >= self._until_s:
                self._velocity = Position()
        self._since_s = now_s

    def _approach(self, target: Position, seconds: float) -> None:
        here, reach = self._position, PAN_TILT_PER_S * seconds
        self._position = Position(
            _towards(here.pan, target.pan, reach),
            _towards(here.tilt, target.tilt, reach),
            _towards(here.zoom, target.zoom, ZOOM_PER_S * seconds),
        )
        if self._position == target:
            self._target = None


def _towards(value: float, target: float, reach: float) -> float:
    way = target - value
    return target if abs(way) <= reach + ARRIVED else value + (reach if way > 0 else -reach)


def with_presets(head: PtzHead, presets: dict[str, Position]) -> PtzHead:
    """Give a head its first presets, by name."""
    for name, position in presets.items():
        token = head.save(name)
        head.presets[token] = replace(head.presets[token], position=position)
    return head
