"""`vigie archive check`, the part of the tier: orphans both ways, and the holds as they stand in the bucket.

It may run beside the recorder: a row is written before its object and removed after it, objects are listed
before rows are read, and every finding is looked at twice. Retentions are compared where a hold lies; to ask
for every object's would be one request each.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from vigie.archive import store
from vigie.archive.check import Finding
from vigie.archive.model import Segment
from vigie.archive.tiers import copies
from vigie.archive.tiers.copies import Copy
from vigie.archive.tiers.destroyer import versions_of
from vigie.archive.tiers.remote import Lock, Remote, Stored
from vigie.archive.tiers.sender import SUFFIX
from vigie.kernel.errors import Unavailable, VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.store import Database


class TierCheck:
    """One run.

    Args:
        remote: None when the settings name no bucket: rows are then findings.
    """

    def __init__(self, database: Database, remote: Remote | None, prefix: str, clock: Clock) -> None:
        self._database = database
        self._remote = remote
        self._prefix = prefix
        self._clock = clock
        self._findings: list[Finding] = []

    async def run(self, *, repair: bool = False) -> list[Finding]:
        """Look at everything; with `repair`, set right what can be without losing a picture.

        Repairs: a missing copy is sent again at the recorder's next run; the object of a known segment is
        named again; markers, second versions, and objects whose retention is over are destroyed.
        """
        self._findings = []
        remote = self._remote
        if remote is None:
            return await self._without_bucket()
        try:
            await asyncio.to_thread(remote.check)
            left = set(await self._cameras())
            groups = groupby(remote.versions(self._prefix), key=lambda one: one.name.rpartition("/")[0])
            while (listed := await asyncio.to_thread(next_folder, groups)) is not None:
                camera = CameraId(listed.folder.removeprefix(self._prefix))
                left.discard(camera)
                await self._check_camera(remote, camera, listed.objects, repair=repair)
            for camera in sorted(left):
                await self._check_camera(remote, camera, {}, repair=repair)
        except VigieError as error:
            self._find("A1", error.error_code, "s3", str(error))
        return self._findings

    async def _without_bucket(self) -> list[Finding]:
        async with self._database.snapshot() as tx:
            count, size = await copies.totals(tx)
        if count:
            self._find("A4", "s3_not_configured", "s3", f"{count} copies, {size} bytes")
        return self._findings

    async def _cameras(self) -> list[CameraId]:
        async with self._database.snapshot() as tx:
            return await copies.cameras(tx)

    async def _check_camera(
        self, remote: Remote, camera: CameraId, listed: dict[str, list[Stored]], *, repair: bool
    ) -> None:
        async with self._database.snapshot() as tx:
            rows = {one.name: one for one in await copies.all_copies(tx, camera)}
        for copy in rows.values():
            await self._check_row(remote, copy, listed.get(copy.name, []), repair=repair)
        for name, found in listed.items():
            await self._check_object(remote, name, found, rows.get(name), repair=repair)

    async def _row(self, copy: Copy) -> Copy | None:
        async with self._database.snapshot() as tx:
            return (await copies.at(tx, [copy.key])).get(copy.key)

    async def _check_row(self, remote: Remote, copy: Copy, found: list[Stored], *, repair: bool) -> None:
        """The row's version is there, as long as it was, and bears the hold that we laid."""
        if copy.version is None:
            return
        if copy.stored not in found and not await self._is_there(remote, copy):
            if repair:
                async with self._database.transaction() as tx:
                    await copies.change(tx, [replace(copy, version=None)])
            self._find("A1", "copy_missing", copy.name, repaired=repair)
        elif copy.held and await self._has_lost_hold(remote, copy):
            if repair:
                await asyncio.to_thread(remote.relock, copy.stored, Lock(None, held=True))
            self._find("A5", "copy_hold_missing", copy.name, repaired=repair)

    async def _is_there(self, remote: Remote, copy: Copy) -> bool:
        """Look again: the copy may have been sent, or destroyed, since the list was made."""
        found = await asyncio.to_thread(versions_of, remote, copy.name)
        return copy.stored in found or await self._row(copy) != copy

    async def _has_lost_hold(self, remote: Remote, copy: Copy) -> bool:
        try:
            lock = await asyncio.to_thread(remote.lock, copy.stored)
        except Unavailable as error:
            if error.error_code != "s3_object_missing":
                raise
            return False
        return not lock.held and await self._row(copy) == copy

    async def _check_object(
        self, remote: Remote, name: str, found: list[Stored], copy: Copy | None, *, repair: bool
    ) -> None:
        """Every version is a row's, and there are no others."""
        if copy is not None and copy.version is None:
            return  # it is being sent
        strays = [one for one in found if copy is None or one != copy.stored]
        if not strays or not (strays := await self._still(remote, name, strays)):
            return
        if copy is None and repair and await self._adopt(strays):
            self._find("A2", "copy_unknown", name, repaired=True)
            return
        for one in strays:
            gone = repair and await self._clear(remote, one, spare=copy is None)
            self._find("A2", "copy_unknown", name, f"version {one.version}", repaired=gone)

    async def _still(self, remote: Remote, name: str, strays: Iterable[Stored]) -> list[Stored]:
        now = set(await asyncio.to_thread(versions_of, remote, name))
        async with self._database.snapshot() as tx:
            key = self._key(name)
            row = None if key is None else (await copies.at(tx, [key])).get(key)
        return [one for one in strays if one in now and (row is None or one != row.stored)]

    async def _adopt(self, strays: list[Stored]) -> bool:
        """Name an object again whose row was lost, as after a rebuild of the index."""
        key = self._key(strays[0].name)
        if key is None or len(strays) != 1 or strays[0].marker:
            return False
        async with self._database.transaction() as tx:
            segment = await store.segment(tx, *key)
            if segment is None or segment.size != strays[0].size:
                return False
            await copies.put(tx, [await self._named(segment, strays[0])])
        return True

    async def _named(self, segment: Segment, stored: Stored) -> Copy:
        until = Lock.of(segment.destroy_at, held=False).until or segment.destroy_at
        assert self._remote is not None  # noqa: S101 - run looked
        held = (await asyncio.to_thread(self._remote.lock, stored)).held
        return Copy(
            segment.camera_id, segment.start, stored.name, stored.version, stored.size, until, held=held
        )

    async def _clear(self, remote: Remote, stored: Stored, *, spare: bool) -> bool:
        """Destroy a stray; when `spare`, only once its retention is over: it may be the last copy."""
        if not stored.marker:
            lock = await asyncio.to_thread(remote.lock, stored)
            if lock.held or (spare and (lock.until is None or lock.until > self._clock.now())):
                return False
        return not await asyncio.to_thread(remote.destroy, [stored])

    def _key(self, name: str) -> tuple[CameraId, UtcUs] | None:
        camera, slash, start = name.removeprefix(self._prefix).removesuffix(SUFFIX).rpartition("/")
        if not slash or not camera or not (start.isascii() and start.isdigit()):
            return None
        return CameraId(camera), UtcUs(int(start))

    def _find(
        self, invariant: str, code: str, subject: str, detail: str = "", *, repaired: bool = False
    ) -> None:
        self._findings.append(Finding(invariant, code, subject, detail, repaired))


@dataclass(frozen=True, slots=True)
class Folder:
    """The objects of one camera; a camera-month is what is in memory at once."""

    folder: str
    objects: dict[str, list[Stored]]


def next_folder(groups: Iterator[tuple[str, Iterator[Stored]]]) -> Folder | None:
    """Read the next folder's list from the bucket, None behind the last."""
    for folder, found in groups:
        objects: dict[str, list[Stored]] = defaultdict(list)
        for one in found:
            objects[one.name].append(one)
        return Folder(folder, dict(objects))
    return None
