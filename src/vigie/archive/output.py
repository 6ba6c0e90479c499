"""Writes one segment's file: head, parts, table; sealed when a key is given. Used by one thread at a time.

What is on the disk is always a file that ends with a whole part, or with one torn part that recovery cuts
away.
"""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vigie.archive import container
from vigie.archive.container import FLAG_INIT, SEALED_FTYP, Head, Part
from vigie.archive.files import Files
from vigie.archive.model import Segment, SegmentState
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs

MakeKey = Callable[[CameraId, UtcUs], tuple[bytes, bytes] | None]
"""Returns a segment's key, plain and wrapped; None: the segment is recorded plain."""

TAG_BYTES: Final = 16
_buffers = threading.local()


class SegmentOutput:
    """A segment's file while it is written.

    Attributes:
        segment: the row as it stands on the disk now; replaced, never changed.

    Raises:
        OSError: the disk refuses.
    """

    def __init__(self, segment: Segment, path: Path, files: Files, make_key: MakeKey, init: bytes) -> None:
        self.segment = segment
        self._files = files
        self._cipher: AESGCM | None = None
        self._digest = hashlib.sha256()
        self._parts: list[Part] = []
        self._offset = 0
        self._dirty = False
        key = make_key(segment.camera_id, segment.start)
        if key:
            self._cipher = AESGCM(key[0])
            self.segment = replace(segment, key=key[1])
        self._descriptor: int | None = files.create(path)
        self._begin(init)

    def append(
        self, payload: bytes, start: UtcUs, end: UtcUs, *, ticks: int, pictures: int, flags: int
    ) -> None:
        """Append one part; when the disk refuses, the file still ends with its last whole part."""
        self._append(payload, start, end, ticks, pictures, flags)
        self.segment = replace(
            self.segment,
            end=UtcUs(max(end, self.segment.start + 1)),
            parts=self.segment.parts + 1,
            size=self._offset,
            ticks_90k=self.segment.ticks_90k + ticks,
        )

    def sync(self) -> None:
        """Make what is written durable."""
        if self._descriptor is not None and self._dirty:
            self._dirty = False
            self._files.sync(self._descriptor)

    def close(self, end: UtcUs) -> Segment:
        """Write the table, make all durable, close; returns the closed row."""
        if self._descriptor is not None:
            table = container.encode_table(self._parts)
            self._files.write(self._descriptor, [table])
            self._files.sync(self._descriptor)
            self._close_descriptor()
            self._finish(end, self._offset + len(table))
        return self.segment

    def abandon(self) -> None:
        """Close after a failure, keeping what is whole."""
        if self._descriptor is not None:
            self._finish(self.segment.end, self._offset)
            self._close_descriptor()

    def _finish(self, end: UtcUs, size: int) -> None:
        self.segment = replace(
            self.segment,
            end=UtcUs(max(end, self.segment.start + 1)),
            size=size,
            state=SegmentState.CLOSED,
            digest=self._digest.digest(),
        )

    def _begin(self, init: bytes) -> None:
        before = SEALED_FTYP if self._cipher else init
        segment = self.segment
        head = Head(
            segment.camera_id,
            segment.start,
            segment.destroy_at,
            segment.take,
            self._cipher is not None,
            hashlib.sha256(before).digest(),
        ).encode()
        try:
            self._write([before, head])
            self._digest.update(head)
            if self._cipher:
                self._append(init, segment.start, segment.start, 0, 0, FLAG_INIT)
        except OSError:
            self._close_descriptor()
            raise

    def _append(
        self, payload: bytes, start: UtcUs, end: UtcUs, ticks: int, pictures: int, flags: int
    ) -> None:
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
