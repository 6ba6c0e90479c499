"""A scripted RTSP camera on loopback for tests: plays made-up pictures, and misbehaves as told.

Not the simulator: it is as small as a test needs, answers from a table, and remembers what it was asked.
"""

import asyncio
import base64
import contextlib
import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from vigie.testing import packets as made
from vigie.video.access_unit import Codec

PUBLIC = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"
AUDIO = "m=audio 0 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=control:sound\r\n"


def describe(codec: Codec = Codec.H264, name: str | None = None) -> str:
    """Return a description with a sound track before the video."""
    sets = ",".join(base64.b64encode(nal).decode() for nal in made.sets_of(codec))
    return (
        f"v=0\r\na=control:*\r\n{AUDIO}m=video 0 RTP/AVP {made.PAYLOAD_TYPE}\r\n"
        f"a=rtpmap:{made.PAYLOAD_TYPE} {name or codec.value.upper()}/90000\r\n"
        f"a=fmtp:{made.PAYLOAD_TYPE} sprop-parameter-sets={sets}\r\na=control:picture\r\n"
    )


@dataclass(slots=True)
class Request:
    """What a client asked: header names in lower case."""

    method: str
    url: str
    headers: dict[str, str]


@dataclass(slots=True)
class Script:
    """How the camera behaves.

    Attributes:
        statuses: answer this status to a method instead of 200.
        account: user name and password it demands by Digest.
        before_play: bytes it sends before it answers PLAY.
        pictures: how many it sends, a keyframe every fifth; then it goes on as `after` says.
        after: `stay` connected and silent, or `close`.
        mute: methods it never answers.
        greeting: bytes it sends as soon as somebody connects.
        extra: further header lines of an answer, by method.
    """

    sdp: str = field(default_factory=describe)
    statuses: dict[str, int] = field(default_factory=dict)
    account: tuple[str, str] | None = None
    before_play: bytes = b""
    pictures: int = 10
    after: str = "stay"
    mute: frozenset[str] = frozenset()
    greeting: bytes = b""
    extra: dict[str, str] = field(default_factory=dict)
    session: str = "s1;timeout=60"
    interval_s: float = 0.01


class RtspCamera:
    """A camera; `requests` is what it was asked so far, over all connections."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.connections = 0
        self.replies: list[bytes] = []
        self.port = 0
        self._send_datagram: Callable[[bytes], None] | None = None
        self._transports: list[asyncio.BaseTransport] = []
        self._players: set[asyncio.Task[None]] = set()

    @property
    def methods(self) -> list[str]:
        """The methods it was asked for, in order."""
        return [request.method for request in self.requests]

    @contextlib.asynccontextmanager
    async def serve(self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[str]:
        """Serve while the context lasts; gives its address."""
        server = await asyncio.start_server(self._talk, host, 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield f"{'rtsps' if tls else 'rtsp'}://{host}:{self.port}/live"
        finally:
            server.close()
            for player in self._players:
                player.cancel()
            for transport in self._transports:
                transport.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._transports.append(writer.transport)
        writer.write(self.script.greeting)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            while True:
                await self._turn(reader, writer)
        writer.close()

    async def _turn(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await reader.readexactly(1)
        if first == b"$":
            head = await reader.readexactly(3)
            await reader.readexactly(int.from_bytes(head[1:], "big"))
            return
        text = (first + await reader.readuntil(b"\r\n\r\n")).decode()
        lines = text.split("\r\n")
        if lines[0].startswith("RTSP/"):
            self.replies.append(text.encode())
            return
        method, url, _ = lines[0].split(" ")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }
        self.requests.append(Request(method, url, headers))
        if method not in self.script.mute:
            self._answer(self.requests[-1], writer)

    def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        script, method = self.script, request.method
        status = script.statuses.get(method, 200)
        extra, body = script.extra.get(method, ""), ""
        if script.account and not self._is_allowed(request):
            status, extra = 401, 'WWW-Authenticate: Digest realm="cam", nonce="n1"\r\n'
        elif status == 200:  # noqa: PLR2004 - OK
            more, body = self._give(request)
            extra += more
        if method == "PLAY":
            writer.write(script.before_play)
        if body:
            extra += f"Content-Length: {len(body)}\r\n"
        answer = f"RTSP/1.0 {status} Told\r\nCSeq: {request.headers['cseq']}\r\n{extra}\r\n{body}"
        writer.write(answer.encode())
        if method == "PLAY" and status == 200:  # noqa: PLR2004 - OK
            player = asyncio.get_running_loop().create_task(self._play(writer))
            self._players.add(player)
        elif method == "TEARDOWN":
            for player in self._players:
                player.cancel()

    def _give(self, request: Request) -> tuple[str, str]:
        if request.method == "OPTIONS":
            return f"Public: {PUBLIC}\r\n", ""
        if request.method == "DESCRIBE":
            return "Content-Type: application/sdp\r\n", self.script.sdp
        if request.method == "SETUP":
            asked = request.headers["transport"]
            if "client_port" in asked:
                self._aim(int(asked.partition("client_port=")[2].partition("-")[0]))
            return f"Transport: {asked}\r\nSession: {self.script.session}\r\n", ""
        return "", ""

    def _aim(self, port: int) -> None:
        async def connect() -> None:
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, remote_addr=("127.0.0.1", port)
            )
            self._send_datagram = transport.sendto
            self._transports.append(transport)

        task = asyncio.get_running_loop().create_task(connect())
        self._players.add(task)

    def _is_allowed(self, request: Request) -> bool:
        user, password = self.script.account or ("", "")

        def digest(text: str) -> str:
            return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

        expected = digest(
            f"{digest(f'{user}:cam:{password}')}:n1:{digest(f'{request.method}:{request.url}')}"
        )
        return f'response="{expected}"' in request.headers.get("authorization", "")

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        sequence = 0
        for number in range(self.script.pictures):
            nal = made.slice_of(Codec.H264, bytes((number & 0xFF,)) * 3_000, keyframe=number % 5 == 0)
            packets = made.packetise(Codec.H264, [[nal]], sequence=sequence, time=number * 3_600)
            sequence += len(packets)
            if self._send_datagram is not None:
                for item in packets:
                    self._send_datagram(item)
            else:
                writer.write(made.interleave(packets))
            await asyncio.sleep(self.script.interval_s)
        if self.script.after == "close":
            writer.close()
