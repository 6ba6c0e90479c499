"""Start after a crash (A1, A2): every segment left open is cut back to its last whole part and indexed.

Runs before recording starts, on each volume's `open` folder only, so it takes seconds however large the
archive is.

| in the open folder | in the index | what is done |
|---|---|---|
| a segment with whole parts | open, or nothing | cut back, closed, indexed, moved to its place |
| a segment | closed | moved to its place, without the torn write that a failing disk left behind its end |
| a file without a whole part, or not ours | any | moved to quarantine and reported |
| nothing | open | the row goes; the pictures are reported as a gap of reason `lost` |

A disk that can be read but not written (made read-only by its file system) stops nothing: the file stays as
it is, the index names all its whole parts, the row stays open, and the next start on a sound disk closes it.
"""

import asyncio
import errno
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vigie.archive import container, store
from vigie.archive.files import Files, sync_folder
from vigie.archive.model import Gap, GapReason, Segment, SegmentState
from vigie.archive.reader import Layout, SegmentFile
from vigie.archive.volumes import VolumeFolder
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Database, DatabaseAway, Transaction

logger = logging.getLogger(__name__)

UNWRITABLE = frozenset({errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT})
"""What a disk answers that is full, broken or read-only."""


NO_FILE = frozenset({errno.ELOOP, errno.EISDIR, errno.ENXIO})
"""What opening a link, a folder or a pipe answers."""


@dataclass(slots=True)
class Recovered:
    """What recovery did on all volumes."""

    segments: int = 0
    cut_bytes: int = 0
    lost: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    unwritable: list[str] = field(default_factory=list)
    """Files left open because their disk takes no writes."""
    since: dict[CameraId, UtcUs] = field(default_factory=dict)
    """The cameras of which segments came back, with the start of the first one."""
    unreadable: list[str] = field(default_factory=list)
    """Volumes and files that could not be read, and why; nothing of them is changed."""


FindKey = Callable[[CameraId, UtcUs], bytes | None]
"""Returns the wrapped key of a segment that the index does not know yet (`keybook`)."""


async def recover(
    database: Database, volumes: Sequence[VolumeFolder], files: Files, find_key: FindKey
) -> Recovered:
    """Bring index and open folders to agree; safe to run again after a crash in its middle.

    A volume that cannot be read stops no start: the others are recovered, and its rows stay as they are.
    """
    report = Recovered()
    for volume in volumes:
        try:
            await _recover_volume(database, volume, files, find_key, report)
        except DatabaseAway:
            raise
        except OSError as error:
            logger.exception("volume %s cannot be read", volume.path)
            report.unreadable.append(f"{volume.path}: {error}")
    return report


async def _recover_volume(
    database: Database, volume: VolumeFolder, files: Files, find_key: FindKey, report: Recovered
) -> None:
    await asyncio.to_thread(volume.require)
    async with database.snapshot() as tx:
        rows = {(row.camera_id, row.start): row for row in await store.open_segments(tx, volume.id)}
    for path, name in await asyncio.to_thread(lambda folder: list(folder.open_files()), volume):
        row = rows.pop(name, None) if name else None
        if row is None and name is not None:
            async with database.snapshot() as tx:
                row = await store.segment(tx, *name)
        await _recover_file(database, volume, files, path, row, report, find_key)
    await _report_lost(database, list(rows.values()), volume, report)


async def _recover_file(
    database: Database,
    volume: VolumeFolder,
    files: Files,
    path: Path,
    row: Segment | None,
    report: Recovered,
    find_key: FindKey,
) -> None:
    try:
        size = await asyncio.to_thread(os.path.getsize, path)
        if row is not None and row.state is SegmentState.CLOSED:
            await asyncio.to_thread(_settle_closed, path, volume, files, row)
            report.segments += 1
            report.cut_bytes += max(size - row.size, 0)
            return
        found = await asyncio.to_thread(close_torn, path, volume, row)
        if found is None:
            await _quarantine(database, volume, path, row, report)
            return
        async with database.transaction() as tx:
            found = replace(found, closed_at=await store.closing_instant(tx, found.end))
            await _index(tx, found, find_key)
        await asyncio.to_thread(files.rename, path, volume.final_path(found.camera_id, found.start))
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        await _leave_open(database, volume, path, row, report, find_key, error)
        return
    report.segments += 1
    report.cut_bytes += max(size - found.size, 0)
    report.since[found.camera_id] = min(found.start, report.since.get(found.camera_id, found.start))


async def _index(tx: Transaction, found: Segment, find_key: FindKey) -> None:
    known = await store.segment(tx, found.camera_id, found.start)
    if known is None:
        key = find_key(found.camera_id, found.start)
        await store.insert_segments(tx, [replace(found, key=key)])
    elif known.state is SegmentState.OPEN:
        await store.update_segments(tx, [found])


