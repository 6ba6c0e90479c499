"""The RTSP 1.0 client (RFC 2326): from OPTIONS to PLAY, then keep-alives, then TEARDOWN.

Invariants: only the one video track is ever set up, sound never (REQ-19); a password goes only to the host it
belongs to; every wait and every size is bounded; failures are `ReceiverError`s.
"""

import asyncio
from dataclasses import dataclass

from vigie.video.connection import Connection
from vigie.video.datagrams import DatagramPair
from vigie.video.errors import ReceiverError, StopReason
from vigie.video.rtsp_auth import Account
from vigie.video.rtsp_message import Address, Message, answer, read_message, request, resolve
from vigie.video.sdp import VideoTrack, find_video
from vigie.video.source import Transport

USER_AGENT = "Vigie"
DEFAULT_TIMEOUT_S = 60
MAX_EARLY_BYTES = 8 << 20
TEARDOWN_S = 0.5
OK, UNAUTHORIZED, FORBIDDEN, NOT_FOUND, UNSUPPORTED_TRANSPORT = 200, 401, 403, 404, 461
SESSION_NOT_FOUND = 454
REDIRECTS = frozenset({301, 302, 303, 305, 307, 308})


class Redirected(Exception):
    """The camera is elsewhere."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class OtherTransport(Exception):
    """The camera refuses this transport: try the other one."""


@dataclass(frozen=True, slots=True)
class Playing:
    """What was agreed.

    Attributes:
        channel: interleaved channel of RTP packets (RTCP: the next).
        early: bytes of the connection that arrived before and with the answer to PLAY.
        keep_alive_s: seconds between two keep-alives.
    """

    track: VideoTrack
    transport: Transport
    channel: int
    datagrams: DatagramPair | None
    early: bytes
    keep_alive_s: float


class RtspClient:
    """One RTSP session over one connection."""

    def __init__(
        self, connection: Connection, address: Address, account: Account | None, *, answer_s: float
    ) -> None:
        self._connection = connection
        self._address = address
        self._account = account
        self._answer_s = answer_s
        self._sequence = 0
        self._session: str | None = None
        self._timeout_s = DEFAULT_TIMEOUT_S
        self._aggregate = address.url
        self._methods: frozenset[str] = frozenset()
        self._early = bytearray()
        self._unanswered = 0
        self._datagrams: DatagramPair | None = None

    async def play(self, transport: Transport) -> Playing:
        """Go through the handshake.

        Raises:
            ReceiverError: it failed; the reason says why.
            Redirected: the camera names another address.
            OtherTransport: the camera refuses `transport`.
        """
        try:
            options = await self._ask("OPTIONS", self._address.url, {})
            if options.status == OK:
                self._methods = _methods(options)
            track, base = await self._describe()
            channel = await self._set_up(track, base, transport)
            await self._start()
        except BaseException:
            if self._datagrams is not None:
                self._datagrams.close()
            raise
        early = bytes(self._early) + bytes(self._connection.buffer)
        self._connection.buffer.clear()
        every_s = max(min(self._timeout_s, 120) / 2, 1.0)
        return Playing(track, transport, channel, self._datagrams, early, every_s)

    def keep_alive(self) -> None:
        """Tell the camera that we are still there (RFC 2326 10.8, 12.37)."""
        self._unanswered += 1
        method = "GET_PARAMETER" if "GET_PARAMETER" in self._methods else "OPTIONS"
        self._send(method, self._aggregate, {})

    def take_message(self, data: bytes) -> int | None:
        """Take a message that came while playing; return its size, None when it is not whole, 0 for garbage.

        Raises:
            ReceiverError: the camera ends the session.
        """
        try:
            message = read_message(data)
        except ReceiverError:
            return 0
        if message is None:
            return None
        if message.status:
            self._take_answer(message)
        else:
            self._obey(message)
        return message.size

    async def tear_down(self) -> None:
        """End the session; waits for the answer only briefly, since a camera may be gone."""
        if self._session is None:
            return
        self._send("TEARDOWN", self._aggregate, {})
        mine = self._sequence
        try:
            async with asyncio.timeout(TEARDOWN_S):
                while (await self._message()).sequence != mine:
                    pass
        except (TimeoutError, ReceiverError):
            return

    async def _describe(self) -> tuple[VideoTrack, str]:
        url = self._address.url
        message = await self._ask("DESCRIBE", url, {"Accept": "application/sdp"})
        location = message.get("location")
        if message.status in REDIRECTS and location:
            raise Redirected(location)
        _require_ok(message, "DESCRIBE")
        track = find_video(message.body.decode("utf-8", "replace"))
        named = message.get("content-base") or message.get("content-location") or message.get("location")
        base = resolve(url, named, self._address)
        self._aggregate = resolve(base, track.session_control, self._address)
        return track, base

    async def _set_up(self, track: VideoTrack, base: str, transport: Transport) -> int:
        if transport is Transport.UDP:
            self._datagrams = DatagramPair(self._connection.local_host)
            port = self._datagrams.port
            wish = f"RTP/AVP;unicast;client_port={port}-{port + 1}"
        else:
            wish = "RTP/AVP/TCP;unicast;interleaved=0-1"
        message = await self._ask("SETUP", resolve(base, track.control, self._address), {"Transport": wish})
        if message.status == UNSUPPORTED_TRANSPORT:
            raise OtherTransport
        _require_ok(message, "SETUP")
        self._take_session(message)
        agreed = _transport_fields(message.get("transport") or "")
        if self._datagrams is not None:
            self._point(agreed)
            return 0
        if "client_port" in agreed or "server_port" in agreed:
            raise OtherTransport
        return _pair(agreed.get("interleaved", "0-1"))[0]

    def _point(self, agreed: dict[str, str]) -> None:
        if "interleaved" in agreed:
            raise OtherTransport
        ports = _pair(agreed.get("server_port", ""))
        if self._datagrams is not None and 0 < ports[0] < ports[1] <= 65_535:  # noqa: PLR2004 - UDP ports
            self._datagrams.point(self._connection.remote_host, *ports)

    async def _start(self) -> None:
        message = await self._ask("PLAY", self._aggregate, {"Range": "npt=0.000-"})
        _require_ok(message, "PLAY")
        self._take_session(message)

    def _take_session(self, message: Message) -> None:
        value = message.get("session")
        if value:
            identifier, *options = value.split(";")
            self._session = identifier.strip()[:512]
            for option in options:
                key, _, seconds = option.strip().partition("=")
                if key.lower() == "timeout" and seconds.isascii() and seconds.isdecimal():
                    self._timeout_s = max(int(seconds[:6]), 2)

    async def _ask(self, method: str, url: str, headers: dict[str, str]) -> Message:
        """Send a request and wait for its answer; a demand for a password is met once, a stale nonce too."""
        for _ in range(3):
            asked_before = self._account is not None and self._account.asked
            message = await self._exchange(method, url, headers)
            if message.status != UNAUTHORIZED:
                return message
            self._meet_demand(message, asked_before=asked_before)
        raise ReceiverError(StopReason.WRONG_PASSWORD, "the camera refuses the password")

    def _meet_demand(self, message: Message, *, asked_before: bool) -> None:
        if self._account is None:
            raise ReceiverError(StopReason.WRONG_PASSWORD, "the camera asks for a user name and a password")
        demands = message.all("www-authenticate")
        again = self._account.accept(demands)
        stale = any("stale=true" in demand.replace(" ", "").replace('"', "").lower() for demand in demands)
        if not demands or (not again and not self._account.asked):
            text = "the camera asks for a kind of authentication that Vigie does not know"
            raise ReceiverError(StopReason.WRONG_PASSWORD, text)
        if asked_before and not stale:
            raise ReceiverError(StopReason.WRONG_PASSWORD, "the camera refuses the user name or the password")

    async def _exchange(self, method: str, url: str, headers: dict[str, str]) -> Message:
        self._send(method, url, headers)
        mine = self._sequence
        try:
            async with asyncio.timeout(self._answer_s):
                while True:
                    message = await self._message()
                    if message.sequence in (mine, -1):
                        return message
        except TimeoutError:
            text = f"no answer to {method} within {self._answer_s:g} s"
            raise ReceiverError(StopReason.TIMEOUT, text) from None

    def _send(self, method: str, url: str, headers: dict[str, str]) -> None:
        self._sequence += 1
        lines = {"User-Agent": USER_AGENT, **headers}
        if self._session is not None:
            lines["Session"] = self._session
        authorisation = self._account.header(method, url) if self._account else None
        if authorisation:
            lines["Authorization"] = authorisation
        self._connection.send(request(method, url, self._sequence, lines))

    async def _message(self) -> Message:
        """Wait for the next answer; frames before it are kept, the camera's own requests are answered."""
        buffer = self._connection.buffer
        while True:
            while buffer[:1] in (bytearray(b"\r"), bytearray(b"\n")):
                del buffer[:1]
            if buffer[:1] == b"$":
                if not self._set_aside():
                    await self._connection.more()
                continue
            message = read_message(bytes(buffer)) if buffer else None
            if message is None:
                await self._connection.more()
                continue
            del buffer[: message.size]
            if message.status:
                return message
            self._obey(message)

    def _set_aside(self) -> bool:
        """Move a whole frame out of the way; return False when it is not whole yet."""
        buffer = self._connection.buffer
        if len(buffer) < 4 or len(buffer) < (size := 4 + (buffer[2] << 8 | buffer[3])):  # noqa: PLR2004 - header
            return False
        self._early += buffer[:size]
        del buffer[:size]
        if len(self._early) > MAX_EARLY_BYTES:
            raise ReceiverError(StopReason.PROTOCOL_ERROR, "the camera sends pictures but does not answer")
        return True

    def _obey(self, message: Message) -> None:
        """Answer a camera's own request."""
        if message.method == "TEARDOWN":
            raise ReceiverError(StopReason.CLOSED_BY_CAMERA, "the camera ended the session")
        known = message.method in ("OPTIONS", "ANNOUNCE", "GET_PARAMETER", "SET_PARAMETER")
        self._connection.send(answer(message, "200 OK" if known else "501 Not Implemented"))

    def _take_answer(self, message: Message) -> None:
        """Take the answer to a keep-alive."""
        first, self._unanswered = self._unanswered == 1, 0
        if message.status == UNAUTHORIZED and self._account is not None:
            if self._account.accept(message.all("www-authenticate")) and first:
                self.keep_alive()
        elif message.status == SESSION_NOT_FOUND:
            raise ReceiverError(StopReason.CLOSED_BY_CAMERA, "the camera has forgotten the session")
        elif message.status != OK:
            self._methods -= {"GET_PARAMETER"}  # announced, but not understood: OPTIONS from now on


