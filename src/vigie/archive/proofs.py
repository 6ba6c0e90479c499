"""Proof that a segment is the recorded one (A9).

Its digest is a leaf of its day's Merkle tree (RFC 9162); the tree's head is signed (Ed25519, RFC 8032) and
written into the journal.

A segment belongs to the UTC day in which the index learnt its digest, so a signed day never changes. Leaves
of destroyed segments stay in the register: the tree can be recomputed as long as anything of that day is
kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vigie.archive.files import write_durably
from vigie.audit.merkle import inclusion_proof, leaf_hash, root, verify_inclusion
from vigie.kernel.errors import BadInput, Unavailable
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Interval, UtcUs, from_datetime, to_datetime

OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True, order=True)
class Leaf:
    """One segment in its day's tree, ordered by camera and start."""

    camera_id: CameraId
    start: UtcUs
    digest: bytes

    def hash(self) -> bytes:
        """Return the leaf's hash (RFC 9162 2.1.1)."""
        return leaf_hash(f"vigie-segment\n{self.camera_id}.{self.start}\n{self.digest.hex()}\n".encode())


@dataclass(frozen=True, slots=True)
class DayHead:
    """The signed head of a UTC day's tree."""

    day: str
    leaves: int
    root: bytes
    signed_at: UtcUs
    signature: bytes = b""

    def text(self) -> bytes:
        """Return what is signed."""
        return f"vigie-archive-day\n{self.day}\n{self.leaves}\n{self.root.hex()}\n{self.signed_at}\n".encode()


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Proof that a segment stands in a signed day."""

    leaf: Leaf
    index: int
    path: tuple[bytes, ...]
    head: DayHead

    def holds(self, public_key: Ed25519PublicKey) -> bool:
        """Tell whether path and signature prove the leaf."""
        proven = verify_inclusion(self.leaf.hash(), self.index, self.head.leaves, self.path, self.head.root)
        return proven and is_signed(self.head, public_key)


def day_of(instant: UtcUs) -> str:
    """Return the UTC day of an instant, `2027-01-15`."""
    return to_datetime(instant).strftime("%Y-%m-%d")


def day_interval(day: str) -> Interval:
    """Return what a UTC day covers."""
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    return Interval(from_datetime(start), from_datetime(start + timedelta(days=1)))


def tree_root(leaves: Sequence[Leaf]) -> bytes:
    """Return the root of a day's tree."""
    return root([leaf.hash() for leaf in leaves])


def prove(leaves: Sequence[Leaf], camera_id: CameraId, start: UtcUs, head: DayHead) -> Inclusion:
    """Return the proof of one segment of a day.

    Raises:
        BadInput: the segment is not among the day's leaves.
    """
    for index, leaf in enumerate(leaves):
        if (leaf.camera_id, leaf.start) == (camera_id, start):
            path = inclusion_proof(index, [one.hash() for one in leaves])
            return Inclusion(leaf, index, tuple(path), head)
    raise BadInput(f"{camera_id}.{start} is not in the tree of {head.day}", code="not_in_tree")


def sign(head: DayHead, key: Ed25519PrivateKey) -> DayHead:
    """Return the head with its signature."""
    return DayHead(head.day, head.leaves, head.root, head.signed_at, key.sign(head.text()))


def is_signed(head: DayHead, key: Ed25519PublicKey) -> bool:
    """Tell whether the head's signature is this key's."""
    try:
        key.verify(head.signature, head.text())
    except InvalidSignature:
        return False
    return True


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """Return the archive's signing key of a key folder, made at first use, with its public half beside.

    Raises:
        Unavailable: it cannot be read or written.
    """
    path = folder / "archive-heads.ed25519"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            made = Ed25519PrivateKey.generate()
            write_durably(path, made.private_bytes_raw(), OWNER_ONLY)
            write_durably(path.with_suffix(".pub"), made.public_key().public_bytes_raw().hex().encode())
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    except (OSError, ValueError) as error:
        raise Unavailable(f"cannot read {path}: {error}", code="signing_key") from error