async def _leave_open(
    database: Database,
    volume: VolumeFolder,
    path: Path,
    row: Segment | None,
    report: Recovered,
    find_key: FindKey,
    error: OSError,
) -> None:
    """Name what a file holds without touching it: its disk refuses writes."""
    logger.error("%s stays open, its disk cannot be written: %s", path, error.strerror)
    report.unwritable.append(str(path))
    try:
        surveyed = await asyncio.to_thread(_survey, path)
    except OSError as unread:
        report.unreadable.append(f"{path}: {unread}")
        return
    if surveyed is not None:
        layout, size = surveyed
        found = replace(_row_of(layout, volume, row, size), state=SegmentState.OPEN)
        async with database.transaction() as tx:
            await _index(tx, found, find_key)


async def _quarantine(
    database: Database, volume: VolumeFolder, path: Path, row: Segment | None, report: Recovered
) -> None:
    target = await asyncio.to_thread(quarantine, volume, path)
    report.quarantined.append(str(target))
    if row is not None:
        await _report_lost(database, [row], volume, report)


async def _report_lost(
    database: Database, rows: list[Segment], volume: VolumeFolder, report: Recovered
) -> None:
    """Replace open rows without a file by gaps; closed rows are left to `check`."""
    gone = [row for row in rows if volume.locate(row.camera_id, row.start) is None]
    if not gone:
        return
    async with database.transaction() as tx:
        await store.delete_segments(tx, gone)
        await store.put_gaps(tx, [Gap(r.camera_id, r.start, r.end, GapReason.LOST) for r in gone])
    report.lost.extend(row.id for row in gone)


def _settle_closed(path: Path, volume: VolumeFolder, files: Files, row: Segment) -> None:
    """Put a segment that the index knows as closed into its place, cut back to what the index says."""
    if path.stat().st_size > row.size:
        _cut(path, row.size)
    files.rename(path, volume.final_path(row.camera_id, row.start))


def _cut(path: Path, size: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def close_torn(path: Path, volume: VolumeFolder, row: Segment | None) -> Segment | None:
    """Cut a file behind its last sound part, add its table, return its row; None when nothing is whole.

    Raises:
        OSError: the disk refuses to read or write.
    """
    surveyed = _survey(path)
    if surveyed is None:
        return None
    layout, size = surveyed
    if not layout.tabled or size < path.stat().st_size:
        size = _write_table(path, container.encode_table(list(layout.parts)), layout.parts[-1].stop)
    return _row_of(layout, volume, row, size)


def _survey(path: Path) -> tuple[Layout, int] | None:
    """Return the layout of a file's sound parts and the bytes they fill; None when no picture is whole.

    Raises:
        OSError: the disk does not give the file's bytes.
    """
    try:
        with SegmentFile(path) as file:
            layout, size = file.layout, file.size
            sound = _count_sound(file)
    except (BadInput, OSError) as error:
        if isinstance(error, OSError) and error.errno not in NO_FILE:
            raise
        logger.warning("%s is no recording: %s", path, error)
        return None
    parts = layout.parts[:sound]
    if not any(not part.is_init for part in parts):
        return None
    if not layout.tabled or sound < len(layout.parts):
        size = parts[-1].stop
    return replace(layout, parts=parts), size


def _count_sound(file: SegmentFile) -> int:
    """Return how many parts from the first on hold the bytes that were written."""
    for index, part in enumerate(file.layout.parts):
        if not file.is_sound(part):
            return index
    return len(file.layout.parts)


def _write_table(path: Path, table: bytes, offset: int) -> int:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.ftruncate(descriptor, offset)
        os.pwrite(descriptor, table, offset)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return offset + len(table)


def _row_of(layout: Layout, volume: VolumeFolder, row: Segment | None, size: int) -> Segment:
    head = layout.head
    pictures = [part for part in layout.parts if not part.is_init]
    return Segment(
        head.camera_id,
        head.start,
        UtcUs(max(pictures[-1].end, head.start + 1)),
        volume.id,
        row.destroy_at if row else head.destroy_at,
        head.take,
        SegmentState.CLOSED,
        len(pictures),
        size,
        sum(part.ticks for part in pictures),
        layout.digest,
        row.key if row else None,
    )


def quarantine(volume: VolumeFolder, path: Path) -> Path:
    """Move an unknown file to the quarantine under a name that is free; never delete it (A2)."""
    relative = path.relative_to(volume.path)
    target = volume.quarantine / "_".join(relative.parts)
    number = 0
    while target.exists():
        number += 1
        target = volume.quarantine / f"{'_'.join(relative.parts)}.{number}"
    path.rename(target)
    sync_folder(volume.quarantine)
    return target
