"""What to receive, and how receiving goes: the values that cross the border of the ingest."""

from dataclasses import dataclass, field
from enum import StrEnum

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.video.access_unit import ParameterSets, StreamName
from vigie.video.errors import StopReason


class Transport(StrEnum):
    """How RTP packets travel: inside the RTSP connection, or as datagrams."""

    TCP = "tcp"
    UDP = "udp"


class ReceiverState(StrEnum):
    """What a receiver does now; waiting: backing off after a failure."""

    CONNECTING = "connecting"
    STREAMING = "streaming"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Source:
    """One stream of one camera.

    Attributes:
        url: `rtsp://` or `rtsps://`, without credentials.
        verify_tls: whether the camera's certificate must be valid.
    """

    camera_id: CameraId
    stream: StreamName
    url: str = field(repr=False)
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    transport: Transport = Transport.TCP
    verify_tls: bool = True


@dataclass(frozen=True, slots=True)
class ReceiverStatus:
    """How a receiver is.

    Attributes:
        reason: why it brings no pictures; kept while it is tried again, None once it streams.
        detail: the same for technicians, in English.
        since: when `state` began.
        pictures, packets, packets_lost, bytes: since the receiver was created, over all connections.
        clock_offset_us: the camera's clock minus ours, None while it has sent no report.
    """

    camera_id: CameraId
    stream: StreamName
    state: ReceiverState
    reason: StopReason | None
    detail: str
    since: UtcUs
    last_picture: UtcUs | None
    pictures: int
    packets: int
    packets_lost: int
    bytes: int
    reconnects: int
    clock_offset_us: int | None
    parameters: ParameterSets | None
