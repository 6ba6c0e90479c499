"""A3: encrypted segments read back only with their own key, in their own order."""

import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from vigie.archive.keys import Keyring
from vigie.archive.settings import ArchiveSettings
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Database
from vigie.testing.archive import PARAMETERS, FakeMuxer, Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")


@pytest.fixture
async def sealed(tmp_path: Path, database: Database) -> AsyncIterator[Rig]:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 1_530))
    await rig.index()
    yield rig
    await rig.stop()


async def test_a_sealed_segment_holds_no_picture_in_the_clear_and_reads_back(sealed: Rig) -> None:
    row = (await sealed.rows())[0]
    stored = sealed.collection.path(row).read_bytes()
    pixel = next(iter(pictures(CAM, START, 1, first=700))).data
    assert pixel not in stored
    with sealed.collection.open(row) as media:
        assert media.init() == FakeMuxer().init_segment(PARAMETERS)
        clear = b"".join(media.fragments(0, len(media.parts), placed=False))
    assert pixel in clear
    assert len(clear) > 1_500 * 100


async def test_an_erased_key_makes_a_segment_unreadable(sealed: Rig) -> None:
    row = (await sealed.rows())[0]
    erased = type(row)(**{name: getattr(row, name) for name in row.__slots__} | {"key": None})
    with pytest.raises(Unavailable) as caught, sealed.collection.open(erased):
        pass
    assert caught.value.error_code == "recording_destroyed"


async def test_the_key_of_another_segment_opens_nothing(sealed: Rig) -> None:
    first, second = await sealed.rows()
    with pytest.raises(Unavailable) as caught:
        sealed.keyring.unwrap(first.key, CAM, second.start)
    assert caught.value.error_code == "key_damaged"


async def test_a_flipped_bit_is_refused(sealed: Rig) -> None:
    row = (await sealed.rows())[0]
    path = sealed.collection.path(row)
    content = bytearray(path.read_bytes())
    content[5_000] ^= 1
    path.write_bytes(content)
    with pytest.raises(Unavailable) as caught, sealed.collection.open(row) as media:
        list(media.fragments(0, len(media.parts)))
    assert caught.value.error_code == "recording_damaged"


async def test_a_kill_before_the_first_index_write_loses_no_key(sealed: Rig) -> None:
    sealed.feed(pictures(CameraId("cam-2"), START, 60))
    await sealed.kill()
    await sealed.recover()
    (row,) = await sealed.rows("cam-2")
    with sealed.collection.open(row) as media:
        assert b"".join(media.fragments(0, len(media.parts)))


async def test_erasing_the_book_leaves_no_key_behind(sealed: Rig) -> None:
    rows = await sealed.rows()
    book = sealed.keyring.book
    assert book.find(CAM, rows[0].start) == rows[0].key
    book.erase(rows[:1])
    assert book.find(CAM, rows[0].start) is None
    assert book.find(CAM, rows[1].start) == rows[1].key
    book.erase(rows)
    assert not list((sealed.volumes[0].path / "keys" / "book").glob("*.keys"))


async def test_a_sealed_segment_survives_a_kill(sealed: Rig) -> None:
    sealed.feed(pictures(CAM, UtcUs(START + 1_530 * 40_000), 60, first=1_530))
    await sealed.kill()
    await sealed.recover()
    row = (await sealed.rows())[-1]
    with sealed.collection.open(row) as media:
        assert b"".join(media.fragments(0, len(media.parts)))


def test_the_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    Keyring(tmp_path / "keys")
    (path,) = (tmp_path / "keys").glob("*.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(Unavailable) as caught:
        Keyring(tmp_path / "keys")
    assert caught.value.error_code == "key_exposed"


def test_rotation_keeps_old_keys_readable_until_rewrapped(tmp_path: Path) -> None:
    keyring = Keyring(tmp_path / "keys")
    key, wrapped = keyring.make(CAM, START)
    old = keyring.current
    keyring.add()
    assert keyring.current != old
    again = Keyring(tmp_path / "keys")
    assert again.unwrap(wrapped, CAM, START) == key
    rewrapped = again.wrap(key, CAM, START)
    again.drop(old)
    assert again.unwrap(rewrapped, CAM, START) == key
    with pytest.raises(Unavailable):
        again.unwrap(wrapped, CAM, START)
    with pytest.raises(BadInput):
        again.drop(again.current)
