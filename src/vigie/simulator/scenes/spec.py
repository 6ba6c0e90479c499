"""What a scene is asked to be."""

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where the camera hangs."""

    AVENUE = "avenue"
    STREET = "street"
    SQUARE = "square"
    CAR_PARK = "car_park"
    PARK = "park"
    TOWN_HALL = "town_hall"
    SCHOOL = "school"
    STATION = "station"
    HOUSING = "housing"
    CROSSROADS = "crossroads"


class Light(StrEnum):
    """The hour and the sky."""

    DAY = "day"
    OVERCAST = "overcast"
    DUSK = "dusk"
    NIGHT = "night"


class Behaviour(StrEnum):
    """What happens; the names are those of scenario files."""

    QUIET = "quiet"
    INTRUSION = "intrusion"
    LINE_CROSSING = "line_crossing"
    WRONG_WAY = "wrong_way"
    LOITERING = "loitering"
    ABANDONED_OBJECT = "abandoned_object"
    REMOVED_OBJECT = "removed_object"
    GATHERING = "gathering"
    CROWD_DENSITY = "crowd_density"
    CROWD_MOVEMENT = "crowd_movement"
    RUNNING = "running"
    FALL = "fall"
    STOPPED_VEHICLE = "stopped_vehicle"
    SMOKE = "smoke"
    FIRE = "fire"
    COVERED = "covered"
    BLURRED = "blurred"
    TURNED = "turned"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneSpec:
    """A scene; the same values always give the same pictures.

    Attributes:
        name: of its files.
        title: in French, for people.
        people: how many ordinary passers-by.
        cars: how many cars drive through.
        shake_px: how far the mast sways, in pixels of the main picture.
    """

    name: str
    title: str = ""
    place: Place = Place.AVENUE
    light: Light = Light.DAY
    rain: bool = False
    behaviour: Behaviour = Behaviour.QUIET
    seed: int = 1
    people: int = 5
    cars: int = 3
    duration_s: float = 30.0
    fps: int = 12
    width_px: int = 1280
    shake_px: float = 0.0

    @property
    def frames(self) -> int:
        """How many pictures."""
        return round(self.duration_s * self.fps)

    @property
    def height_px(self) -> int:
        """16:9, even."""
        return self.width_px * 9 // 16 // 2 * 2
