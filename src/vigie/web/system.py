"""The system about itself: version, recorder, disks, health, metrics, and the demonstration's welcome."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import BaseModel, IPvAnyNetwork

from vigie import __version__
from vigie.cameras.service import Cameras
from vigie.cameras.status import CameraState
from vigie.kernel.errors import Refused
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.routes import SignedIn
from vigie.nodes.board import Board
from vigie.web.volumes import VolumeOut


class DemoAccount(BaseModel):
    """An account of the demonstration; a real town has none."""

    username: str
    password: str
    role: str


class Welcome(BaseModel):
    """What the sign-in page shows."""

    town: str
    demo: bool
    accounts: list[DemoAccount]
    version: str


class RecorderOut(BaseModel):
    """`running` or `down`, and since when."""

    state: str
    since_us: UtcUs


class CamerasOut(BaseModel):
    """How many cameras record, fail, exist."""

    recording: int
    failed: int
    total: int


class DisksOut(BaseModel):
    """Rule A7: since when no disk has room and the oldest images go early; days until disks are full."""

    short_since_us: UtcUs | None
    full_in_days: float | None
    alarm_days: float


class DestructionOut(BaseModel):
    """Rule A6: when the reaper last ran, and what should be gone and is not; `late` when that is an alarm."""

    ran_us: UtcUs | None
    overdue: int
    overdue_bytes: int
    late: bool


class SystemOut(BaseModel):
    """The state of the whole."""

    version: str
    now_us: UtcUs
    recorder: RecorderOut
    volumes: list[VolumeOut]
    cameras: CamerasOut
    disks: DisksOut
    destruction: DestructionOut


class Health(BaseModel):
    """The centre answers; whether the recorder does too."""

    ok: bool
    recorder: str


@dataclass(frozen=True, slots=True)
class SystemParts:
    """What these routes need; `volumes` is given by the archive, `recorder_metrics` by the live link."""

    town: str
    demo_accounts: Sequence[DemoAccount]
    clock: Clock
    cameras: Cameras
    board: Board
    volumes: Callable[[], Awaitable[Sequence[VolumeOut]]]
    disks: Callable[[], Awaitable[DisksOut]]
    destruction: Callable[[], Awaitable[DestructionOut]]
    registry: CollectorRegistry
    recorder_metrics: Callable[[], Awaitable[bytes]]
    metrics_from: Sequence[IPvAnyNetwork]


def router(parts: SystemParts) -> APIRouter:
    """Return the routes of the system."""
    routes = APIRouter(tags=["system"])

    @routes.get("/api/system/welcome")
    async def welcome() -> Welcome:
        accounts = list(parts.demo_accounts)
        return Welcome(town=parts.town, demo=bool(accounts), accounts=accounts, version=__version__)

    @routes.get("/api/system")
    async def system(_principal: SignedIn) -> SystemOut:
        recorder = parts.board.recorder
        return SystemOut(
            version=__version__,
            now_us=parts.clock.now(),
            recorder=RecorderOut(state=recorder.state, since_us=recorder.since_us),
            volumes=list(await parts.volumes()),
            cameras=CamerasOut(
                recording=parts.board.count(CameraState.RECORDING),
                failed=parts.board.count(CameraState.FAILED),
                total=len(await parts.cameras.all()),
            ),
            disks=await parts.disks(),
            destruction=await parts.destruction(),
        )

    @routes.get("/api/health")
    async def health() -> Health:
        return Health(ok=True, recorder=parts.board.recorder.state)

    @routes.get("/metrics", response_class=Response)
    async def metrics(request: Request) -> Response:
        _require_permitted(request, parts.metrics_from)
        text = generate_latest(parts.registry) + await parts.recorder_metrics()
        return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)

    return routes


def _require_permitted(request: Request, networks: Sequence[IPvAnyNetwork]) -> None:
    """Let this machine and the permitted networks read metrics.

    Raises:
        Refused: `metrics_not_permitted`.
    """
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        address = None
    if address is None or not (address.is_loopback or any(address in network for network in networks)):
        raise Refused(
            "metrics are for this machine; set centre.metrics_from to permit others",
            code="metrics_not_permitted",
        )
