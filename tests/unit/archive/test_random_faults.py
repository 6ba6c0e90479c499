"""The consistency tool against chance: whatever is broken is found, and repair loses nothing that was whole.

Each round records a small sealed archive, breaks some things at random (seeded: a failure names its seed) and
asks `check` and `verify`. Then it repairs: every file that was there is there still, somewhere; every picture
whose bytes were not hurt plays again or lies in quarantine as it was; a second check finds nothing more than
what no tool can mend. `pytest -m soak` runs a hundred times as many rounds.
"""

import os
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from vigie.archive import store
from vigie.archive.check import Check
from vigie.archive.model import Segment
from vigie.archive.proofs import signing_key
from vigie.archive.sealing import Sealer
from vigie.archive.settings import ArchiveSettings
from vigie.archive.verify import Verify
from vigie.audit import Journal
from vigie.kernel.errors import VigieError
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import DAY_US, SECOND_US, UtcUs
from vigie.kernel.store import Database
from vigie.migrations import upgrade
from vigie.testing.archive import Rig, pictures
from vigie.testing.clock import START

PARIS = ZoneInfo("Europe/Paris")
CAMERAS = ("cam-1", "cam-2")
ROUNDS = 12
MANY_ROUNDS = int(os.environ.get("VIGIE_FAULT_ROUNDS", "1200"))
MOST_FAULTS = 4

MENDED = frozenset({"file_missing", "file_unknown", "gap_unexplained", "key_missing", "key_damaged"})
"""What repair sets right; the others are told again by the next check, until their images are due."""


@dataclass
class Round:
    """One archive, what was broken in it, and what must be found.

    Attributes:
        hurt: segments whose own bytes were changed or removed: nobody can give them back.
        expected: for each fault, what a finding may be about (any of them will do).
    """

    rig: Rig
    chance: random.Random
    rows: list[Segment] = field(default_factory=list)
    truth: dict[str, bytes] = field(default_factory=dict)
    hurt: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    expected: list[tuple[str, set[str]]] = field(default_factory=list)

    def path(self, row: Segment) -> Path:
        return next(v for v in self.rig.volumes if v.id == row.volume_id).final_path(row.camera_id, row.start)

    def pick(self) -> Segment | None:
        """Return a segment nothing was done to yet."""
        free = [row for row in self.rows if row.id not in self.touched]
        if not free:
            return None
        row = self.chance.choice(free)
        self.touched.add(row.id)
        return row

    async def execute(self, statement: object) -> None:
        async with self.rig.database.transaction() as tx:
            await tx.execute(statement)

    def of(self, row: Segment):
        columns = store.segment_table.c
        return (columns.camera_id == row.camera_id, columns.start_us == row.start)


Fault = Callable[[Round, Segment], Awaitable[set[str]]]
"""Breaks something about a segment; returns what a finding may name."""


async def remove_file(one: Round, row: Segment) -> set[str]:
    one.path(row).unlink()
    one.hurt.add(row.id)
    return {row.id}


async def shorten_file(one: Round, row: Segment) -> set[str]:
    path = one.path(row)
    os.truncate(path, one.chance.randrange(path.stat().st_size))
    one.hurt.add(row.id)
    return {row.id}


async def lengthen_file(one: Round, row: Segment) -> set[str]:
    with one.path(row).open("ab") as file:
        file.write(one.chance.randbytes(one.chance.randrange(1, 400)))
    one.hurt.add(row.id)
    return {row.id}


async def flip_bit(one: Round, row: Segment) -> set[str]:
    path = one.path(row)
    content = bytearray(path.read_bytes())
    content[one.chance.randrange(len(content))] ^= 1 << one.chance.randrange(8)
    path.write_bytes(content)
    one.hurt.add(row.id)
    return {row.id}


async def overwrite_with_another(one: Round, row: Segment) -> set[str]:
    other = one.chance.choice([each for each in one.rows if each.id != row.id and one.path(each).exists()])
    one.path(row).write_bytes(one.path(other).read_bytes())
    one.hurt.add(row.id)
    return {row.id}


