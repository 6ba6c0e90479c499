"""The volumes that are mounted now, and a segment's file opened in the clear."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from vigie.archive.holdbook import Holdbook
from vigie.archive.keys import Keyring
from vigie.archive.media import SegmentMedia
from vigie.archive.model import Segment
from vigie.archive.reader import SegmentFile
from vigie.archive.volumes import VolumeFolder
from vigie.kernel.errors import Unavailable, VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs

logger = logging.getLogger(__name__)


class Collection:
    """Finds and opens segments.

    Args:
        volumes: those mounted now.
        keyring: None when nothing was ever recorded sealed.

    Attributes:
        holds: the second copy of the legal holds; None without a key folder.
        far: opens a segment's copy in S3 when its file cannot be found; None where there is no such tier.
    """

    def __init__(self, volumes: Iterable[VolumeFolder], keyring: Keyring | None) -> None:
        self.volumes = {volume.id: volume for volume in volumes}
        self._keyring = keyring
        self.holds = None if keyring is None else Holdbook(keyring.folder)
        self.far: Callable[[Segment], SegmentFile] | None = None

    def path(self, segment: Segment) -> Path:
        """Return the segment's file.

        Raises:
            Unavailable: its volume is not mounted, or the file is not there.
        """
        volume = self.volumes.get(segment.volume_id)
        if volume is None:
            raise Unavailable(
                f"volume {segment.volume_id} is not mounted", code="volume_missing", volume=segment.volume_id
            )
        path = volume.locate(segment.camera_id, segment.start)
        if path is None:
            raise Unavailable(
                f"the file of {segment.id} is missing: run « vigie archive check »",
                code="recording_missing",
                segment=segment.id,
            )
        return path

    @contextmanager
    def open(self, segment: Segment) -> Iterator[SegmentMedia]:
        """Open a segment's file, with its key unwrapped.

        Raises:
            Unavailable: it cannot be found, read or decrypted.
        """
        try:
            with self._file(segment) as file:
                yield SegmentMedia(file, segment, self.key(segment))
        except OSError as error:
            raise Unavailable(
                f"cannot read {segment.id}: {error.strerror}", code="recording_unreadable", segment=segment.id
            ) from error

    def _file(self, segment: Segment) -> SegmentFile:
        try:
            return SegmentFile(self.path(segment))
        except Unavailable as missing:
            if self.far is None:
                raise
            try:
                return self.far(segment)
            except VigieError as error:
                logger.warning("%s is not on its volume and cannot be read from S3: %s", segment.id, error)
                raise missing from error

    def book_key(self, camera_id: CameraId, start: UtcUs) -> bytes | None:
        """Return a segment's wrapped key from the key book, None when it is not there."""
        return None if self._keyring is None else self._keyring.book.find(camera_id, start)

    def key(self, segment: Segment) -> bytes | None:
        """Return a segment's plain key, None when it was recorded plain or its key is erased."""
        if segment.key is None:
            return None
        if self._keyring is None:
            raise Unavailable("the key folder is missing: restore it from a backup", code="key_missing")
        return self._keyring.unwrap(segment.key, segment.camera_id, segment.start)
