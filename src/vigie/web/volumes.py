"""What `/api/system` says about the folders of recordings and their disks."""

import asyncio
import os
import shutil
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel

from vigie.archive.volumes import VolumeFolder


class VolumeOut(BaseModel):
    """One folder of recordings, and its disk; a disk that is `away` has zeros."""

    id: str
    path: str
    state: Literal["ready", "read_only", "away"]
    free_bytes: int
    total_bytes: int
    used_bytes: int


async def measure(folders: Sequence[VolumeFolder], absent: Iterable[str]) -> list[VolumeOut]:
    """Return every folder with its disk's sizes; asked of the system, not summed over millions of rows.

    Args:
        folders: the volumes that are there, as far as known.
        absent: where volumes should be that could not be opened.
    """
    away = [_away("", path) for path in absent]
    return await asyncio.to_thread(lambda: [_measure(folder) for folder in folders]) + away


def _measure(folder: VolumeFolder) -> VolumeOut:
    try:
        folder.require()
        disk = shutil.disk_usage(folder.path)
        read_only = bool(os.statvfs(folder.path).f_flag & os.ST_RDONLY)
    except OSError:
        return _away(folder.id, str(folder.path))
    return VolumeOut(
        id=folder.id,
        path=str(folder.path),
        state="read_only" if read_only else "ready",
        free_bytes=disk.free,
        total_bytes=disk.total,
        used_bytes=disk.used,
    )


def _away(volume_id: str, path: str) -> VolumeOut:
    return VolumeOut(id=volume_id, path=path, state="away", free_bytes=0, total_bytes=0, used_bytes=0)
