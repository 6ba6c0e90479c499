"""Where thumbnails are remembered for moments: bounded memory, each with the instant it must be gone by."""

from collections import OrderedDict
from dataclasses import dataclass

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs

MOST = 512
"""About 4 MiB of pictures."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One small picture.

    Attributes:
        consultation_id: the one it was made for; it shows to no other.
        segment_start: names its segment, together with the camera.
        stands_for: the instants it is the keyframe at or before.
        until: when it must be gone.
    """

    consultation_id: str
    camera_id: CameraId
    segment_start: UtcUs
    stands_for: Interval
    until: UtcUs
    jpeg: bytes


class Shelf:
    """Remembers pictures; the one least recently looked at makes room for a new one."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, CameraId, UtcUs, UtcUs], Kept] = OrderedDict()

    def __len__(self) -> int:
        """Return how many pictures are remembered."""
        return len(self._kept)

    def put(self, one: Kept, now: UtcUs) -> None:
        """Remember a picture, unless it is over already."""
        if one.until <= now:
            return
        self._kept[one.consultation_id, one.camera_id, one.segment_start, one.stands_for.start] = one
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def find(
        self, consultation_id: str, camera_id: CameraId, segment_start: UtcUs, instant: UtcUs, now: UtcUs
    ) -> Kept | None:
        """Return the picture for an instant, None when it is not remembered or over."""
        wanted = (consultation_id, camera_id, segment_start)
        for name, one in self._kept.items():
            if (
                name[:3] == wanted
                and one.stands_for.start <= instant < one.stands_for.end
                and now < one.until
            ):
                self._kept.move_to_end(name)
                return one
        return None

    def expire(self, now: UtcUs) -> None:
        """Forget what is over."""
        for name in [name for name, one in self._kept.items() if one.until <= now]:
            del self._kept[name]

    def segments(self) -> set[tuple[CameraId, UtcUs]]:
        """Return camera and start of the segments that pictures are remembered of."""
        return {(one.camera_id, one.segment_start) for one in self._kept.values()}

    def forget(self, camera_id: CameraId, segment_start: UtcUs) -> None:
        """Forget a segment's pictures."""
        for name in [name for name in self._kept if name[1:3] == (camera_id, segment_start)]:
            del self._kept[name]
