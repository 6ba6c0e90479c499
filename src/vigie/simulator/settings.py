"""What a town is made of."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from tempfile import gettempdir

from vigie.simulator.credentials import DEMO_PASSWORD, Auth


def default_folder() -> Path:
    """Return where films are kept when nobody says where: they can always be made again."""
    return Path(gettempdir()) / "vigie-town"


class Arrival(StrEnum):
    """How a picture's packets leave: all at once, or spread over the time to the next picture."""

    PACED = "paced"
    BURST = "burst"


@dataclass(frozen=True, slots=True, kw_only=True)
class TownSettings:
    """What a town is made of; port 0 takes any free one.

    `bitrate_bps` makes every camera send the benchmark film: 1080p, 25 pictures/s, at this rate.
    """

    cameras: int = 104
    host: str = "127.0.0.1"
    port: int = 0
    arrival: Arrival = Arrival.PACED
    auth: Auth = Auth.NONE
    username: str = "admin"
    password: str = DEMO_PASSWORD
    audio: bool = False
    aggregate: bool = False
    bitrate_bps: int | None = None
    data: Path = field(default_factory=default_folder)
