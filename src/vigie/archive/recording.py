"""A segment while it is being written: owned by its volume's thread, which calls every method here.

What is on the disk is always a file that ends with a whole part, or with one torn part that recovery cuts
away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vigie.archive.container import FLAG_KEYFRAME
from vigie.archive.files import Files
from vigie.archive.model import Segment
from vigie.archive.output import MakeKey, SegmentOutput
from vigie.archive.volumes import VolumeFolder
from vigie.kernel.instants import UtcUs
from vigie.video.access_unit import AccessUnit, ParameterSets


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
        segment: its row as it stands on the disk now.
        successor: the recording on another volume that goes on when this one's disk failed.
        dead: the disk failed and no other volume could take over.
        fault: why what was written may never reach the disk: it took the bytes and could not sync them. Set
            by the syncing thread; the system says so once, so it is kept.
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
        self.parameters = parameters
        self.successor: Recording | None = None
        self.dead = False
        self.fault: OSError | None = None
        self._segment = segment
        self._volume = volume
        self._home = home
        self._files = files
        self._muxer = muxer
        self._make_key = make_key
        self._track: Track | None = None
        self._output: SegmentOutput | None = None

    @property
    def segment(self) -> Segment:
        """Its row as it stands on the disk now."""
        return self._segment if self._output is None else self._output.segment

    @property
    def opened(self) -> bool:
        """Whether its file exists."""
        return self._output is not None

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
        if self.fault is not None:
            raise self.fault
        if self._output is None or self._track is None:
            self._track = self._muxer.track(self.parameters)
            path = self._volume.open_path(self._segment.camera_id, self._segment.start)
            init = self._muxer.init_segment(self.parameters)
            self._output = SegmentOutput(self._segment, path, self._files, self._make_key, init)
        self._output.append(
            self._track.fragment(pictures.units, next_pts_90k=pictures.next_pts_90k),
            pictures.start,
            pictures.end,
            ticks=pictures.ticks,
            pictures=len(pictures.units),
            flags=FLAG_KEYFRAME if pictures.units[0].keyframe else 0,
        )

    def sync(self) -> None:
        """Make what is written durable."""
        if self._output is not None:
            self._output.sync()

    def close(self, end: UtcUs) -> None:
        """Write the table, make all durable, close; `segment` then is the closed row.

        Raises:
            OSError: the disk refused; the parts already written stand, recovery will add the table.
        """
        if self._output is not None:
            self._output.close(end)

    def abandon(self) -> None:
        """Close after a failure, keeping what is whole."""
        if self._output is not None:
            self._output.abandon()
