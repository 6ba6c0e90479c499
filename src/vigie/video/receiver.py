"""One stream of one camera, for as long as it is wanted: connect, play, notice trouble, wait, try again.

Invariants: a failed camera is tried again for ever, after jittered waits that double up to a limit; a refused
password waits longest, so that the camera does not lock the account; every change of state is told.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.video.access_unit import AccessUnit, ParameterSets, StreamName
from vigie.video.connection import Connection, connect
from vigie.video.errors import ReceiverError, StopReason
from vigie.video.poller import Poller
from vigie.video.rtsp import OtherTransport, Playing, Redirected, RtspClient
from vigie.video.rtsp_auth import Account
from vigie.video.rtsp_message import Address, parse_url
from vigie.video.session import Session
from vigie.video.sets_in_force import SetsInForce
from vigie.video.settings import IngestSettings
from vigie.video.source import ReceiverState, ReceiverStatus, Source, Transport
from vigie.video.times import CameraTime, LocalTime

logger = logging.getLogger(__name__)

MAX_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all receivers share."""

    clock: Clock
    local: LocalTime
    poller: Poller
    settings: IngestSettings
    handshakes: asyncio.Semaphore
    on_unit: Callable[[AccessUnit], None]
    on_status: Callable[[ReceiverStatus], None]
    watched: Callable[[CameraId, StreamName], bool]


HEAVY_BYTES = 1 << 19
"""A camera that sends so much between two polls is read more often, before the kernel's buffer fills."""


NEW_PICTURES = 50
"""So many pictures of a new connection are read at once, so that its times are right from the start."""


@dataclass(slots=True)
class _Counts:
    """Sums over the connections that have ended."""

    packets: int = 0
    lost: int = 0
    octets: int = 0
    reconnects: int = 0


