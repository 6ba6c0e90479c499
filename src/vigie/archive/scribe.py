"""Two threads per volume do all that can wait for a disk; the ingest loop only hands over lists of pictures.

One writes. The other makes durable and closes: a sync waits for the disk to write what a hundred cameras sent
in seconds, and pictures that wait behind it would fill the memory.

When a volume refuses a write, its thread passes the part in hand and all that follow to the recording that
`failover` opens on another volume, in order: what was written stays, what was in hand goes on elsewhere.
"""

import asyncio
import errno
import logging
import queue
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from vigie.archive.files import Files
from vigie.archive.model import Gap, GapReason, Segment
from vigie.archive.recording import Pictures, Recording
from vigie.archive.volumes import VolumeFolder
from vigie.kernel.instants import Clock, UtcUs

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

Event = Segment | Gap
"""What happened on a disk: a segment's row as it stands now, or pictures that could not be kept."""

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
PROBE_S: Final = 5.0


class Scribe:
    """Writes to one volume, in its own threads.

    Attributes:
        trouble: why the volume takes no new segment now; None while it is sound.
        free: bytes free, as last measured.
        waiting: bytes of pictures handed over and not yet written.
        recordings: segments being written, by choice of the pool (counts for balance).
    """

    def __init__(
        self, volume: VolumeFolder, files: Files, clock: Clock, *, sync_s: float, min_free_bytes: int
    ) -> None:
        self.volume = volume
        self.trouble: GapReason | None = None
        self.free = 0
        self.waiting = 0
        self.recordings = 0
        self.events: list[Event] = []
        self.failover: Callable[[Recording, UtcUs], Recording | None] = lambda _recording, _start: None
        self._files = files
        self._clock = clock
        self._sync_s = sync_s
        self._min_free = min_free_bytes
        self._jobs: deque[Callable[[], None] | None] = deque()
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._rung = False
        self._open: dict[int, Recording] = {}
        self._unmoved: list[Segment] = []
        self._lock = threading.Lock()
        self._next_probe_s = 0.0
        self._next_sync_s = 0.0
        self._thread = threading.Thread(target=self._run, name=f"scribe-{volume.id[:8]}", daemon=True)
        self._syncs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._syncing = False
        self._syncer = threading.Thread(target=self._run_syncs, name=f"sync-{volume.id[:8]}", daemon=True)

    def start(self) -> None:
        """Measure the volume, then start writing."""
        self.probe()
        self._syncer.start()
        self._thread.start()

    def stop(self) -> None:
        """Write what is waiting, then end; blocks until done."""
        if self._thread.is_alive():
            self._jobs.append(None)
            self._ring()
            self._thread.join()
            self._syncs.put(None)
            self._syncer.join()

    def drain(self) -> None:
        """Wait until everything handed over before is on the disk, or was refused by it."""
        if self._thread.is_alive():
            done = threading.Event()
            self._jobs.append(lambda: self._syncs.put(done.set))
            self._ring()
            done.wait()

    def append(self, recording: Recording, pictures: Pictures) -> None:
        """Hand over one part."""
        size = pictures.size
        with self._lock:
            self.waiting += size
        self._hand_over(lambda: self._append(recording, pictures, size))

    def adopt(self) -> None:
        """Count one more recording on this volume."""
        self._count(1)

    def finish(self, recording: Recording, end: UtcUs) -> None:
        """Close a segment; `end` is where the next one begins."""
        self._hand_over(lambda: self._finish(recording, end))

    def move(self, segments: list[Segment]) -> None:
        """Rename the files of closed and indexed segments to their final place."""
        self._hand_over(lambda: self._move(segments))

    def take_events(self) -> list[Event]:
        """Return what happened since the last call, oldest first."""
        with self._lock:
            events, self.events = self.events, []
        return events

    def probe(self) -> None:
        """Measure free space; a volume that failed is tried again."""
        self._next_probe_s = self._clock.monotonic_s() + PROBE_S
        try:
            self.volume.require()
            self.free = self._files.free_bytes(self.volume.path)
            if self.trouble is not None and self.free > self._min_free:
                self._try_writing()
        except OSError as error:
            self._mark(error)
            return
        self.trouble = GapReason.DISK_FULL if self.free <= self._min_free else None
        if self._unmoved:
            self._move(self._unmoved)

    def _try_writing(self) -> None:
        path = self.volume.path / ".vigie-probe"
        with suppress(FileNotFoundError):
            path.unlink()
        descriptor = self._files.create(path)
        try:
            self._files.write(descriptor, [b"vigie"])
            self._files.sync(descriptor)
        finally:
            self._files.close(descriptor)
            self._files.unlink(path)

    def _hand_over(self, job: "Callable[[], None]") -> None:
        """Give the thread a job; on an event loop it is woken once the loop has handed over all it had.

        Woken at each part it would fight with the loop for the interpreter's lock, a hundred times a second.
        """
        self._jobs.append(job)
        if not self._rung:
            self._rung = True
            try:
                asyncio.get_running_loop().call_soon(self._ring)
            except RuntimeError:  # another thread's part: a disk failed, and this one takes over
                self._ring()

    def _ring(self) -> None:
        self._bell.put(None)

    def _run(self) -> None:
        while True:
            with suppress(queue.Empty):
                self._bell.get(timeout=1.0)
            self._rung = False
            while self._jobs:
                job = self._jobs.popleft()
                if job is None:
                    return
                job()
                self._look()
            self._look()

    def _look(self) -> None:
        """Measure the volume and make open segments durable when it is time."""
        now_s = self._clock.monotonic_s()
        if now_s >= self._next_probe_s:
            self.probe()
        if now_s >= self._next_sync_s:
            self._next_sync_s = now_s + self._sync_s
            self._ask_sync()

    def _run_syncs(self) -> None:
        while (job := self._syncs.get()) is not None:
            job()

    def _append(self, recording: Recording, pictures: Pictures, size: int) -> None:
        with self._lock:
            self.waiting -= size
        if recording.successor:
            recording.successor.append(pictures)
            return
        if recording.dead:
            self._lose(recording, pictures, self.trouble or GapReason.WRITE_ERROR)
            return
        try:
            recording.write(pictures)
        except OSError as error:
            self._fail(recording, pictures, error)
            return
        except Exception:  # this thread serves a hundred cameras: one camera's odd pictures must not end it
            logger.exception("camera %s sent pictures that cannot be written", recording.segment.camera_id)
            self._give_up(recording, pictures, GapReason.WRITE_ERROR)
            return
        self._open[id(recording)] = recording
        self._tell(recording.segment)

    def _fail(self, recording: Recording, pictures: Pictures, error: OSError) -> None:
        reason = self._mark(error)
        self._abandon(recording)
        self._count(-1)
        recording.successor = self.failover(recording, pictures.start)
        if recording.successor:
            recording.successor.append(pictures)
        else:
            recording.dead = True
            self._lose(recording, pictures, reason)

    def _give_up(self, recording: Recording, pictures: Pictures, reason: GapReason) -> None:
        self._abandon(recording)
        self._count(-1)
        recording.dead = True
        self._lose(recording, pictures, reason)

    def _finish(self, recording: Recording, end: UtcUs) -> None:
        if recording.successor:
            recording.successor.finish(end)
            return
        if recording.dead:
            return
        self._count(-1)
        if recording.opened:
            self._open.pop(id(recording), None)
            self._syncs.put(lambda: self._close(recording, end))

    def _close(self, recording: Recording, end: UtcUs) -> None:
        """Make durable and close; no more parts come, so this is the only thread that knows the recording."""
        try:
            recording.close(end)
        except OSError as error:
            self._mark(error)
            self._abandon(recording)
            return
        self._tell(recording.segment)

    def _abandon(self, recording: Recording) -> None:
        had_pictures = recording.segment.parts > 0
        with suppress(OSError):
            recording.abandon()
        self._open.pop(id(recording), None)
        if had_pictures:
            self._tell(recording.segment)

    def _move(self, segments: list[Segment]) -> None:
        """Rename closed files; what a disk that is away refuses is tried again when it is back."""
        refused = []
        for segment in segments:
            try:
                self._files.rename(
                    self.volume.open_path(segment.camera_id, segment.start),
                    self.volume.final_path(segment.camera_id, segment.start),
                )
            except OSError as error:
                if segments is not self._unmoved:
                    logger.warning("segment %s stays in the open folder: %s", segment.id, error)
                if not (isinstance(error, FileNotFoundError) and self._is_there()):
                    refused.append(segment)  # otherwise it was destroyed meanwhile
        self._unmoved = refused if segments is self._unmoved else self._unmoved + refused

    def _is_there(self) -> bool:
        try:
            return self.volume.is_there()
        except OSError:
            return False

    def _ask_sync(self) -> None:
        """Have open segments made durable, unless the last time still lasts."""
        if not self._syncing:
            self._syncing = True
            recordings = tuple(self._open.values())
            self._syncs.put(lambda: self._sync(recordings))

    def _sync(self, recordings: tuple[Recording, ...]) -> None:
        for recording in recordings:
            try:
                recording.sync()
            except OSError as error:
                recording.fault = error  # the next part goes to another volume
                self._mark(error)
        self._syncing = False

    def _mark(self, error: OSError) -> GapReason:
        reason = GapReason.DISK_FULL if error.errno in FULL else GapReason.WRITE_ERROR
        if self.trouble is not reason:
            logger.error("volume %s takes no more segments (%s): %s", self.volume.path, reason, error)
        self.trouble = reason
        self._next_probe_s = self._clock.monotonic_s() + PROBE_S
        return reason

    def _lose(self, recording: Recording, pictures: Pictures, reason: GapReason) -> None:
        end = UtcUs(max(pictures.end, pictures.start + 1))
        self._tell(Gap(recording.segment.camera_id, pictures.start, end, reason))

    def _tell(self, event: Event) -> None:
        with self._lock:
            self.events.append(event)

    def _count(self, change: int) -> None:
        with self._lock:
            self.recordings += change
