"""A segment while it is being written: owned by its volume's thread, which calls every method here.

What is on the disk is always a file that ends with a whole part, or with one torn part that recovery cuts
away.
"""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigie.archive import container
from vigie.archive.container import FLAG_INIT, FLAG_KEYFRAME, SEALED_FTYP, Head, Part
from vigie.archive.files import Files
from vigie.archive.model import Segment, SegmentState
from vigie.archive.volumes import VolumeFolder
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.video.access_unit import AccessUnit, ParameterSets

TAG_BYTES: Final = 16
_buffers = threading.local()


class Track(Protocol):
    """Makes MP4 fragments of one segment's pictures (`vigie.video.fmp4.FragmentWriter`)."""

    def fragment(self, units: Sequence[AccessUnit], *, next_pts_90k: int | None) -> bytes:
        """Return moof and mdat of `units`, in decoding order."""
        ...


class Muxer(Protocol):
    """Where tracks come from; `vigie.video.fmp4` behind a port."""

    def init_segment(self, parameters: ParameterSets) -> bytes:
        """Return ftyp and moov."""
        ...

    def track(self, parameters: ParameterSets) -> Track:
        """Return a new track that starts at time 0."""
        ...


MakeKey = Callable[[CameraId, UtcUs], tuple[bytes, bytes] | None]
"""Returns a segment's key, plain and wrapped; None: the segment is recorded plain."""


