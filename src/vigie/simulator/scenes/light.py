"""The hour: sky, tint, noise of the sensor, and where the sun throws shadows."""

from dataclasses import dataclass

from vigie.simulator.scenes.spec import Light

Colour = tuple[int, int, int]
"""Blue, green, red."""


@dataclass(frozen=True, slots=True)
class Mood:
    """What the hour does to a picture.

    Attributes:
        sun_m: where the shadow of a point one metre high falls (x, y in metres); None without sun.
        shadow: how much a shadow takes off, 0 to 1.
        tint: factors of blue, green, red.
        sky: colours of the sky's top and of the horizon.
        clouds: how much clouds lighten the sky.
        noise: standard deviation of the sensor's noise, in grey levels.
        dark: lamps are lit.
    """

    sun_m: tuple[float, float] | None
    shadow: float
    tint: tuple[float, float, float]
    sky: tuple[Colour, Colour]
    clouds: float
    noise: float
    dark: bool = False


_MOODS = {
    Light.DAY: Mood((0.85, -0.3), 0.46, (1.03, 1.08, 1.13), ((206, 158, 108), (232, 218, 202)), 52.0, 2.0),
    Light.OVERCAST: Mood(None, 0.3, (0.93, 0.9, 0.88), ((184, 178, 172), (212, 210, 208)), 22.0, 2.4),
    Light.DUSK: Mood(None, 0.3, (0.62, 0.56, 0.62), ((112, 78, 66), (126, 166, 226)), 30.0, 3.2, dark=True),
    Light.NIGHT: Mood(None, 0.28, (0.3, 0.25, 0.23), ((30, 20, 15), (50, 40, 36)), 8.0, 4.2, dark=True),
}


def mood_of(light: Light, seed: int) -> Mood:
    """Return the hour's mood; the seed decides on which side the sun stands."""
    mood = _MOODS[light]
    if mood.sun_m is None or seed % 2:
        return mood
    sun = (-mood.sun_m[0], mood.sun_m[1])
    return Mood(sun, mood.shadow, mood.tint, mood.sky, mood.clouds, mood.noise, mood.dark)
