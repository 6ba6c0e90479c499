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
    """What a town is made of.

    Attributes:
        cameras: how many.
        port: RTSP port of all cameras; 0 takes any free one, here and below.
        onvif_port: the first camera's ONVIF port; the others follow one by one.
        control_port: port of the control API.
        tls_port: also serve `rtsps` on this port; None does not.
        port_each: give each camera an RTSP port of its own besides, any free one.
        onvif: whether cameras speak ONVIF.
        discovery: whether they answer WS-Discovery on the interface of `host`.
        ptz: whether some cameras move; in a benchmark, or with films given by hand, none does.
        arrival: how a picture's packets leave.
        audio: whether cameras announce sound (none is ever sent).
        aggregate: whether small NAL units travel together (STAP-A).
        bitrate_bps: every camera sends the benchmark film: 1080p, 25 pictures/s, at this rate.
        scenes: whether scenes are rendered, with their truth beside; without them one drawn film serves.
        media: a folder of real clips to show instead.
        data: where films are kept.
    """

    cameras: int = 104
    host: str = "127.0.0.1"
    port: int = 0
    onvif_port: int = 0
    control_port: int = 0
    tls_port: int | None = None
    port_each: bool = False
    onvif: bool = True
    discovery: bool = False
    ptz: bool = True
    arrival: Arrival = Arrival.PACED
    auth: Auth = Auth.NONE
    username: str = "admin"
    password: str = DEMO_PASSWORD
    audio: bool = False
    aggregate: bool = False
    bitrate_bps: int | None = None
    scenes: bool = False
    media: Path | None = None
    data: Path = field(default_factory=default_folder)
