"""Changing the key-encryption key without touching a byte of video: every segment's key is wrapped anew.

The new key is in use everywhere from the moment it is there: a recorder that runs notices it at its next
segment. The old key is dropped last, when neither book nor index needs it; a key that reaches the index later
still lies rewrapped in the book. A crash leaves both keys usable, and running the rotation again finishes it.
"""

import asyncio
from dataclasses import dataclass

from vigie.archive import store, tags
from vigie.archive.keys import ID_BYTES, Keyring
from vigie.archive.model import Segment
from vigie.audit import Entry, Journal
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.rights import SecondPerson, SensitiveAct
from vigie.kernel.store import Database

BATCH = 2_000
SUBJECT = "archive"
"""What a confirmation of a rotation is about."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did; `dropped` counts old key-encryption keys destroyed."""

    key_id: str
    segments: int
    book: int
    dropped: int


async def rotate(database: Database, keyring: Keyring, journal: Journal, second: SecondPerson) -> Rotated:
    """Make a new key-encryption key, rewrap all keys with it, drop those that nothing needs any more.

    Raises:
        Refused: two people have not decided it.
    """
    async with database.transaction() as tx:
        await second.use(tx, SensitiveAct.ROTATE_KEYS, SUBJECT, None)
    old = keyring.ids
    new = keyring.add()
    book = await asyncio.to_thread(
        keyring.book.rewrap, lambda name, wrapped: _rewrapped(keyring, name[0], name[1], wrapped, new)
    )
    count = await _rewrap_index(database, keyring, new)
    used = await _used(database)
    unused = [key_id for key_id in old if key_id not in used]
    async with database.transaction() as tx:
        details = {"segments": count, "dropped": [key_id.hex() for key_id in unused]}
        entry = Entry(tag=tags.KEY_ROTATED, actor="archive", subject=new.hex(), details=details)
        await journal.record(tx, entry)
    for key_id in unused:
        keyring.drop(key_id)
    return Rotated(new.hex(), count, book, len(unused))


async def _rewrap_index(database: Database, keyring: Keyring, new: bytes) -> int:
    after, count = ("", 0), 0
    while True:
        async with database.transaction() as tx:
            rows = await store.wrapped_keys(tx, after, BATCH)
            changed = [(row, _rewrapped_row(keyring, row, new)) for row in rows]
            await store.replace_keys(tx, changed)
        if not rows:
            return count
        after, count = (rows[-1].camera_id, rows[-1].start), count + len(rows)


def _rewrapped_row(keyring: Keyring, row: Segment, new: bytes) -> bytes:
    assert row.key is not None  # noqa: S101 - the query asks for rows with a key
    return _rewrapped(keyring, row.camera_id, row.start, row.key, new)


def _rewrapped(keyring: Keyring, camera_id: str, start: int, wrapped: bytes, new: bytes) -> bytes:
    if wrapped[:ID_BYTES] == new:
        return wrapped
    camera, instant = CameraId(camera_id), UtcUs(start)
    return keyring.wrap(keyring.unwrap(wrapped, camera, instant), camera, instant)


async def _used(database: Database) -> set[bytes]:
    """Return the ids of the key-encryption keys that some segment in the index still needs."""
    used: set[bytes] = set()
    after = ("", 0)
    while True:
        async with database.snapshot() as tx:
            rows = await store.wrapped_keys(tx, after, BATCH)
        if not rows:
            return used
        used |= {row.key[:ID_BYTES] for row in rows if row.key}
        after = (rows[-1].camera_id, rows[-1].start)