def _methods(message: Message) -> frozenset[str]:
    return frozenset(item.strip().upper() for item in (message.get("public") or "").split(","))


def _require_ok(message: Message, method: str) -> None:
    status = message.status
    if status == OK:
        return
    said = f"the camera answers {status} {message.reason[:80]} to {method}"
    if status == NOT_FOUND:
        raise ReceiverError(StopReason.NOT_FOUND, f"{said}: check the path of the address")
    if status == FORBIDDEN:
        raise ReceiverError(StopReason.WRONG_PASSWORD, f"{said}: this account may not see the stream")
    raise ReceiverError(StopReason.PROTOCOL_ERROR, said)


def _transport_fields(value: str) -> dict[str, str]:
    items = (item.strip().partition("=") for item in value.split(",", maxsplit=1)[0].split(";"))
    return {key.lower(): text.strip().strip('"') for key, _, text in items}


def _pair(text: str) -> tuple[int, int]:
    """Read `8000-8001`, or `8000`; zeros when it makes no sense."""
    first, _, second = text.partition("-")
    if not (first.isascii() and first.isdecimal() and len(first) <= 5):  # noqa: PLR2004 - 65535
        return 0, 0
    number = int(first)
    other = int(second) if second.isascii() and second.isdecimal() and len(second) <= 5 else number + 1  # noqa: PLR2004 - same
    return number, other
