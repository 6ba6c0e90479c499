"""Playback goes on from the copy in S3 when a volume is away."""

from pathlib import Path

import pytest

from vigie.archive.collection import Collection
from vigie.archive.model import Segment
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tiers.far import AHEAD_BYTES, Far
from vigie.archive.tiers.remote import Lock, Stored
from vigie.kernel.errors import Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.store import Database
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START
from vigie.testing.s3 import FakeRemote

CAM = CameraId("cam-1")


class CountingRemote(FakeRemote):
    """Counts the requests that read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads: list[int] = []

    def read(self, stored: Stored, start: int, size: int) -> bytes:
        self.reads.append(size)
        return super().read(stored, start, size)


@pytest.fixture
async def segment(rig: Rig) -> Segment:
    rig.feed(pictures(CAM, START, 1_600, size=3_000))
    await rig.index()
    await rig.stop()
    return (await rig.rows())[0]


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    return await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))


@pytest.fixture
def remote(rig: Rig, segment: Segment) -> CountingRemote:
    remote = CountingRemote()
    remote.put(f"v/cam-1/{START}.vigie", rig.collection.path(segment), Lock(None, held=False))
    return remote


def read(collection: Collection, segment: Segment) -> tuple[bytes, list[bytes]]:
    with collection.open(segment) as media:
        return media.init(), list(media.fragments(0, len(media.parts)))


def away(rig: Rig, remote: FakeRemote) -> Collection:
    collection = Collection([], rig.keyring)
    collection.far = Far(remote, "v/").open
    return collection


async def test_the_copy_gives_what_the_file_gave_in_few_requests(
    rig: Rig, segment: Segment, remote: CountingRemote
) -> None:
    assert read(away(rig, remote), segment) == read(rig.collection, segment)
    assert segment.size > 2 * AHEAD_BYTES
    assert len(remote.reads) <= segment.size // AHEAD_BYTES + 4


async def test_a_copy_cut_short_is_not_taken(rig: Rig, segment: Segment, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(rig.collection.path(segment).read_bytes()[:-1])
    remote = FakeRemote()
    remote.put(f"v/cam-1/{START}.vigie", cut, Lock(None, held=False))
    with pytest.raises(Unavailable) as caught:
        read(away(rig, remote), segment)
    assert caught.value.error_code == "volume_missing"


async def test_a_forged_copy_is_never_shown(rig: Rig, segment: Segment, tmp_path: Path) -> None:
    body = bytearray(rig.collection.path(segment).read_bytes())
    body[len(body) // 2] ^= 1
    forged = tmp_path / "forged"
    forged.write_bytes(body)
    remote = FakeRemote()
    remote.put(f"v/cam-1/{START}.vigie", forged, Lock(None, held=False))
    with pytest.raises(Unavailable) as caught:
        read(away(rig, remote), segment)
    assert caught.value.error_code == "recording_damaged"


async def test_when_s3_is_down_too_the_first_reason_is_said(
    rig: Rig, segment: Segment, remote: CountingRemote
) -> None:
    remote.down = True
    with pytest.raises(Unavailable) as caught:
        read(away(rig, remote), segment)
    assert caught.value.error_code == "volume_missing"
