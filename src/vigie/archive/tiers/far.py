"""Reading a segment from its copy in S3 when its volume is away or its file is gone: range by range.

What is read is authenticated as from a disk: each part is sealed with the segment's key, camera, start and
number, so a bucket can show nothing but what was recorded.
"""

from types import TracebackType
from typing import Final

from vigie.archive.model import Segment
from vigie.archive.reader import SegmentFile
from vigie.archive.tiers.destroyer import versions_of
from vigie.archive.tiers.remote import Remote, Stored
from vigie.archive.tiers.sender import object_name
from vigie.kernel.errors import Unavailable

AHEAD_BYTES: Final = 1 << 20
"""Parts are read one behind the other, about 100 to 500 kB each: one request brings a few."""


class FarSegmentFile(SegmentFile):
    """An object read as a segment's file; use as a context manager.

    Raises:
        Unavailable: S3 does not answer.
        BadInput: the object does not start as a segment does.
    """

    def __init__(self, remote: Remote, stored: Stored) -> None:  # no file is opened, so none is taken over
        self._remote = remote
        self._stored = stored
        self._start, self._ahead = 0, b""
        self.size = stored.size
        self.layout = self._read_layout()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is open between two requests."""

    def read(self, offset: int, size: int) -> bytes:
        """Return `size` bytes, fewer at the end of the object."""
        end = min(offset + size, self.size)
        if not (self._start <= offset and end <= self._start + len(self._ahead)):
            wanted = max(size, AHEAD_BYTES if offset + size < self.size else 0)
            self._start, self._ahead = offset, self._remote.read(self._stored, offset, wanted)
        return self._ahead[offset - self._start : end - self._start]


class Far:
    """Opens copies.

    Args:
        prefix: what names in the bucket begin with.
    """

    def __init__(self, remote: Remote, prefix: str) -> None:
        self._remote = remote
        self._prefix = prefix

    def open(self, segment: Segment) -> SegmentFile:
        """Return a segment's copy.

        Raises:
            Unavailable: S3 does not answer, or has no copy of the whole segment.
        """
        name = object_name(self._prefix, segment)
        whole = [
            one for one in versions_of(self._remote, name) if not one.marker and one.size == segment.size
        ]
        if not whole:
            raise Unavailable(f"no copy of {segment.id} in S3", code="s3_object_missing", segment=segment.id)
        return FarSegmentFile(self._remote, whole[0])
