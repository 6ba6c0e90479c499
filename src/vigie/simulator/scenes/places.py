"""The places: where people walk and cars drive, what stands where. Metres; x right, y away from the mast."""

from dataclasses import dataclass
from math import pi

from vigie.simulator.scenes.spec import Place

Spot = tuple[float, float]
AWAY, TOWARDS, RIGHT, LEFT = pi / 2, -pi / 2, 0.0, pi


@dataclass(frozen=True, slots=True)
class Way:
    """Where people walk, straight, in either direction; `half_m` to each side of the middle."""

    start: Spot
    end: Spot
    half_m: float = 0.7


@dataclass(frozen=True, slots=True)
class Lane:
    """Where cars drive, in one direction; lanes of different `turn` are never used at the same time."""

    start: Spot
    end: Spot
    speed_m_s: float = 9.0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One place.

    Attributes:
        tilt_deg: of its camera below the horizon.
        stage: where behaviours are shown: lowest x, highest x, lowest y, highest y.
        fire: where something can burn: a bin stands there.
        fronts: house fronts: ends, and lowest and highest height in metres.
        parked: x, y, heading of cars that stand all along.
    """

    tilt_deg: float
    stage: tuple[float, float, float, float]
    fire: Spot
    ways: tuple[Way, ...]
    lanes: tuple[Lane, ...] = ()
    parked: tuple[tuple[float, float, float], ...] = ()
    trees: tuple[Spot, ...] = ()
    lamps: tuple[Spot, ...] = ()
    fronts: tuple[tuple[Spot, Spot, float, float], ...] = ()


HOUSE_M = 12
"""A house's front along the street."""


def edge(y: float) -> float:
    """Return how far to the side, in metres, somebody is out of the picture at this distance."""
    return 2.4 + y * 0.68


def _across(y: float, half_m: float) -> Way:
    return Way((-edge(y), y), (edge(y), y), half_m)


def _row(y: float, low: float, high: float) -> tuple[tuple[Spot, Spot, float, float], ...]:
    return tuple(((x, y), (x + HOUSE_M, y), low, high) for x in range(-48, 48, HOUSE_M))


def _canyon(half: float) -> tuple[tuple[Spot, Spot, float, float], ...]:
    found: list[tuple[Spot, Spot, float, float]] = []
    for y in range(72, -2, -9):
        found.append(((-half, y), (-half, y + 9.0), 8, 13))
        found.append(((half, y + 9.0), (half, y), 8, 13))
    return tuple(found)


_NEAR = Lane((-24.0, 11.9), (24.0, 11.9))
_FAR = Lane((26.0, 15.3), (-26.0, 15.3), 8.2)

