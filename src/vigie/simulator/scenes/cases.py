"""The cases of the exported scenarios: which scene, how framed, with which deceiving light."""

from dataclasses import dataclass

import numpy as np

from vigie.kernel.errors import BadInput
from vigie.simulator.scenes.framing import Framing
from vigie.simulator.scenes.hazards import BY_DAY, BY_NIGHT, Hazard
from vigie.simulator.scenes.shows import write_script
from vigie.simulator.scenes.spec import Behaviour, Light, Place, SceneSpec

SIZE_PX = (640, 360)
DURATION_S = 32.0
FPS = 10
RAINY, DECEIVING = 0.2, 0.5
ATTEMPTS = 20
LANED = (Place.AVENUE, Place.STREET, Place.SCHOOL)
OPEN = (Place.SQUARE, Place.TOWN_HALL, Place.HOUSING, Place.STATION)
PLACES = {
    Behaviour.WRONG_WAY: LANED,
    Behaviour.STOPPED_VEHICLE: LANED,
    Behaviour.INTRUSION: (Place.SQUARE, Place.TOWN_HALL, Place.HOUSING),
    Behaviour.LOITERING: (*OPEN, Place.PARK, Place.CAR_PARK),
    Behaviour.GATHERING: OPEN,
    Behaviour.CROWD_DENSITY: OPEN,
    Behaviour.CROWD_MOVEMENT: OPEN,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One clip.

    Attributes:
        behaviour: what it is a case of.
        variant: numbers the variants of a behaviour: persons or vehicles, presence or entry.
        spec: the scene.
        framing: how it is cut out.
        hazard: light that deceives.
        calibrated: whether the scenario tells four places on the ground.
    """

    behaviour: Behaviour
    variant: int
    spec: SceneSpec
    framing: Framing
    hazard: Hazard
    calibrated: bool


def case(behaviour: Behaviour, number: int, seed: int) -> Case:
    """Return one varied case of a behaviour; the same arguments give the same case."""
    for attempt in range(ATTEMPTS):
        drawn = _drawn(behaviour, number, [seed, number, sum(behaviour.value.encode()), attempt])
        if behaviour is Behaviour.QUIET or write_script(drawn.spec).events:
            return drawn
    raise BadInput(f"no case of {behaviour.value} can be shown with seed {seed}: try another", code="no_case")


def _drawn(behaviour: Behaviour, number: int, seeds: list[int]) -> Case:
    """Return a case, whether or not everybody concerned comes into view."""
    rng = np.random.default_rng(seeds if seeds[-1] else seeds[:-1])
    shown = _shown(behaviour, number)
    places = PLACES.get(shown, (Place.AVENUE, Place.STREET, *OPEN, Place.PARK))
    light = tuple(Light)[int(rng.integers(len(Light)))]
    framing = Framing(SIZE_PX, float(rng.choice((1.0, 1.0, 1.06, 1.12))), bool(rng.random() < 0.5))  # noqa: PLR2004 - either
    spec = SceneSpec(
        name=f"{behaviour.value}-{seeds[0]}-{number:03}",
        place=places[int(rng.integers(len(places)))],
        light=light,
        rain=bool(rng.random() < RAINY),
        behaviour=shown,
        seed=int(rng.integers(1, 1_000_000)),
        people=int(rng.integers(0, 7)),
        cars=int(rng.integers(0, 4)),
        duration_s=DURATION_S,
        fps=FPS,
        width_px=framing.rendered_width_px,
        shake_px=float(rng.choice((0.0, 0.0, 0.0, 2.0))),
    )
    hazards = BY_NIGHT if light in {Light.DUSK, Light.NIGHT} else BY_DAY
    hazard = hazards[int(rng.integers(len(hazards)))] if rng.random() < DECEIVING else Hazard.NONE
    return Case(behaviour, number % 2, spec, framing, hazard, calibrated=number % 4 >= 2)  # noqa: PLR2004 - every second pair


def _shown(behaviour: Behaviour, number: int) -> Behaviour:
    """Return the scene that shows a behaviour; people go the wrong way over the line of `line_crossing`."""
    if behaviour is Behaviour.WRONG_WAY and number % 2:
        return Behaviour.LINE_CROSSING
    return behaviour