async def misplace_file(one: Round, row: Segment) -> set[str]:
    path = one.path(row)
    target = path.with_name(f"{row.start + one.chance.randrange(1, 10**6) * 100}.mp4")
    path.rename(target)
    return {row.id, str(target)}


async def stray_file(one: Round, row: Segment) -> set[str]:
    path = one.path(row).with_name(
        f"{one.chance.randrange(10**6)}.{one.chance.choice(['mp4', 'txt', 'tmp'])}"
    )
    path.write_bytes(one.chance.randbytes(one.chance.randrange(1, 3_000)))
    return {str(path)}


async def link_in_the_folder(one: Round, row: Segment) -> set[str]:
    path = one.path(row).with_name("link.mp4")
    if path.is_symlink():
        return set()
    path.symlink_to("/dev/null")
    return {str(path)}


async def forget_row(one: Round, row: Segment) -> set[str]:
    await one.execute(delete(store.segment_table).where(*one.of(row)))
    return {str(one.path(row))}


async def forget_key(one: Round, row: Segment) -> set[str]:
    await one.execute(update(store.segment_table).where(*one.of(row)).values(wrapped_key=None))
    return {row.id}


async def damage_key(one: Round, row: Segment) -> set[str]:
    key = bytearray(row.key or b"")
    key[one.chance.randrange(30, len(key))] ^= 1 << one.chance.randrange(8)
    await one.execute(update(store.segment_table).where(*one.of(row)).values(wrapped_key=bytes(key)))
    return {row.id}


async def change_digest(one: Round, row: Segment) -> set[str]:
    digest = one.chance.randbytes(32)
    await one.execute(update(store.segment_table).where(*one.of(row)).values(digest=digest))
    return {row.id}


async def keep_too_long(one: Round, row: Segment) -> set[str]:
    late = row.destroy_at + one.chance.randrange(2, 400) * DAY_US
    await one.execute(update(store.segment_table).where(*one.of(row)).values(destroy_at_us=late))
    return {row.id}


async def reverse_times(one: Round, row: Segment) -> set[str]:
    end = row.start - one.chance.randrange(0, 5) * SECOND_US
    await one.execute(update(store.segment_table).where(*one.of(row)).values(end_us=end))
    return {row.id}


async def forget_gaps(one: Round, row: Segment) -> set[str]:
    await one.execute(delete(store.gap_table).where(store.gap_table.c.camera_id == row.camera_id))
    first = min(each.start for each in one.rows if each.camera_id == row.camera_id)
    return {f"{row.camera_id}.hole after {first}"}


FAULTS: tuple[Fault, ...] = (
    remove_file,
    shorten_file,
    lengthen_file,
    flip_bit,
    overwrite_with_another,
    misplace_file,
    stray_file,
    link_in_the_folder,
    forget_row,
    forget_key,
    damage_key,
    change_digest,
    keep_too_long,
    reverse_times,
    forget_gaps,
)


async def recorded(folder: Path, database: Database, chance: random.Random) -> Round:
    """Record two cameras with an interruption, on two volumes; sign the day."""
    settings = ArchiveSettings(min_free_bytes=0, segment_s=4)
    rig = await Rig.make(folder, database, volumes=2, settings=settings)
    for camera in CAMERAS:
        rig.feed(pictures(CameraId(camera), START, chance.randrange(250, 450)))
    rig.settle()
    await rig.stop()
    rig.clock.advance(60)
    rig.writer = rig.writer_on(rig.volumes)
    await rig.begin()
    for camera in CAMERAS:
        rig.feed(pictures(CameraId(camera), UtcUs(START + 60 * SECOND_US), 220, first=1_500))
    rig.settle()
    await rig.stop()
    rig.clock.advance(86_400)
    await Sealer(database, Journal(rig.clock), rig.clock, signing_key(rig.keyring.folder)).run_once()
    one = Round(rig, chance)
    for camera in CAMERAS:
        one.rows += await rig.rows(camera)
    for row in one.rows:
        one.truth[row.id] = played(rig, row)
    return one


