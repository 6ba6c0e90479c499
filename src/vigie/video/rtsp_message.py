"""RTSP 1.0 messages (RFC 2326): requests written, answers and a camera's own requests read; addresses."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from vigie.video.errors import ReceiverError, StopReason

MAX_HEAD_BYTES = 16_384
MAX_BODY_BYTES = 65_536
MAX_HEADERS = 100
DEFAULT_PORTS = {"rtsp": 554, "rtsps": 322}
_HOST_NAME = re.compile(r"[\w.-]*")


@dataclass(frozen=True, slots=True)
class Message:
    """An answer (`status` > 0) or a request of the camera (`method` set).

    Attributes:
        headers: (lower-case name, value) in order; a name may come several times.
        size: bytes it took.
    """

    status: int
    method: str
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    size: int

    def get(self, name: str) -> str | None:
        """Return the first value of a header."""
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> list[str]:
        """Return every value of a header."""
        return [value for key, value in self.headers if key == name]

    @property
    def sequence(self) -> int:
        """CSeq, -1 when there is none that makes sense."""
        return _number(self.get("cseq") or "", -1)


def request(method: str, url: str, sequence: int, headers: dict[str, str]) -> bytes:
    """Return a request; header values never contain line ends."""
    lines = [f"{method} {url} RTSP/1.0", f"CSeq: {sequence}", *(f"{k}: {v}" for k, v in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def answer(to: Message, status: str = "200 OK") -> bytes:
    """Return the answer to a camera's own request."""
    return f"RTSP/1.0 {status}\r\nCSeq: {max(to.sequence, 0)}\r\n\r\n".encode()


def read_message(data: bytes) -> Message | None:
    """Read the message at the beginning of `data`; None when it is not whole yet.

    Raises:
        ReceiverError: `protocol_error`, this is no message or one too long.
    """
    end, gap = _head_end(data)
    if end < 0:
        if len(data) > MAX_HEAD_BYTES:
            raise ReceiverError(StopReason.PROTOCOL_ERROR, "the camera's answer has endless headers")
        return None
    lines = data[:end].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    status, method, reason = _first_line(lines[0])
    headers = tuple(_header(line) for line in lines[1 : MAX_HEADERS + 1] if ":" in line)
    length = next((_number(value, -1) for key, value in headers if key == "content-length"), 0)
    if not 0 <= length <= MAX_BODY_BYTES:
        raise ReceiverError(StopReason.PROTOCOL_ERROR, "the camera announces an answer of impossible length")
    start = end + gap
    if len(data) < start + length:
        return None
    return Message(status, method, reason, headers, data[start : start + length], start + length)


def _head_end(data: bytes) -> tuple[int, int]:
    """Return where the headers end and how long the empty line is; cameras write bare line feeds too."""
    head = data[: MAX_HEAD_BYTES + 4]
    found = [
        (place, len(mark)) for mark in (b"\r\n\r\n", b"\n\n", b"\n\r\n") if (place := head.find(mark)) >= 0
    ]
    return min(found, default=(-1, 0))


def _first_line(line: str) -> tuple[int, str, str]:
    words = line.split(maxsplit=2)
    if len(words) >= 2 and words[0].upper().startswith("RTSP/"):  # noqa: PLR2004 - version and status
        status = _number(words[1], 0)
        if 100 <= status <= 999:  # noqa: PLR2004 - three digits
            return status, "", words[2].strip() if len(words) > 2 else ""  # noqa: PLR2004 - a reason follows
    elif len(words) == 3 and words[2].upper().startswith("RTSP/") and words[0].isascii():  # noqa: PLR2004 - a request
        return 0, words[0].upper(), ""
    raise ReceiverError(StopReason.PROTOCOL_ERROR, f"this is no RTSP: {line[:60]!r}")


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _number(text: str, otherwise: int) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else otherwise  # noqa: PLR2004 - fits


@dataclass(frozen=True, slots=True)
class Address:
    """Where a camera is: parts of an `rtsp://` or `rtsps://` address, credentials taken off."""

    tls: bool
    host: str
    port: int
    url: str


def parse_url(url: str) -> Address:
    """Read an address.

    Raises:
        ReceiverError: `protocol_error`, this is no address of a camera.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        if ":" not in host and not _HOST_NAME.fullmatch(host):
            host = ""
        bracketed = f"[{ip_address(host.partition('%')[0])}]" if ":" in host else host
    except ValueError:
        parts, host, port, bracketed = SplitResult("", "", "", "", ""), "", None, ""
    scheme = parts.scheme.lower()
    printable = all(33 <= ord(letter) != 127 for letter in url.strip())  # noqa: PLR2004 - neither space nor control
    if scheme not in DEFAULT_PORTS or not host or port == 0 or not printable:
        text = f"no rtsp:// or rtsps:// address: {_without_account(url)}"
        raise ReceiverError(StopReason.PROTOCOL_ERROR, text)
    place = bracketed if port is None else f"{bracketed}:{port}"
    clean = parts._replace(scheme=scheme, netloc=place, fragment="").geturl()
    return Address(scheme == "rtsps", host, port or DEFAULT_PORTS[scheme], clean)


def _without_account(url: str) -> str:
    return url.rpartition("@")[2][:120]


def resolve(base: str, control: str | None, target: Address) -> str:
    """Return the address of a track or presentation (RFC 2326 C.1.1), as cameras mean it.

    Relative ones are appended to the base, query included, unless the base ends with a slash. Absolute ones
    keep their path, but always name the host we are connected to: cameras behind translation name another.
    """
    if control is None or control in ("", "*"):
        return base
    try:
        if control.lower().startswith(("rtsp://", "rtsps://")):
            ours = urlsplit(target.url)
            return urlsplit(control)._replace(scheme=ours.scheme, netloc=ours.netloc).geturl()
        if control.startswith("/"):
            return urljoin(base, control)
    except ValueError:
        return base
    return base + control if base.endswith("/") else f"{base}/{control}"
