"""The bytes of a segment's file: fragmented MP4 (ISO/IEC 14496-12) with Vigie's own `uuid` boxes between.

    plain     init (ftyp, moov) · HEAD · { PART · moof · mdat }* · TABLE
    sealed    ftyp 'vigi'       · HEAD · { PART · mdat }*        · TABLE      (each mdat: AES-256-GCM)

Players skip `uuid` boxes, so a plain file opens anywhere as it is. In a sealed file part 0 is the init
segment. Each PART header carries the times, size and SHA-256 of its payload as stored; the segment's digest
is the SHA-256 of HEAD and all PART headers in order, so it covers every byte of the file but the table, which
only repeats them. A PART is written with its payload in one write; one whose payload is short or does not
match is torn, and everything from it on is cut away after a crash (invariant A1).
"""

import hashlib
import struct
from dataclasses import dataclass
from typing import Final

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs

HEAD_TYPE: Final = bytes.fromhex("6f1d2a5c9b3e4e0f8a7756494749450a")
PART_TYPE: Final = bytes.fromhex("6f1d2a5c9b3e4e0f8a7756494749450b")
TABLE_TYPE: Final = bytes.fromhex("6f1d2a5c9b3e4e0f8a7756494749450c")
SEALED_FTYP: Final = struct.pack(">I4s4sI4s", 20, b"ftyp", b"vigi", 1, b"vigi")

FLAG_KEYFRAME: Final = 1
FLAG_INIT: Final = 2
VERSION: Final = 1

_BOX = struct.Struct(">I4s16s")
_HEAD = struct.Struct(">BBHqqI32sB")
_PART = struct.Struct(">HHIqqII32s")
_ROW = struct.Struct(">HHqqII32s")
_END = struct.Struct(">I4s")
_SMALL_BOX = struct.Struct(">I4s")
PART_HEADER_BYTES: Final = _BOX.size + _PART.size
MAX_PART_BYTES: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Head:
    """What a file says about itself.

    Attributes:
        sealed: whether its parts are encrypted.
        destroy_at: as known when it was recorded.
        init_digest: SHA-256 of the bytes before HEAD (the init segment, or the sealed ftyp).
    """

    camera_id: CameraId
    start: UtcUs
    destroy_at: UtcUs
    take: int
    sealed: bool
    init_digest: bytes

    def encode(self) -> bytes:
        """Return the HEAD box."""
        camera = self.camera_id.encode()
        fixed = _HEAD.pack(
            VERSION, self.sealed, 0, self.start, self.destroy_at, self.take, self.init_digest, len(camera)
        )
        return _BOX.pack(_BOX.size + len(fixed) + len(camera), b"uuid", HEAD_TYPE) + fixed + camera


@dataclass(frozen=True, slots=True)
class Part:
    """One PART header and where its payload lies.

    Attributes:
        offset: of the header's first byte in the file.
        size: of the payload in bytes, as stored.
        ticks: length of its pictures in 1/90,000 s.
        digest: SHA-256 of the payload as stored.
    """

    offset: int
    size: int
    start: UtcUs
    end: UtcUs
    ticks: int
    pictures: int
    flags: int
    digest: bytes

    @property
    def payload(self) -> int:
        """Offset of the payload's first byte."""
        return self.offset + PART_HEADER_BYTES

    @property
    def stop(self) -> int:
        """Offset of the first byte after the payload."""
        return self.payload + self.size

    @property
    def keyframe(self) -> bool:
        """Whether decoding can start with its first picture."""
        return bool(self.flags & FLAG_KEYFRAME)

    @property
    def is_init(self) -> bool:
        """Whether it holds the init segment instead of pictures."""
        return bool(self.flags & FLAG_INIT)

    def encode(self) -> bytes:
        """Return the PART box that precedes the payload."""
        return _BOX.pack(PART_HEADER_BYTES, b"uuid", PART_TYPE) + _PART.pack(
            self.flags, self.pictures, self.size, self.start, self.end, self.ticks, 0, self.digest
        )

    def row(self) -> bytes:
        """Return its line of the table at the end of the file."""
        return _ROW.pack(self.flags, self.pictures, self.start, self.end, self.ticks, self.size, self.digest)


