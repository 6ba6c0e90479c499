"""A9: each day's tree is signed once and proves each segment; a flipped bit is found where it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from vigie.archive import store
from vigie.archive.proofs import day_interval, prove, signing_key
from vigie.archive.sealing import Sealer
from vigie.archive.settings import ArchiveSettings
from vigie.archive.tags import DAY_SEALED
from vigie.archive.verify import Verify, VerifyReport
from vigie.audit import Journal
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, Interval, UtcUs
from vigie.kernel.store import Database, Transaction
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

CAM = CameraId("cam-1")
DAY = "2027-01-15"


@pytest.fixture
async def rig(tmp_path: Path, database: Database) -> Rig:
    rig = await Rig.make(tmp_path, database, settings=ArchiveSettings(min_free_bytes=0))
    rig.feed(pictures(CAM, START, 3 * 1_500))
    rig.feed(pictures(CameraId("cam-2"), START, 3 * 1_500))
    await rig.index()
    await rig.stop()
    return rig


def sealer(rig: Rig) -> Sealer:
    return Sealer(rig.database, Journal(rig.clock), rig.clock, signing_key(rig.volumes[0].path / "keys"))


async def verified(rig: Rig) -> VerifyReport:
    key = signing_key(rig.volumes[0].path / "keys").public_key()
    return await Verify(rig.database, rig.collection, key).run()


async def sealed(rig: Rig) -> None:
    rig.clock.advance(86_400)
    await sealer(rig).run_once()


async def test_a_day_is_signed_once_when_it_is_over(rig: Rig) -> None:
    assert not await sealer(rig).run_once()
    rig.clock.advance(86_400)
    (head,) = await sealer(rig).run_once()
    assert (head.day, head.leaves) == (DAY, 6)
    assert not await sealer(rig).run_once()
    entry = (await rig.journal())[0]
    assert (entry.tag, entry.subject) == (DAY_SEALED, DAY)
    assert head.root.hex() in entry.details


async def test_every_segment_has_its_proof_and_no_other_passes(rig: Rig) -> None:
    await sealed(rig)
    public = signing_key(rig.volumes[0].path / "keys").public_key()
    async with rig.database.snapshot() as tx:
        leaves = await store.leaves(tx, day_interval(DAY))
        (head,) = await store.day_heads(tx)
    for row in await rig.rows():
        proof = prove(leaves, CAM, row.start, head)
        assert proof.leaf.digest == row.digest
        assert proof.holds(public)
        assert not replace(proof, leaf=replace(proof.leaf, digest=bytes(32))).holds(public)
        assert not replace(proof, head=replace(head, root=bytes(32))).holds(public)
        assert not replace(proof, head=replace(head, signed_at=UtcUs(1))).holds(public)


async def test_destroying_leaves_the_tree_provable(rig: Rig) -> None:
    await sealed(rig)
    rig.clock.set_wall(UtcUs(START + 30 * DAY_US + 90 * SECOND_US))
    assert (await rig.reaper.run_once()).destroyed == 4
    report = await verified(rig)
    assert report.ok
    assert (report.segments, report.days) == (2, 1)


async def test_a_segment_indexed_after_its_day_was_signed_joins_the_next(rig: Rig) -> None:
    await sealed(rig)
    rig.clock.set_wall(START)
    await rig.kill()
    await rig.begin()
    rig.feed(pictures(CAM, UtcUs(START + 600 * SECOND_US), 100))
    await rig.stop()
    rig.clock.advance(2 * 86_400)
    (head,) = await sealer(rig).run_once()
    assert (head.day, head.leaves) == ("2027-01-16", 1)
    assert (await verified(rig)).ok


async def test_a_day_that_changes_while_its_tree_is_made_is_read_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.clock.advance(86_400)
    genuine = store.leaf_rows

    async def one_less(tx: Transaction, day: Interval) -> list[tuple[str, int, bytes]]:
        return (await genuine(tx, day))[1:]

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "leaf_rows", one_less)
        assert not await sealer(rig).run_once()
    (head,) = await sealer(rig).run_once()
    assert head.leaves == 6
    assert (await verified(rig)).ok


async def test_an_untouched_archive_verifies(rig: Rig) -> None:
    await sealed(rig)
    report = await verified(rig)
    assert report.ok
    assert (report.segments, report.days) == (6, 1)


@pytest.mark.parametrize("place", [0.001, 0.2, 0.5, 0.8, 0.97])
async def test_a_flipped_bit_is_found_where_it_is(rig: Rig, place: float) -> None:
    row = (await rig.rows())[1]
    offset = flip(rig, row, place)
    report = await verified(rig)
    assert {fault.subject for fault in report.faults} == {row.id}
    for fault in report.faults:
        if fault.code == "part_damaged":
            assert fault.offset is not None
            assert fault.offset <= offset
            assert row.start <= (fault.start_us or 0) < row.end


def flip(rig: Rig, row, place: float) -> int:
    path = rig.collection.path(row)
    content = bytearray(path.read_bytes())
    offset = int(len(content) * place)
    content[offset] ^= 4
    path.write_bytes(content)
    return offset


async def test_every_single_byte_of_a_small_file_counts(rig: Rig) -> None:
    row = (await rig.rows())[2]
    path = rig.collection.path(row)
    whole = content_of(path)
    places = [*range(0, 1_000, 7), *range(1_000, len(whole), 1_999), *range(len(whole) - 90, len(whole))]
    missed = [offset for offset in places if await unnoticed(rig, path, whole, offset)]
    assert not missed


def content_of(path: Path) -> bytes:
    return path.read_bytes()


def put(path: Path, whole: bytes, offset: int) -> None:
    content = bytearray(whole)
    content[offset] ^= 1
    path.write_bytes(content)


async def unnoticed(rig: Rig, path: Path, whole: bytes, offset: int) -> bool:
    put(path, whole, offset)
    return (await verified(rig)).ok


async def test_a_row_removed_behind_the_archives_back_is_found(rig: Rig) -> None:
    await sealed(rig)
    row = (await rig.rows())[0]
    async with rig.database.transaction() as tx:
        await store.delete_segments(tx, [row])
    assert [(fault.code, fault.subject) for fault in (await verified(rig)).faults] == [("head_differs", DAY)]


async def test_a_forged_head_is_found(rig: Rig) -> None:
    await sealed(rig)
    async with rig.database.transaction() as tx:
        await tx.execute(update(store.day_head_table).values(signature=bytes(64)))
    assert [fault.code for fault in (await verified(rig)).faults] == ["head_forged"]


async def test_a_wrong_key_in_the_index_is_found(rig: Rig) -> None:
    first, second, _ = await rig.rows()
    async with rig.database.transaction() as tx:
        change = update(store.segment_table).where(store.segment_table.c.start_us == first.start)
        await tx.execute(change.where(store.segment_table.c.camera_id == CAM).values(wrapped_key=second.key))
    assert [fault.code for fault in (await verified(rig)).faults] == ["key_fails"]