class Home(Protocol):
    """The thread a recording lives in (`scribe.Scribe`)."""

    def append(self, recording: "Recording", pictures: "Pictures") -> None:
        """Hand over one part."""
        ...

    def finish(self, recording: "Recording", end: UtcUs) -> None:
        """Close the segment."""
        ...


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one part, and when they were taken."""

    units: list[AccessUnit]
    next_pts_90k: int | None
    start: UtcUs
    end: UtcUs
    ticks: int

    @property
    def size(self) -> int:
        """Bytes held in memory."""
        return sum(len(unit.data) for unit in self.units)


class Recording:
    """One segment being written. `append` and `finish` may be called anywhere, the rest only by its thread.

    Attributes:
        segment: its row as it stands on the disk now; replaced, never changed.
        successor: the recording on another volume that goes on when this one's disk failed.
        dead: the disk failed and no other volume could take over.
    """

    def __init__(
        self,
        segment: Segment,
        parameters: ParameterSets,
        volume: VolumeFolder,
        files: Files,
        muxer: Muxer,
        make_key: MakeKey,
        home: Home,
    ) -> None:
        self.segment = segment
        self.parameters = parameters
        self.volume = volume
        self.successor: Recording | None = None
        self.dead = False
        self._home = home
        self._files = files
        self._muxer = muxer
        self._make_key = make_key
        self._cipher: AESGCM | None = None
        self._track: Track | None = None
        self._descriptor: int | None = None
        self._digest = hashlib.sha256()
        self._parts: list[Part] = []
        self._offset = 0
        self._dirty = False

    @property
    def opened(self) -> bool:
        """Whether its file exists."""
        return self._descriptor is not None

    @property
    def lost(self) -> bool:
        """Whether no volume keeps what comes next."""
        return self.successor.lost if self.successor else self.dead

    def append(self, pictures: Pictures) -> None:
        """Hand over one part to the volume's thread."""
        self._home.append(self, pictures)

    def finish(self, end: UtcUs) -> None:
        """Have the segment closed; `end` is where the next one begins."""
        self._home.finish(self, end)

    def write(self, pictures: Pictures) -> None:
        """Append one part; when the disk refuses, the file ends with its last whole part.

        Raises:
            OSError: the disk refused; nothing of `pictures` counts as recorded.
        """
        if self._descriptor is None:
            self._open()
        assert self._track is not None  # noqa: S101 - set by _open
        payload = self._track.fragment(pictures.units, next_pts_90k=pictures.next_pts_90k)
        flags = FLAG_KEYFRAME if pictures.units[0].keyframe else 0
        part = self._append(payload, pictures.start, pictures.end, pictures.ticks, len(pictures.units), flags)
        self.segment = replace(
            self.segment,
            end=UtcUs(max(part.end, self.segment.start + 1)),
            parts=self.segment.parts + 1,
            size=self._offset,
            ticks_90k=self.segment.ticks_90k + part.ticks,
        )

    def sync(self) -> None:
        """Make what is written durable; a disk's refusal shows at the next write."""
        if self._descriptor is not None and self._dirty:
            self._dirty = False
            self._files.sync(self._descriptor)

    def close(self, end: UtcUs) -> None:
        """Write the table, make all durable, close; `segment` then is the closed row.

        Raises:
            OSError: the disk refused; the parts already written stand, recovery will add the table.
        """
        if self._descriptor is None:
            return
        table = container.encode_table(self._parts)
        self._files.write(self._descriptor, [table])
        self._files.sync(self._descriptor)
        self._close_descriptor()
        self._finish(end, self._offset + len(table))

    def abandon(self) -> None:
        """Close after a failure, keeping what is whole."""
        if self._descriptor is not None:
            self._close_descriptor()
            self._finish(self.segment.end, self._offset)

    def _finish(self, end: UtcUs, size: int) -> None:
        self.segment = replace(
            self.segment,
            end=UtcUs(max(end, self.segment.start + 1)),
            size=size,
            state=SegmentState.CLOSED,
            digest=self._digest.digest(),
        )

    def _open(self) -> None:
        key = self._make_key(self.segment.camera_id, self.segment.start)
        if key:
            self._cipher = AESGCM(key[0])
            self.segment = replace(self.segment, key=key[1])
        self._descriptor = self._files.create(
            self.volume.open_path(self.segment.camera_id, self.segment.start)
        )
        self._track = self._muxer.track(self.parameters)
        init = self._muxer.init_segment(self.parameters)
        before = SEALED_FTYP if self._cipher else init
        head = Head(
            self.segment.camera_id,
            self.segment.start,
            self.segment.destroy_at,
            self.segment.take,
            self._cipher is not None,
            hashlib.sha256(before).digest(),
        ).encode()
        self._write([before, head])
        self._digest.update(head)
        if self._cipher:
            self._append(init, self.segment.start, self.segment.start, 0, 0, FLAG_INIT)

    def _append(
        self, payload: bytes, start: UtcUs, end: UtcUs, ticks: int, pictures: int, flags: int
    ) -> Part:
        stored: list[bytes | memoryview] = [payload]
        if self._cipher:
            sealed = seal(self._cipher, self.segment, len(self._parts), payload)
            stored = [container.mdat_header(len(sealed)), sealed]
        digest = hashlib.sha256()
        for piece in stored:
            digest.update(piece)
        size = sum(len(piece) for piece in stored)
        part = Part(self._offset, size, start, end, ticks, pictures, flags, digest.digest())
        header = part.encode()
        self._write([header, *stored])
        self._digest.update(header)
        self._parts.append(part)
        return part

    def _write(self, buffers: list[bytes | memoryview]) -> None:
        assert self._descriptor is not None  # noqa: S101 - callers open first
        try:
            self._files.write(self._descriptor, buffers)
        except OSError:
            self._files.cut(self._descriptor, self._offset)
            raise
        self._dirty = True
        self._offset += sum(len(buffer) for buffer in buffers)

    def _close_descriptor(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            self._files.close(descriptor)


def associated_data(segment: Segment, index: int) -> bytes:
    """Return what AES-GCM binds a part to: its segment and its place in it, so parts cannot be swapped."""
    return f"vigie-part:{segment.id}:{index}".encode()


def seal(cipher: AESGCM, segment: Segment, index: int, payload: bytes) -> memoryview:
    """Encrypt a part; the result is valid until this thread seals the next.

    The nonce is the part's number: each segment has its own key, so none repeats. The buffer is used again
    and again: fresh ones of this size cost the system more in page faults than encryption itself.
    """
    size = len(payload) + TAG_BYTES
    buffer: bytearray = getattr(_buffers, "sealed", bytearray())
    if len(buffer) < size:
        buffer = _buffers.sealed = bytearray(size + size // 2)
    target = memoryview(buffer)[:size]
    cipher.encrypt_into(nonce(index), payload, associated_data(segment, index), target)
    return target


def nonce(index: int) -> bytes:
    """Return the 12-byte nonce of the part numbered `index`."""
    return index.to_bytes(12, "big")
