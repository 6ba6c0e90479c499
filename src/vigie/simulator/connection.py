"""One RTSP connection: requests in, answers out (RFC 2326). Everything is answered at once, nothing waits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from vigie.kernel.errors import BadInput
from vigie.simulator.camera import SimulatedCamera
from vigie.simulator.credentials import Guard
from vigie.simulator.link import Link
from vigie.simulator.messages import Request, answer, take_request
from vigie.simulator.sdp import AUDIO_TRACK, VIDEO_TRACK, describe
from vigie.simulator.session import Carrier, Datagrams, Interleaved, Session
from vigie.simulator.streams import Stream
from vigie.simulator.udp import UdpPair

METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN"
SESSION_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class House:
    """What all connections share."""

    cameras: Mapping[str, SimulatedCamera]
    guard: Guard
    udp: UdpPair
    audio: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and what follows it on the wire."""

    status: int
    headers: dict[str, str]
    body: str = ""
    then: Callable[[], None] | None = None


class RtspConnection:
    """Serves one client; `link` is set by the server before the first byte."""

    def __init__(self, house: House, link: Link) -> None:
        self._house, self.link = house, link
        self._buffer = bytearray()
        self.sessions: dict[str, Session] = {}

    def feed(self, data: bytes) -> None:
        """Take bytes from the client; bytes that are no RTSP end the connection."""
        self._buffer += data
        try:
            while (request := take_request(self._buffer)) is not None:
                self._serve(request)
        except BadInput:
            self.link.write(answer(400, None))
            self.link.close()

    def watches(self, camera_id: str) -> bool:
        """Tell whether the client has a session with this camera."""
        return any(session.stream.camera.id == camera_id for session in self.sessions.values())

    def closed(self) -> None:
        """Forget the sessions: the connection is gone."""
        for session in self.sessions.values():
            session.stop()
        self.sessions.clear()

    def _serve(self, request: Request) -> None:
        made = self._answer(request)
        self.link.write(answer(made.status, request.headers.get("cseq", ""), made.headers, made.body))
        if made.then is not None:
            made.then()

    def _answer(self, request: Request) -> Answer:
        if request.method == "OPTIONS" and request.url == "*":
            return Answer(200, {"Public": METHODS})
        stream = self._find(request)
        refusal = self._refusal(request, stream.camera if stream else None)
        if refusal is not None:
            return refusal
        if request.method == "OPTIONS":
            return Answer(200, {"Public": METHODS})
        if stream is None:
            return Answer(404, {})
        handler = self.HANDLERS.get(request.method)
        return handler(self, request, stream) if handler else Answer(405, {"Allow": METHODS})

    def _find(self, request: Request) -> Stream | None:
        parts = request.path
        camera = self._house.cameras.get(parts[0]) if parts else None
        return camera.streams.get(parts[1] if len(parts) > 1 else "main") if camera else None

    def _refusal(self, request: Request, camera: SimulatedCamera | None) -> Answer | None:
        guard = self._house.guard
        if camera and camera.faults.unavailable:
            return Answer(503, {})
        wrong = camera is not None and camera.faults.refuse_password
        if request.method == "OPTIONS" and not wrong:
            return None
        if wrong or not guard.admits(request.method, request.headers.get("authorization")):
            return Answer(401, {"WWW-Authenticate": guard.challenge()})
        return None

    def _describe(self, request: Request, stream: Stream) -> Answer:
        camera = stream.camera
        if camera.faults.redirect_to:
            return Answer(302, {"Location": camera.faults.redirect_to})
        body = describe(
            stream.setup,
            f"{camera.id} {stream.name}",
            audio=self._house.audio,
            announce=camera.faults.announce,
        )
        base = request.url if request.url.endswith("/") else request.url + "/"
        return Answer(200, {"Content-Base": base, "Content-Type": "application/sdp"}, body)

    def _setup(self, request: Request, stream: Stream) -> Answer:
        if request.path[-1] == AUDIO_TRACK:
            stream.camera.audio_requests += 1
            return Answer(461, {})
        offer = _first_transport(request.headers.get("transport", ""))
        carrier, reply = self._carrier(offer)
        if carrier is None:
            return Answer(461, {})
        session = Session(stream, carrier)
        self.sessions[session.id] = session
        transport = f"{reply};ssrc={session.ssrc:08X}"
        return Answer(200, {"Transport": transport, "Session": f"{session.id};timeout={SESSION_TIMEOUT_S}"})

    def _carrier(self, offer: Mapping[str, str]) -> tuple[Carrier | None, str]:
        if "RTP/AVP/TCP" in offer:
            channels = _pair(offer.get("interleaved", "0-1"))
            if channels is None or channels[1] > 255:  # noqa: PLR2004 - one byte
                return None, ""
            return Interleaved(
                self.link, channels[0]
            ), f"RTP/AVP/TCP;unicast;interleaved={channels[0]}-{channels[1]}"
        ports = _pair(offer.get("client_port", ""))
        if "multicast" in offer or ports is None:
            return None, ""
        udp = self._house.udp
        carrier = Datagrams(udp.rtp, udp.rtcp, self.link.peer, *ports)
        return (
            carrier,
            f"RTP/AVP;unicast;client_port={ports[0]}-{ports[1]};server_port={udp.port}-{udp.port + 1}",
        )

    def _session(self, request: Request) -> Session | None:
        name = request.headers.get("session", "").partition(";")[0].strip()
        return self.sessions.get(name)

    def _play(self, request: Request, stream: Stream) -> Answer:
        session = self._session(request)
        if session is None:
            return Answer(454, {})
        headers = {"Session": session.id, "Range": "npt=now-"}
        if session.playing:
            return Answer(200, headers)
        first_90k = stream.join(session)
        session.playing = True
        headers["RTP-Info"] = _rtp_info(request.url, session, first_90k)
        return Answer(200, headers, then=lambda: stream.catch_up(session))

    def _pause(self, request: Request, _stream: Stream) -> Answer:
        session = self._session(request)
        if session is None:
            return Answer(454, {})
        session.stop()
        return Answer(200, {"Session": session.id})

    def _parameter(self, request: Request, _stream: Stream) -> Answer:
        session = self._session(request)
        if "session" in request.headers and session is None:
            return Answer(454, {})
        return Answer(200, {"Session": session.id} if session else {})

    def _teardown(self, request: Request, _stream: Stream) -> Answer:
        session = self._session(request)
        if session is None:
            return Answer(454, {})
        session.stop()
        del self.sessions[session.id]
        return Answer(200, {"Session": session.id})

    HANDLERS: ClassVar[Mapping[str, "Callable[[RtspConnection, Request, Stream], Answer]"]] = {
        "DESCRIBE": _describe,
        "SETUP": _setup,
        "PLAY": _play,
        "PAUSE": _pause,
        "GET_PARAMETER": _parameter,
        "SET_PARAMETER": _parameter,
        "TEARDOWN": _teardown,
    }
    """What answers each method of RFC 2326."""


def _rtp_info(address: str, session: Session, first_90k: int | None) -> str:
    url = address.rstrip("/")
    track = url if url.endswith(VIDEO_TRACK) else f"{url}/{VIDEO_TRACK}"
    moment = "" if first_90k is None else f";rtptime={session.timestamp(first_90k)}"
    return f"url={track};seq={session.sequence}{moment}"


def _first_transport(header: str) -> dict[str, str]:
    """Return the parameters of the first transport offered; flags map to an empty text."""
    first = header.split(",", maxsplit=1)[0]
    pairs = (part.strip().partition("=") for part in first.split(";"))
    return {name: value for name, _, value in pairs if name}


def _pair(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?", text)
    if match is None or int(match[1]) > 65_534:  # noqa: PLR2004 - the last port but one
        return None
    return int(match[1]), int(match[2] or int(match[1]) + 1)