def decode_part(header: bytes, offset: int) -> Part | None:
    """Return the PART whose header is `header`, found at `offset`; None when it is none."""
    if len(header) < PART_HEADER_BYTES or _BOX.unpack_from(header) != (PART_HEADER_BYTES, b"uuid", PART_TYPE):
        return None
    flags, pictures, size, start, end, ticks, _, digest = _PART.unpack_from(header, _BOX.size)
    if size > MAX_PART_BYTES or end < start:
        return None
    return Part(offset, size, UtcUs(start), UtcUs(end), ticks, pictures, flags, digest)


def decode_head(box: bytes) -> Head:
    """Return the HEAD in the bytes of a box.

    Raises:
        BadInput: they are no HEAD of a version known here.
    """
    try:
        size, kind, user_type = _BOX.unpack_from(box)
        version, sealed, _, start, destroy, take, digest, length = _HEAD.unpack_from(box, _BOX.size)
        camera = box[_BOX.size + _HEAD.size : size].decode("ascii")
    except (struct.error, UnicodeDecodeError) as error:
        raise BadInput(f"not a recording of Vigie: {error}", code="not_a_segment") from error
    if (kind, user_type, version, len(camera)) != (b"uuid", HEAD_TYPE, VERSION, length):
        raise BadInput("not a recording of Vigie: no HEAD box", code="not_a_segment")
    return Head(CameraId(camera), UtcUs(start), UtcUs(destroy), take, bool(sealed), digest)


def encode_table(parts: list[Part]) -> bytes:
    """Return the TABLE box that closes a file: it spares readers the walk over all parts."""
    body = b"".join(part.row() for part in parts)
    size = _BOX.size + len(body) + _END.size
    return _BOX.pack(size, b"uuid", TABLE_TYPE) + body + _END.pack(size, b"vgtb")


def table_size(tail: bytes) -> int | None:
    """Return the size of the TABLE box of a file that ends with `tail` (8 bytes), None when it has none."""
    if len(tail) < _END.size:
        return None
    size, mark = _END.unpack(tail[-_END.size :])
    return int(size) if mark == b"vgtb" and size >= _BOX.size + _END.size else None


def decode_table(box: bytes, first_offset: int) -> list[Part] | None:
    """Return the parts of a TABLE box whose first part starts at `first_offset`; None when it is damaged."""
    body = box[_BOX.size : -_END.size]
    if _BOX.unpack_from(box) != (len(box), b"uuid", TABLE_TYPE) or len(body) % _ROW.size:
        return None
    parts, offset = [], first_offset
    for flags, pictures, start, end, ticks, size, digest in _ROW.iter_unpack(body):
        parts.append(Part(offset, size, UtcUs(start), UtcUs(end), ticks, pictures, flags, digest))
        offset = parts[-1].stop
    return parts


def is_head(header: bytes) -> bool:
    """Tell whether a HEAD box starts with `header`."""
    return len(header) >= _BOX.size and _BOX.unpack_from(header)[1:] == (b"uuid", HEAD_TYPE)


def box_size(header: bytes) -> int | None:
    """Return the size of the box that starts with `header`; None when no box can start so."""
    if len(header) < _SMALL_BOX.size:
        return None
    size, kind = _SMALL_BOX.unpack_from(header)
    return int(size) if size >= _SMALL_BOX.size and kind.isalnum() else None


def mdat_header(size: int) -> bytes:
    """Return the beginning of an mdat box of `size` bytes, as sealed parts are stored."""
    return _SMALL_BOX.pack(_SMALL_BOX.size + size, b"mdat")


MDAT_HEADER_BYTES: Final = _SMALL_BOX.size


def segment_digest(head: bytes, headers: list[bytes]) -> bytes:
    """Return the digest of a segment from its encoded HEAD and PART boxes."""
    return hashlib.sha256(head + b"".join(headers)).digest()