class Receiver:
    """Receives one source."""

    def __init__(self, source: Source, around: Surroundings) -> None:
        self.source = source
        self._around = around
        self._transport = source.transport
        self._time = CameraTime(around.local, round(around.settings.clock_limit_s * 1_000_000))
        self._counts = _Counts()
        self._pictures = 0
        self._last_picture: UtcUs | None = None
        self._parameters: ParameterSets | None = None
        self._state = ReceiverState.CONNECTING
        self._reason: StopReason | None = None
        self._detail = ""
        self._since = around.clock.now()
        self._session: Session | None = None
        self._sets: SetsInForce
        self._ended: asyncio.Future[ReceiverError] | None = None
        self._began_s = self._picture_s = 0.0
        self._pictures_before = self._settled_at = 0
        self._is_new = True
        self._failures = 0

    @property
    def status(self) -> ReceiverStatus:
        """How it is now."""
        session, counts = self._session, self._counts
        return ReceiverStatus(
            camera_id=self.source.camera_id,
            stream=self.source.stream,
            state=self._state,
            reason=self._reason,
            detail=self._detail,
            since=self._since,
            last_picture=self._last_picture,
            pictures=self._pictures,
            packets=counts.packets + (session.rtp.packets if session else 0),
            packets_lost=counts.lost + (session.rtp.lost if session else 0),
            bytes=counts.octets + (session.octets if session else 0),
            reconnects=counts.reconnects,
            clock_offset_us=self._time.offset_us,
            parameters=self._parameters,
        )

    async def run(self) -> None:
        """Receive until cancelled; then TEARDOWN."""
        try:
            while True:
                self._tell(ReceiverState.CONNECTING, self._reason, self._detail)
                wait_s = await self._once()
                await asyncio.sleep(wait_s)
        finally:
            self._tell(ReceiverState.WAITING, StopReason.STOPPED, "")

    @property
    def sees_datagrams(self) -> bool:
        """Whether packets come over UDP."""
        return self._session is not None and self._session.sees_datagrams

    @property
    def urgent(self) -> bool:
        """Whether somebody waits for its pictures, it is new, or the kernel runs full (`Pollable`)."""
        session = self._session
        if session is None:
            return False
        new = self._pictures < self._settled_at
        hurried = new or session.sees_datagrams or session.received > HEAVY_BYTES
        return hurried or self._around.watched(self.source.camera_id, self.source.stream)

    def poll(self, buf: bytearray, view: memoryview, now_s: float) -> None:
        """Take what arrived (`Pollable`)."""
        if self._session is not None:
            self._session.poll(buf, view, now_s)

    def look(self, now_s: float) -> None:
        """Look after the connection, and notice silence (`Pollable`)."""
        if self._session is None:
            return
        self._session.look(now_s)
        self._time.look()
        settings = self._around.settings
        if self._pictures != self._pictures_before:
            self._pictures_before, self._picture_s = self._pictures, now_s
        elif self._state is not ReceiverState.STREAMING:
            if now_s - self._began_s > settings.first_picture_s or self._is_mute(now_s):
                raise ReceiverError(StopReason.NO_VIDEO, self._why_nothing(now_s - self._began_s))
        elif now_s - self._picture_s > settings.silent_s:
            text = f"no whole picture for {now_s - self._picture_s:.0f} s"
            raise ReceiverError(StopReason.SILENT, text)

    def fail(self, error: ReceiverError) -> None:
        """End the present connection (`Pollable`)."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(error)

    def _is_mute(self, now_s: float) -> bool:
        """Tell whether not even one packet has come."""
        nothing = self._session is not None and not self._session.rtp.packets
        return nothing and now_s - self._began_s > self._around.settings.silent_s

    def _why_nothing(self, seconds: float) -> str:
        if self._session is None or not self._session.rtp.packets:
            return f"the camera accepts to play, but sends nothing for {seconds:.0f} s"
        return f"no picture that can be decoded within {seconds:.0f} s: is a keyframe interval set?"

    async def _once(self) -> float:
        """Connect and play until it ends; return the seconds to wait before the next try."""
        started_s = self._around.clock.monotonic_s()
        before = self._pictures
        error: ReceiverError | None = None
        try:
            async with self._around.handshakes:
                session = await self._connect()
            error = await self._play(session)
        except ReceiverError as failure:
            error = failure
        except OtherTransport:
            return self._change_transport()
        if self._around.clock.monotonic_s() - started_s >= self._around.settings.stable_s:
            self._failures = 0 if self._pictures > before else self._failures
        return self._after(error)

    def _after(self, error: ReceiverError) -> float:
        """Note why it ended; return the seconds to wait."""
        self._counts.reconnects += 1
        if self._transport is Transport.UDP and error.reason is StopReason.NO_VIDEO:
            self._transport = Transport.TCP  # datagrams do not get through
        wait_s = self._wait_s(error.reason)
        self._failures += 1
        logger.info(
            "camera %s %s: %s (%s)", self.source.camera_id, self.source.stream, error.reason, error.detail
        )
        self._tell(ReceiverState.WAITING, error.reason, error.detail)
        return wait_s

    def _wait_s(self, reason: StopReason) -> float:
        settings = self._around.settings
        jitter = random.uniform(0.5, 1.0)  # noqa: S311 - spreads cameras, no secret
        if reason is StopReason.WRONG_PASSWORD:
            return settings.password_wait_s * 2 * jitter
        wait_s = settings.backoff_first_s * 2.0 ** min(self._failures, 30)
        return min(settings.backoff_most_s, wait_s) * jitter

    def _change_transport(self) -> float:
        """The camera refuses this transport: try the other one, at once the first time."""
        other = Transport.TCP if self._transport is Transport.UDP else Transport.UDP
        self._transport = other
        if other is not self.source.transport:
            return 0.0
        text = "the camera accepts neither TCP nor UDP"
        return self._after(ReceiverError(StopReason.PROTOCOL_ERROR, text))

    async def _connect(self) -> Session:
        """Go through connection and handshake, following redirections.

        Raises:
            ReceiverError, OtherTransport: it failed.
        """
        first = address = parse_url(self.source.url)
        for _ in range(MAX_REDIRECTS + 1):
            try:
                return await self._handshake(address, self._account(first, address))
            except Redirected as elsewhere:
                address = parse_url(elsewhere.url)
        raise ReceiverError(StopReason.PROTOCOL_ERROR, f"more than {MAX_REDIRECTS} redirections")

    def _account(self, first: Address, address: Address) -> Account | None:
        """Return the account for an address: none for a host or protection it was not given for."""
        if self.source.username is None or address.host != first.host or (first.tls and not address.tls):
            return None
        return Account(self.source.username, self.source.password or "")

    async def _handshake(self, address: Address, account: Account | None) -> Session:
        settings = self._around.settings
        connection = await connect(address, verify_tls=self.source.verify_tls, timeout_s=settings.connect_s)
        client = RtspClient(connection, address, account, answer_s=settings.answer_s)
        try:
            playing = await client.play(self._transport)
        except BaseException:
            connection.close()
            raise
        self._sets = SetsInForce(playing.track.codec, playing.track.sets)
        self._time.restart(playing.track.clock_hz)
        return self._session_over(connection, client, playing)

    def _session_over(self, connection: Connection, client: RtspClient, playing: Playing) -> Session:
        now_s = self._around.clock.monotonic_s()
        return Session(
            connection,
            client,
            playing,
            self._sets,
            self._picture,
            lambda report: self._time.report(report, self._around.poller.arrival_us),
            self._around.settings.max_picture_bytes,
            now_s,
        )

    async def _play(self, session: Session) -> ReceiverError:
        """Have the session polled until it ends; return why."""
        self._ended = asyncio.get_running_loop().create_future()
        self._session = session
        self._is_new = self._pictures > 0
        self._settled_at = self._pictures + NEW_PICTURES
        self._began_s = self._picture_s = self._around.clock.monotonic_s()
        self._around.poller.add(self)
        try:
            return await self._ended
        finally:
            self._around.poller.remove(self)
            self._session = None
            self._counts.packets += session.rtp.packets
            self._counts.lost += session.rtp.lost
            self._counts.octets += session.octets
            await session.tear_down()

    def _picture(self, time: int, keyframe: bool, data: bytes, discontinuity: bool) -> None:  # noqa: FBT001 - called once per picture, keywords would cost
        """Take a whole picture, and hand it on."""
        if keyframe:
            self._parameters = self._sets.current
        parameters = self._parameters
        session = self._session
        if parameters is None:
            if session is not None:
                session.pictures.lose()
            return
        around = self._around
        pts, utc, jumped = self._time.place(time, around.poller.arrival_us, keyframe=keyframe)
        self._pictures += 1
        self._last_picture = utc
        if self._state is not ReceiverState.STREAMING:
            discontinuity = discontinuity or self._is_new
            self._tell(ReceiverState.STREAMING, None, "")
        source = self.source
        around.on_unit(
            AccessUnit(
                source.camera_id,
                source.stream,
                parameters,
                keyframe,
                pts,
                utc,
                data,
                discontinuity or jumped,
            )
        )

    def _tell(self, state: ReceiverState, reason: StopReason | None, detail: str) -> None:
        if state is not self._state:
            self._since = self._around.clock.now()
        self._state, self._reason, self._detail = state, reason, detail
        self._around.on_status(self.status)