SHEETS: dict[Place, Sheet] = {
    Place.AVENUE: Sheet(
        17.0,
        (-2.5, 2.5, 8.3, 9.2),
        (-7.0, 23.7),
        (_across(8.5, 0.6), _across(21.0, 1.2), _across(21.0, 1.2)),
        (_NEAR, _FAR),
        ((-13.5, 18.0, LEFT), (-7.6, 18.0, LEFT), (8.4, 18.0, LEFT), (14.0, 18.0, LEFT)),
        ((-18, 20.2), (-10, 20.2), (5, 20.2), (13, 20.2)),
        ((-14, 19.8), (0.5, 19.8), (16, 19.8)),
        _row(24.5, 9, 14),
    ),
    Place.STREET: Sheet(
        13.0,
        (5.9, 7.2, 13.0, 15.5),
        (8.4, 19.0),
        (
            Way((7.0, 66.0), (7.0, 4.5)),
            Way((-7.0, 4.5), (-7.0, 66.0)),
            Way((7.0, 66.0), (7.0, 4.5)),
            Way((-8.4, 10.6), (8.4, 10.6), 0.9),
        ),
        (Lane((1.6, 2.0), (1.6, 76.0), 8.5), Lane((-1.6, 76.0), (-1.6, 2.0), 8.5)),
        ((-4.3, 21, TOWARDS), (-4.3, 27, TOWARDS), (4.3, 18, AWAY), (4.3, 30, AWAY), (4.3, 36, AWAY)),
        ((-5.8, 46), (5.8, 46), (-5.8, 34), (5.8, 34), (-5.8, 23.5), (5.8, 23.5)),
        ((-5.6, 16), (5.6, 28), (-5.6, 41)),
        _canyon(8.9),
    ),
    Place.SQUARE: Sheet(
        14.0,
        (-2.5, 2.5, 14.5, 17.0),
        (-8.0, 31.5),
        (
            _across(11.0, 1.5),
            _across(17.0, 2.0),
            Way((-12, 38), (9, 5)),
            _across(27.0, 3.0),
            Way((14, 38), (-7, 5)),
        ),
        (),
        (),
        ((-14, 30), (14, 30), (-15, 20), (16, 21)),
        ((-9, 22), (9, 22)),
        _row(39, 10, 15),
    ),
    Place.CAR_PARK: Sheet(
        16.0,
        (-3.0, 3.0, 13.8, 14.6),
        (-6.4, 28.8),
        (_across(13.6, 0.5), _across(13.6, 0.5), _across(26.8, 0.8), Way((-4.6, 30), (-4.6, 13.4), 0.3)),
        (Lane((-22.0, 15.6), (22.0, 15.6), 4.6), Lane((22.0, 17.9), (-22.0, 17.9), 4.6)),
        (
            (-8.6, 9.8, AWAY),
            (-3.4, 9.8, AWAY),
            (4.4, 9.8, TOWARDS),
            (-18.9, 22.6, TOWARDS),
            (-13.7, 22.6, AWAY),
            (-8.5, 22.6, TOWARDS),
            (1.9, 22.6, TOWARDS),
            (4.5, 22.6, AWAY),
            (9.7, 22.6, TOWARDS),
        ),
        ((-20, 34), (0, 35), (18, 34), (-10, 33)),
        ((-10, 26.5), (6, 26.5)),
        _row(42, 9, 15),
    ),
    Place.PARK: Sheet(
        13.0,
        (-1.2, 1.2, 13.0, 17.0),
        (4.2, 22.0),
        (Way((0, 66), (0, 5), 1.4), Way((0, 5), (0, 66), 1.4), _across(16.5, 1.0)),
        (),
        (),
        (
            (-18, 52),
            (-8, 50),
            (9, 52),
            (19, 51),
            (-16, 37),
            (-7, 36),
            (8, 37),
            (17, 36),
            (-13, 26),
            (12, 25),
            (-9, 21),
        ),
        ((-3, 19), (3, 34)),
        _row(74, 9, 16),
    ),
    Place.TOWN_HALL: Sheet(
        13.5,
        (-2.5, 2.5, 13.0, 16.0),
        (9.5, 24.0),
        (_across(11.5, 1.5), Way((0, 33), (-5, 5), 1.5), Way((1, 33), (6, 5), 1.5), _across(20.0, 2.0)),
        (),
        (),
        ((-16, 28), (16, 28), (-15, 18), (15.5, 19)),
        ((-7, 24), (7, 24)),
        (
            *(((-48 + n * 11.5, 37.0), (-36.5 + n * 11.5, 37.0), 9.0, 13.0) for n in range(3)),
            *(((13.5 + n * 11.5, 37.0), (25 + n * 11.5, 37.0), 9.0, 13.0) for n in range(3)),
            ((-13.5, 35.5), (13.5, 35.5), 10.4, 10.5),
        ),
    ),
    Place.SCHOOL: Sheet(
        16.5,
        (-2.5, 2.5, 8.3, 9.2),
        (8.2, 23.2),
        (_across(8.5, 0.6), _across(20.3, 0.9), _across(20.3, 0.9), Way((-5.6, 20.6), (-5.6, 5.0), 1.2)),
        (Lane((-24.0, 11.9), (24.0, 11.9), 6.5), Lane((26.0, 15.3), (-26.0, 15.3), 6.5)),
        ((5.5, 18.0, LEFT), (11.5, 18.0, LEFT)),
        ((-17, 25.5), (17, 25.5), (-11, 26.5)),
        ((-14, 19.6), (12, 19.6)),
        (((-40, 31), (-18, 31), 7, 9), ((-18, 30), (18, 30), 9.5, 9.6), ((18, 31), (40, 31), 7, 9)),
    ),
    Place.STATION: Sheet(
        14.5,
        (-2.5, 2.5, 10.5, 12.5),
        (-10.5, 26.4),
        (_across(10.5, 1.2), Way((-3, 31), (-6, 5), 1.2), Way((3, 31), (5, 5), 1.2), _across(23.5, 1.5)),
        (Lane((-26.0, 17.5), (26.0, 17.5), 5.5),),
        ((10.5, 20.4, RIGHT), (16.2, 20.4, RIGHT)),
        ((-17, 27), (18, 27)),
        ((-9, 22.3), (9, 22.3)),
        (((-42, 34), (-20, 34), 8, 10), ((-20, 33), (20, 33), 12, 12.1), ((20, 34), (42, 34), 8, 10)),
    ),
    Place.HOUSING: Sheet(
        13.0,
        (-2.5, 2.5, 13.5, 16.5),
        (-7.5, 24.0),
        (_across(15.0, 1.2), Way((-1, 42), (2, 5), 1.0), Way((3, 5), (0, 42), 1.0), _across(29.0, 1.2)),
        (),
        ((13.0, 24.0, LEFT), (18.4, 24.0, LEFT)),
        ((-13, 21), (-9, 34), (10, 35), (12, 19.5), (-20, 30)),
        ((-4, 22), (5, 31)),
        (((-50, 47), (-17.5, 47), 18, 19), ((-18, 48), (13, 48), 24, 25), ((12.5, 47), (46, 47), 18, 19)),
    ),
    Place.CROSSROADS: Sheet(
        15.0,
        (-8.5, -6.6, 8.6, 9.4),
        (8.4, 23.4),
        (_across(21.6, 0.7), Way((6.6, 60), (6.6, 5)), Way((-6.6, 5), (-6.6, 60)), _across(9.2, 0.5)),
        (
            Lane((-24.0, 13.2), (24.0, 13.2), 8.0, 0),
            Lane((26.0, 16.8), (-26.0, 16.8), 8.0, 0),
            Lane((1.8, 2.0), (1.8, 74.0), 8.0, 1),
            Lane((-1.8, 74.0), (-1.8, 2.0), 8.0, 1),
        ),
        (),
        ((-12, 22.4), (12, 22.4), (5.4, 34), (-5.4, 42)),
        ((-5.6, 21.0), (5.6, 10.0)),
        (
            *(((-9.0, y), (-9.0, y + 9.0), 9.0, 13.0) for y in (69, 60, 51, 42, 33, 24)),
            *(((9.0, y + 9.0), (9.0, y), 9.0, 13.0) for y in (69, 60, 51, 42, 33, 24)),
            *(((-9.0 - 12 * (n + 1), 24.0), (-9.0 - 12 * n, 24.0), 9.0, 13.0) for n in (2, 1, 0)),
            *(((9.0 + 12 * n, 24.0), (21.0 + 12 * n, 24.0), 9.0, 13.0) for n in (2, 1, 0)),
        ),
    ),
}
"""Traffic keeps to the right."""


def doors(place: Place, spot: Spot) -> tuple[Spot, Spot]:
    """Return two points out of the picture, or at a house's door, from which people reach a spot."""
    x, y = spot
    if place is Place.STREET:
        return (x, 4.6), (8.6, 31.0)
    if place is Place.CROSSROADS:
        return (-edge(y) - 0.5, y), (x, 4.6)
    if place is Place.PARK:
        return (x, 4.6), (edge(16.5), 16.5)
    return (-edge(y), y), (edge(y), y)
