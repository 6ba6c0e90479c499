"""A held interval is kept to the second and no more (A5): due segments that a hold touches in part are cut.

The parts kept are those that the holds touch, widened outwards to whole groups of pictures, so that they
decode. They are written as segments of their own, sealed with their own keys, then the segment they come from
is destroyed as any other; its digest stays in the register, and the journal tells which segment came from
which.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vigie.archive import store, tags
from vigie.archive.collection import Collection
from vigie.archive.container import Part
from vigie.archive.files import Files
from vigie.archive.keys import Keyring
from vigie.archive.media import SegmentMedia, base_time, place
from vigie.archive.model import DestructionCause, Segment, SegmentState
from vigie.archive.output import SegmentOutput
from vigie.archive.removal import remove_for_good
from vigie.archive.tiers.destroyer import Elsewhere, Nowhere
from vigie.archive.volumes import VolumeFolder
from vigie.audit import Entry, Journal
from vigie.kernel.errors import VigieError
from vigie.kernel.ids import VolumeId
from vigie.kernel.instants import Interval, UtcUs
from vigie.kernel.store import Database, DatabaseAway

ACTOR = "reaper"


@dataclass(frozen=True, slots=True)
class Kept:
    """A run of parts to keep, `first` to `stop - 1`."""

    first: int
    stop: int


def kept_runs(parts: Sequence[Part], holds: Sequence[Interval]) -> list[Kept]:
    """Return the runs of parts that the holds touch, each from a keyframe up to before the next one."""
    groups = list(_groups(parts))
    runs: list[Kept] = []
    for group in groups:
        start, end = parts[group.first].start, parts[group.stop - 1].end
        if not any(hold.start < end and start < hold.end for hold in holds):
            continue
        if runs and runs[-1].stop == group.first:
            runs[-1] = Kept(runs[-1].first, group.stop)
        else:
            runs.append(group)
    return runs


def _groups(parts: Sequence[Part]) -> Iterator[Kept]:
    first = 0
    for index in range(1, len(parts) + 1):
        if index == len(parts) or parts[index].keyframe:
            yield Kept(first, index)
            first = index


class Trimmer:
    """Cuts due segments down to what is held."""

    def __init__(
        self,
        database: Database,
        volumes: Mapping[VolumeId, VolumeFolder],
        files: Files,
        keyring: Keyring,
        journal: Journal,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._database = database
        self._volumes = volumes
        self._files = files
        self._keyring = keyring
        self._journal = journal
        self._elsewhere = elsewhere or Nowhere()
        self._seen: dict[str, tuple[Interval, ...]] = {}

    async def run(self, now: UtcUs) -> dict[str, str]:
        """Cut what is due and held in part; what was looked at is not read again until its holds change.

        Returns:
            What could not be done, by segment or file: a disk that fails stops nothing on the others.
        """
        failures = await self._clear_work()
        async with self._database.snapshot() as tx:
            rows = await store.held_due(tx, now)
            found = [(row, tuple(await store.held(tx, row.camera_id, row.interval))) for row in rows]
        for row, holds in found:
            if row.volume_id in self._volumes and self._seen.get(row.id) != holds:
                try:
                    await self._trim(row, holds)
                except DatabaseAway:
                    raise
                except (OSError, VigieError) as error:
                    failures[row.id] = f"due, held in part, and cannot be cut: {error}"
                else:
                    self._seen[row.id] = holds
        self._seen = {row.id: self._seen[row.id] for row, _ in found if row.id in self._seen}
        return failures

    async def _clear_work(self) -> dict[str, str]:
        """Finish what a crash interrupted: copies the index names go to their place, others are destroyed."""
        failures: dict[str, str] = {}
        for volume in self._volumes.values():
            if not volume.copies_folder.is_dir():
                continue  # unmounted under us: the other volumes' images go on time all the same
            for path, name in await asyncio.to_thread(lambda folder: list(folder.copy_files()), volume):
                async with self._database.snapshot() as tx:
                    row = await store.segment(tx, *name) if name else None
                try:
                    if row is not None and name is not None:
                        await asyncio.to_thread(self._files.rename, path, volume.final_path(*name))
                    else:
                        await asyncio.to_thread(self._files.unlink, path)
                except OSError as error:
                    failures[str(path)] = str(error)
        return failures

    async def _trim(self, row: Segment, holds: tuple[Interval, ...]) -> None:
        copies = await asyncio.to_thread(self._copy, row, holds)
        if copies is None:
            return
        async with self._database.transaction() as tx:
            for name in [one.id for one in copies]:
                details = {"from": row.id, "digest": (row.digest or b"").hex()}
                await self._journal.record(
                    tx, Entry(tag=tags.SEGMENT_TRIMMED, actor=ACTOR, subject=name, details=details)
                )
            closed_at = await store.closing_instant(tx, row.destroy_at)
            await store.insert_segments(tx, [replace(one, closed_at=closed_at) for one in copies])
            await store.erase_keys(tx, [row])
        await asyncio.to_thread(self._replace, row, copies)
        if await self._elsewhere.destroy([row]):
            return  # the row stays marked as being destroyed: the reaper's next run finishes it
        async with self._database.transaction() as tx:
            await store.delete_segments(tx, [row])
            await store.record_destructions(tx, [row], row.destroy_at, DestructionCause.HOLD_TRIMMED)

    def _copy(self, row: Segment, holds: tuple[Interval, ...]) -> list[Segment] | None:
        """Write the parts to keep into files of the work folder; None when all is to be kept."""
        volume = self._volumes[row.volume_id]
        with Collection([volume], self._keyring).open(row) as media:
            runs = kept_runs(media.parts, holds)
            if [Kept(0, len(media.parts))] == runs:
                return None
            return [self._copy_run(row, volume, media, run, number) for number, run in enumerate(runs)]

    def _copy_run(
        self, row: Segment, volume: VolumeFolder, media: SegmentMedia, run: Kept, number: int
    ) -> Segment:
        parts = media.parts[run.first : run.stop]
        begin = max(parts[0].start, row.start + 100 * (number + 1))
        start = UtcUs(begin + (row.take - begin) % 100)
        copy = replace(
            row,
            start=start,
            end=UtcUs(start + 1),
            state=SegmentState.OPEN,
            parts=0,
            size=0,
            ticks_90k=0,
            digest=None,
            key=None,
        )
        make_key = self._keyring.make if row.key else lambda _camera, _start: None
        path = volume.copy_path(copy.camera_id, copy.start)
        output = SegmentOutput(copy, path, self._files, make_key, media.init())
        shift: int | None = None
        for part, fragment in zip(parts, media.fragments(run.first, run.stop, placed=False), strict=True):
            shift = base_time(fragment) if shift is None else shift
            output.append(
                place(fragment, -shift),
                UtcUs(max(part.start, start)),
                part.end,
                ticks=part.ticks,
                pictures=part.pictures,
                flags=part.flags,
            )
        return output.close(parts[-1].end)

    def _replace(self, row: Segment, copies: Sequence[Segment]) -> None:
        volume = self._volumes[row.volume_id]
        for one in copies:
            self._files.rename(
                volume.copy_path(one.camera_id, one.start), volume.final_path(one.camera_id, one.start)
            )
        self._keyring.book.erase([row])
        remove_for_good(self._files, volume, row.camera_id, row.start)
