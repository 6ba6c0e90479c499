"""Fakes of the ports that the cameras room speaks to."""

from collections.abc import Iterable

from vigie.cameras.model import Camera, CameraKind, CameraTransport
from vigie.cameras.probe import ProbedCamera
from vigie.kernel.errors import Refused, Unavailable
from vigie.kernel.ids import AccountId, CameraId, SessionId
from vigie.kernel.instants import Interval
from vigie.kernel.rights import Principal, SensitiveAct, Verb
from vigie.kernel.store import Transaction

TOWN_HALL = Camera(
    id=CameraId("cam-001"),
    name="Mairie",
    site="Hôtel de ville",
    quarter="Centre",
    kind=CameraKind.PUBLIC_BUILDING,
    ptz=False,
    enabled=True,
    main_url="rtsp://127.0.0.1:1/main",
    sub_url=None,
    username=None,
    has_password=False,
    transport=CameraTransport.TCP,
    verify_tls=True,
    onvif_url=None,
)
"""A camera as any town has one; nothing answers at its address."""


def someone(*verbs: Verb, account: str = "account-1", name: str = "Camille Martin") -> Principal:
    """Return a signed-in person with these verbs."""
    return Principal(
        account_id=AccountId(account),
        session_id=SessionId("session-1"),
        name=name,
        role="test",
        address="127.0.0.1",
        verbs=frozenset(verbs),
    )


class FakeGate:
    """Fake of `Gate`: allows what the principal's verbs say, and keeps what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Verb, tuple[CameraId, ...]]] = []

    async def authorise(
        self,
        principal: Principal,
        verb: Verb,
        *,
        cameras: Iterable[CameraId] = (),
        interval: Interval | None = None,  # noqa: ARG002 - the port's signature
        reason: str | None = None,  # noqa: ARG002 - same
        basis: str | None = None,  # noqa: ARG002 - same
    ) -> None:
        """Return when the principal has the verb."""
        self.asked.append((verb, tuple(cameras)))
        if verb not in principal.verbs:
            raise Refused(f"{principal.name} may not {verb.value}")


class FakeCameras:
    """Fake of the cameras that other rooms look at: these, the town hall's unless told otherwise."""

    def __init__(self, *cameras: Camera) -> None:
        self.cameras = cameras or (TOWN_HALL,)

    async def all(self) -> list[Camera]:
        """Return the cameras."""
        return list(self.cameras)


class FakeSecondPerson:
    """Fake of `SecondPerson`: has confirmed everything unless told otherwise, and keeps what was done."""

    def __init__(self) -> None:
        self.confirms = True
        self.used: list[tuple[SensitiveAct, str]] = []

    async def use(
        self,
        tx: Transaction,  # noqa: ARG002 - the port's signature
        act: SensitiveAct,
        subject: str,
        principal: Principal | None,  # noqa: ARG002 - same
    ) -> None:
        """Take a confirmation."""
        if not self.confirms:
            raise Refused("a second person must confirm this first", code="confirmation_needed")
        self.used.append((act, subject))


class FakeProber:
    """Fake of `Prober`: knows some cameras by address, with the account that opens them."""

    def __init__(self) -> None:
        self.cameras: dict[tuple[str, int], tuple[ProbedCamera, str | None, str | None]] = {}

    async def ask(self, host: str, port: int, username: str | None, password: str | None) -> ProbedCamera:
        """Return the camera at this address."""
        if (host, port) not in self.cameras:
            raise Unavailable(f"{host}:{port} does not answer", code="camera_unreachable")
        camera, user, secret = self.cameras[host, port]
        if (username, password) != (user, secret):
            raise Unavailable("refused", code="wrong_password")
        return camera