def played(rig: Rig, row: Segment) -> bytes:
    with rig.collection.open(row) as media:
        return media.init() + b"".join(media.fragments(0, len(media.parts)))


def files(rig: Rig) -> dict[str, int]:
    """Return how often each content lies anywhere on the volumes."""
    found: dict[str, int] = {}
    for volume in rig.volumes:
        for part in ("open", "copies", "recordings", "quarantine"):
            for path in (volume.path / part).rglob("*"):
                if path.is_file() and not path.is_symlink():
                    digest = sha256(path.read_bytes()).hexdigest()
                    found[digest] = found.get(digest, 0) + 1
    return found


async def findings(one: Round, *, repair: bool = False) -> list[tuple[str, str]]:
    """Return code and subject of everything that check, then verify, report."""
    rig = one.rig
    report = await Check(rig.database, rig.collection, rig.clock, PARIS).run(repair=repair)
    told = [(each.code, each.subject) for each in report.findings]
    if not repair:
        key = signing_key(rig.keyring.folder).public_key()
        verified = await Verify(rig.database, rig.collection, key).run()
        told += [(each.code, each.subject) for each in verified.faults]
    return told


def is_told(subjects: set[str], told: list[tuple[str, str]]) -> bool:
    holes = {subject.partition(".")[0] for subject in subjects if ".hole" in subject}
    return any(
        subject in subjects or (code == "gap_unexplained" and subject.partition(".")[0] in holes)
        for code, subject in told
    )


async def one_round(folder: Path, seed: int) -> None:
    """Run one round; every assertion names its seed and what was broken."""
    chance = random.Random(seed)
    database = Database.sqlite(folder / "vigie.db")
    try:
        await upgrade(database)
        one = await recorded(folder, database, chance)
        assert not await findings(one), f"seed {seed}: an untouched archive"
        for fault in chance.sample(FAULTS, chance.randrange(1, MOST_FAULTS + 1)):
            row = one.pick()
            if row is not None and (subjects := await fault(one, row)):
                one.expected.append((fault.__name__, subjects))
        story = f"seed {seed}: {one.expected}"
        told = await findings(one)
        for name, subjects in one.expected:
            assert is_told(subjects, told), f"{story}\nnobody told {name}: {told}"
        await _repaired(one, story)
    finally:
        await database.close()


async def _repaired(one: Round, story: str) -> None:
    before = files(one.rig)
    await findings(one, repair=True)
    after = files(one.rig)
    for digest, count in before.items():
        assert after.get(digest, 0) >= count, f"{story}\na file is gone"
    await findings(one, repair=True)  # a row whose file was misplaced is known to be lost only now
    left = {code for code, _ in await findings(one) if code in MENDED}
    if reverse_times.__name__ in story:
        left.discard("gap_unexplained")  # a row that ends before it begins covers nothing
    assert not left, f"{story}\nnot mended: {left}"
    rows = {row.id: row for camera in CAMERAS for row in await one.rig.rows(camera)}
    for row in one.rows:
        if row.id in one.hurt:
            continue
        there = rows.get(row.id)
        try:
            plays = there is not None and played(one.rig, there) == one.truth[row.id]
        except VigieError:
            plays = False
        put_aside = any(
            path.is_file() and path.stat().st_size == row.size
            for volume in one.rig.volumes
            for path in volume.quarantine.iterdir()
        )
        assert plays or put_aside, f"{story}\n{row.id} was whole and is lost"


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_whatever_is_broken_is_found_and_repair_loses_nothing(tmp_path: Path, seed: int) -> None:
    await one_round(tmp_path, seed)


@pytest.mark.soak
@pytest.mark.timeout(3_600)
async def test_many_rounds(tmp_path: Path) -> None:
    for seed in range(ROUNDS, ROUNDS + MANY_ROUNDS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        await one_round(folder, seed)
