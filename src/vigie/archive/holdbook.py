"""A second copy of every legal hold, so that a lost database loses no evidence (A5).

    DATA/keys/holds/ID.json     one file per hold in force, owner only

A hold is written here before the index says that it holds, and removed after the index says that it does not;
so a crash in between leaves a file too many, never one too few. `check --repair` gives a new database its
holds back before it indexes a single recording.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vigie.archive.files import sync_folder, write_durably
from vigie.archive.model import Hold
from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import Interval, UtcUs

OWNER_ONLY: Final = 0o600


class Holdbook:
    """The holds in force, as files of a key folder."""

    def __init__(self, keys: Path) -> None:
        self._folder = keys / "holds"

    def put(self, hold: Hold) -> None:
        """Write a hold durably.

        Raises:
            Unavailable: the folder cannot be written.
        """
        content = {
            "id": hold.id,
            "camera_id": hold.camera_id,
            "start_us": hold.interval.start,
            "end_us": hold.interval.end,
            "reference": hold.reference,
            "reason": hold.reason,
            "placed_by": hold.placed_by,
            "placed_at_us": hold.placed_at,
        }
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"cannot make {self._folder}: {error.strerror}", code="volume_not_writable"
            ) from error
        write_durably(self._path(hold.id), json.dumps(content, ensure_ascii=False).encode(), OWNER_ONLY)

    def drop(self, hold_id: str) -> None:
        """Remove a hold that was released; one that is not there stays so.

        Raises:
            OSError: the folder cannot be written.
        """
        path = self._path(hold_id)
        if path.exists():
            path.unlink()
            sync_folder(self._folder)

    def all(self) -> list[Hold]:
        """Return every hold, in no order.

        Raises:
            Unavailable: a file cannot be read or is damaged: nothing may be destroyed before it is restored.
        """
        return list(self._read())

    def _read(self) -> Iterator[Hold]:
        for path in self._folder.glob("*.json") if self._folder.is_dir() else ():
            try:
                content = json.loads(path.read_bytes())
                yield Hold(
                    str(content["id"]),
                    CameraId(content["camera_id"]),
                    Interval(UtcUs(content["start_us"]), UtcUs(content["end_us"])),
                    str(content["reference"]),
                    str(content["reason"]),
                    AccountId(content["placed_by"]),
                    UtcUs(content["placed_at_us"]),
                )
            except (OSError, ValueError, KeyError, TypeError) as error:
                raise Unavailable(
                    f"{path} cannot be read: restore it from a backup", code="hold_damaged"
                ) from error

    def _path(self, hold_id: str) -> Path:
        return self._folder / f"{hold_id}.json"
