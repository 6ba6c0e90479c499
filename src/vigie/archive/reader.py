"""Reading a segment's file: its head, its parts, and how much of a torn file is whole."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from vigie.archive import container
from vigie.archive.container import PART_HEADER_BYTES, Head, Part
from vigie.kernel.errors import BadInput

HEAD_READ_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies in a file.

    Attributes:
        init_bytes: length of what precedes HEAD.
        head_box: the encoded HEAD.
        parts: every whole part, in order.
        whole: offset behind the last whole part; a file longer than `whole` plus its table is torn.
        tabled: whether the file ends with its table, that is, was closed properly.
    """

    head: Head
    init_bytes: int
    head_box: bytes
    parts: tuple[Part, ...]
    whole: int
    tabled: bool

    @property
    def digest(self) -> bytes:
        """The segment's digest, from the headers."""
        return container.segment_digest(self.head_box, [part.encode() for part in self.parts])


class SegmentFile:
    """An open segment file; use as a context manager.

    Raises:
        BadInput: the file does not start as a segment does (code `not_a_segment`).
        OSError: the disk refuses.
    """

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            self.size = os.fstat(self._descriptor).st_size
            self.layout = self._read_layout()
        except BaseException:
            os.close(self._descriptor)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._descriptor)

    def read(self, offset: int, size: int) -> bytes:
        """Return `size` bytes, fewer at the end of the file."""
        return os.pread(self._descriptor, size, offset)

    def init(self) -> bytes:
        """Return the bytes that precede HEAD: the init segment of a plain file."""
        return self.read(0, self.layout.init_bytes)

    def payload(self, part: Part) -> bytes:
        """Return a part's payload as stored."""
        return self.read(part.payload, part.size)

    def is_sound(self, part: Part) -> bool:
        """Tell whether a part's bytes are those that were written."""
        payload = self.payload(part)
        return len(payload) == part.size and hashlib.sha256(payload).digest() == part.digest

    def has_header(self, part: Part) -> bool:
        """Tell whether the header before a part says what the file's table says."""
        return self.read(part.offset, PART_HEADER_BYTES) == part.encode()

    def _read_layout(self) -> Layout:
        start = self.read(0, HEAD_READ_BYTES)
        offset = 0
        while not container.is_head(start[offset:]):
            size = container.box_size(start[offset:])
            if size is None or offset + size >= len(start):
                raise BadInput("not a recording of Vigie: no HEAD box", code="not_a_segment")
            offset += size
        head = container.decode_head(start[offset:])
        box = start[offset : offset + len(head.encode())]
        if hashlib.sha256(start[:offset]).digest() != head.init_digest:
            raise BadInput("the recording's beginning is damaged", code="not_a_segment")
        first = offset + len(box)
        tabled = self._from_table(first)
        parts = self._walk(first) if tabled is None else tabled
        whole = parts[-1].stop if parts else first
        return Layout(head, offset, box, tuple(parts), whole, tabled is not None)

    def _from_table(self, first: int) -> list[Part] | None:
        size = container.table_size(self.read(max(self.size - 8, 0), 8))
        if size is None or size > self.size - first:
            return None
        parts = container.decode_table(self.read(self.size - size, size), first)
        if parts is None or (parts[-1].stop if parts else first) != self.size - size:
            return None
        return parts

    def _walk(self, first: int) -> list[Part]:
        parts: list[Part] = []
        offset = first
        while part := container.decode_part(self.read(offset, PART_HEADER_BYTES), offset):
            if part.stop > self.size:
                break
            parts.append(part)
            offset = part.stop
        return parts


def is_sealed(path: Path) -> bool:
    """Tell whether a recording is encrypted."""
    with SegmentFile(path) as file:
        return file.layout.head.sealed
