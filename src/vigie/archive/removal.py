"""Removing a segment's file for good: what the register of destructions says must outlast a power cut.

A name that is not there proves nothing by itself: the disk may have been unmounted, or an earlier try may
have removed the name and failed to sync its folder. Both are looked at before the file counts as gone.
"""

from contextlib import suppress

from vigie.archive.files import Files, sync_folder
from vigie.archive.volumes import IDENTITY, VolumeFolder
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs


def remove_for_good(files: Files, volume: VolumeFolder, camera_id: CameraId, start: UtcUs) -> None:
    """Remove the file of a segment wherever it lies on its volume.

    Raises:
        OSError: it is still there, or may come back, or its disk is away; to be tried again.
    """
    paths = (volume.open_path(camera_id, start), volume.final_path(camera_id, start))
    removed = [files.unlink(path) for path in paths]
    if any(removed):
        return
    if not (volume.path / IDENTITY).exists():
        raise FileNotFoundError(f"volume {volume.id} is no longer mounted at {volume.path}")
    for path in paths:
        with suppress(FileNotFoundError):  # a folder that does not exist holds no name
            sync_folder(path.parent)
