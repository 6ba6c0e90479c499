"""Where rectangles lie on as little canvas as holds them: in rows, highest first, each in the tightest row.

A network's cost follows the area of its input. One that takes any size gets canvases cut to what lies on
them, as wide as makes them smallest; one that takes only its square gets whole squares.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

Size = tuple[int, int]

WIDTHS = (0.375, 0.5, 0.625, 0.75, 1.0)
"""Widths that are tried, as shares of the side; what lies on more than one canvas takes the full width."""

EACH = 0.06
"""What each canvas costs besides its area, as a share of a whole square."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one rectangle lies: on which canvas, and its upper left corner there."""

    canvas: int
    left: int
    top: int


@dataclass(slots=True)
class _Row:
    top: int
    high: int
    used: int = 0


@dataclass(slots=True)
class _Canvas:
    rows: list[_Row] = field(default_factory=list)
    high: int = 0
    wide: int = 0


def lay_out(sizes: Sequence[Size], side: int, gutter: int, granule: int) -> tuple[list[Place], list[Size]]:
    """Give each (width, height) its place.

    Args:
        sizes: what must be placed, none larger than `side` either way.
        side: largest side of a canvas.
        gutter: pixels left free between two rectangles.
        granule: canvases' sides are multiples of this; 0: every canvas is a whole square.

    Returns:
        A place for each size, in their order, and the canvases' (width, height).
    """
    if not granule:
        places, canvases = _in_rows(sizes, side, side, gutter)
        return places, [(side, side)] * len(canvases)
    widest = max((wide for wide, _ in sizes), default=0)
    tried = []
    for share in WIDTHS:
        width = round(side * share) // granule * granule
        if width >= widest:
            places, canvases = _in_rows(sizes, width, side, gutter)
            trimmed = [(_up(each.wide, granule), _up(each.high, granule)) for each in canvases]
            tried.append(
                (sum(w * h for w, h in trimmed) + EACH * side * side * len(trimmed), places, trimmed)
            )
    _, places, trimmed = min(tried, key=lambda each: each[0])
    return places, trimmed


def _up(length: int, granule: int) -> int:
    return -(-length // granule) * granule


def _in_rows(
    sizes: Sequence[Size], width: int, height: int, gutter: int
) -> tuple[list[Place], list[_Canvas]]:
    canvases: list[_Canvas] = []
    places: dict[int, Place] = {}
    for number in sorted(range(len(sizes)), key=lambda each: -sizes[each][1]):
        wide, high = sizes[number]
        at, row = _row_for(canvases, wide, high, (width, height), gutter)
        places[number] = Place(at, row.used, row.top)
        canvases[at].wide = max(canvases[at].wide, row.used + wide)
        row.used += wide + gutter
    return [places[number] for number in range(len(sizes))], canvases


def _row_for(canvases: list[_Canvas], wide: int, high: int, room: Size, gutter: int) -> tuple[int, _Row]:
    """Return the tightest row that has room, a new one below the others, or one on a new canvas."""
    fitting = [
        (row.high - high, number, row)
        for number, canvas in enumerate(canvases)
        for row in canvas.rows
        if row.high >= high and row.used + wide <= room[0]
    ]
    if fitting:
        _, number, row = min(fitting, key=lambda each: each[:2])
        return number, row
    for number, canvas in enumerate(canvases):
        top = canvas.high + gutter if canvas.rows else 0
        if top + high <= room[1]:
            return number, _begin_row(canvas, top, high)
    canvases.append(_Canvas())
    return len(canvases) - 1, _begin_row(canvases[-1], 0, high)


def _begin_row(canvas: _Canvas, top: int, high: int) -> _Row:
    row = _Row(top, high)
    canvas.rows.append(row)
    canvas.high = top + high
    return row
