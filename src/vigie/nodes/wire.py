"""The live link's messages: what recorder and centre say to each other over their Unix socket.

A message is a header of 28 bytes, big-endian, then its payload:

    length u32   of the payload          number u32   which subscription
    kind u8      see `Kind`              utc i64      UTC µs (units)
    flags u8     1 keyframe, 2 discontinuity          pts i64   1/90,000 s (units)
    zero u16

Both ends are the same release on the same machine; a version in `HELLO` refuses anything else.
"""

import base64
import json
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName

VERSION = 1
HEADER = struct.Struct("!IBBHIqq")
MAX_PAYLOAD = 32 << 20
KEYFRAME = 1
DISCONTINUITY = 2


class Kind(IntEnum):
    """What a message is; the recorder sends those below 16, the centre the others."""

    HELLO = 1
    STATUS = 2
    PARAMETERS = 3
    UNIT = 4
    METRICS = 5
    REAPED = 6
    SUBSCRIBE = 16
    UNSUBSCRIBE = 17
    ASK_METRICS = 18
    ASK_REAP = 19


@dataclass(frozen=True, slots=True)
class Message:
    """One message as received."""

    kind: int
    flags: int
    number: int
    utc: int
    pts: int
    payload: bytes

    def json(self) -> Any:
        """Return the payload read as JSON."""
        return json.loads(self.payload)


def encode(kind: Kind, payload: bytes = b"", *, number: int = 0) -> bytes:
    """Return a message without picture."""
    return HEADER.pack(len(payload), kind, 0, 0, number, 0, 0) + payload


def encode_json(kind: Kind, value: Any, *, number: int = 0) -> bytes:
    """Return a message whose payload is JSON."""
    return encode(kind, json.dumps(value, separators=(",", ":")).encode(), number=number)


def unit_header(unit: AccessUnit, number: int, *, discontinuity: bool) -> bytes:
    """Return the header of a picture; its bytes follow as they are."""
    flags = (KEYFRAME if unit.keyframe else 0) | (DISCONTINUITY if discontinuity else 0)
    return HEADER.pack(len(unit.data), Kind.UNIT, flags, 0, number, unit.utc, unit.pts_90k)


def decode_unit(
    message: Message, camera_id: CameraId, stream: StreamName, parameters: ParameterSets
) -> AccessUnit:
    """Return the picture that a `UNIT` message carries."""
    return AccessUnit(
        camera_id=camera_id,
        stream=stream,
        parameters=parameters,
        keyframe=bool(message.flags & KEYFRAME),
        pts_90k=message.pts,
        utc=UtcUs(message.utc),
        data=message.payload,
        discontinuity=bool(message.flags & DISCONTINUITY),
    )


def parameters_to_json(parameters: ParameterSets) -> dict[str, Any]:
    """Return parameter sets as JSON values."""
    return {
        "codec": parameters.codec.value,
        "size": [parameters.width_px, parameters.height_px],
        "sets": [
            [base64.b64encode(item).decode() for item in items]
            for items in (parameters.vps, parameters.sps, parameters.pps)
        ],
    }


def parameters_from_json(value: dict[str, Any]) -> ParameterSets:
    """Return the parameter sets that `parameters_to_json` wrote."""
    vps, sps, pps = (tuple(base64.b64decode(item) for item in items) for items in value["sets"])
    width_px, height_px = value["size"]
    return ParameterSets(Codec(value["codec"]), width_px, height_px, vps, sps, pps)


class Decoder:
    """Cuts received bytes into messages; bytes may arrive cut anywhere; each is copied once or twice."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._size = 0
        self._needed = HEADER.size

    def feed(self, data: bytes) -> list[Message]:
        """Return the messages that `data` completes.

        Raises:
            Unavailable: `link_broken`, the other end does not speak this protocol.
        """
        self._chunks.append(data)
        self._size += len(data)
        if self._size < self._needed:
            return []
        whole = b"".join(self._chunks) if len(self._chunks) > 1 else data
        found, start = self._cut(whole)
        self._chunks = [whole[start:]] if start < len(whole) else []
        self._size = len(whole) - start
        return found

    def _cut(self, data: bytes) -> tuple[list[Message], int]:
        """Return the whole messages, and where the rest begins; notes how much the next one needs."""
        found: list[Message] = []
        start, total = 0, len(data)
        self._needed = HEADER.size
        while total - start >= HEADER.size:
            length, kind, flags, _, number, utc, pts = HEADER.unpack_from(data, start)
            if length > MAX_PAYLOAD:
                raise Unavailable(f"live link: a message of {length} bytes", code="link_broken")
            end = start + HEADER.size + length
            if end > total:
                self._needed = end - start
                break
            found.append(Message(kind, flags, number, utc, pts, data[start + HEADER.size : end]))
            start = end
        return found, start
