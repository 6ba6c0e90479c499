"""What `/api/system` says about the folders of recordings and their disks."""

import asyncio
import shutil
from collections.abc import Sequence

from pydantic import BaseModel

from vigie.archive.volumes import VolumeFolder


class VolumeOut(BaseModel):
    """One folder of recordings, and its disk; a disk that is away has zeros."""

    id: str
    path: str
    free_bytes: int
    total_bytes: int
    used_bytes: int


async def measure(folders: Sequence[VolumeFolder]) -> list[VolumeOut]:
    """Return every folder with its disk's sizes; asked of the system, not summed over millions of rows."""
    return await asyncio.to_thread(lambda: [_measure(folder) for folder in folders])


def _measure(folder: VolumeFolder) -> VolumeOut:
    try:
        disk = shutil.disk_usage(folder.path)
    except OSError:
        return VolumeOut(id=folder.id, path=str(folder.path), free_bytes=0, total_bytes=0, used_bytes=0)
    return VolumeOut(
        id=folder.id,
        path=str(folder.path),
        free_bytes=disk.free,
        total_bytes=disk.total,
        used_bytes=disk.used,
    )
