"""RTSP 1.0 requests and answers as bytes (RFC 2326)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from vigie.kernel.errors import BadInput

MAX_HEAD_BYTES = 65_536
REASONS = {
    200: "OK",
    302: "Moved Temporarily",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    454: "Session Not Found",
    455: "Method Not Valid In This State",
    459: "Aggregate Operation Not Allowed",
    461: "Unsupported Transport",
    503: "Service Unavailable",
}


@dataclass(frozen=True, slots=True)
class Request:
    """One request; header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> list[str]:
        """The address's parts, without host, query and empty parts."""
        return [unquote(part) for part in urlsplit(self.url).path.split("/") if part]


def take_request(buffer: bytearray) -> Request | None:
    """Take one whole request off the front of `buffer`; None when more bytes are needed.

    Interleaved frames that clients send (receiver reports) are thrown away.

    Raises:
        BadInput: these bytes are no RTSP.
    """
    while True:
        if buffer[:1] == b"$":
            if len(buffer) < 4 or len(buffer) < 4 + int.from_bytes(buffer[2:4], "big"):  # noqa: PLR2004 - RFC 2326 10.12
                return None
            del buffer[: 4 + int.from_bytes(buffer[2:4], "big")]
        elif buffer.startswith((b"\r", b"\n")):
            del buffer[:1]
        else:
            return _take_text(buffer)


def _take_text(buffer: bytearray) -> Request | None:
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        if len(buffer) > MAX_HEAD_BYTES:
            raise BadInput("the request's head is too long")
        return None
    lines = buffer[:end].decode("utf-8", errors="replace").split("\r\n")
    headers = dict(_header(line) for line in lines[1:])
    length = _length(headers)
    if len(buffer) < end + 4 + length:
        return None
    body = bytes(buffer[end + 4 : end + 4 + length])
    del buffer[: end + 4 + length]
    words = lines[0].split()
    if len(words) != 3 or not words[2].startswith("RTSP/1."):  # noqa: PLR2004 - method, address, version
        raise BadInput(f"not an RTSP request: {lines[0][:80]!r}")
    return Request(words[0].upper(), words[1], headers, body)


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip().lower(), value.strip()


def _length(headers: Mapping[str, str]) -> int:
    text = headers.get("content-length", "0")
    if not text.isdecimal() or int(text) > MAX_HEAD_BYTES:
        raise BadInput(f"Content-Length cannot be {text[:40]!r}")
    return int(text)


def answer(
    status: int, sequence: str | None, headers: Mapping[str, str] | None = None, body: str = ""
) -> bytes:
    """Return an answer's bytes."""
    lines = [f"RTSP/1.0 {status} {REASONS[status]}"]
    if sequence is not None:
        lines.append(f"CSeq: {sequence}")
    lines += ["Server: Vigie simulator", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    data = body.encode()
    if data:
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join([*lines, "", ""]).encode() + data
