"""Merkle trees of RFC 9162 section 2.1: root, inclusion and consistency proofs, with SHA-256. Pure.

Leaves are byte strings hashed with a 0x00 prefix, inner nodes with 0x01, so one can never pass for the other.
`Frontier` holds the roots of the full subtrees, largest first: appending and the root cost O(log n), and a
log whose first entries were purged is continued from it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

DIGEST_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf's bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(slots=True)
class Frontier:
    """The right edge of a tree of `size` leaves.

    Attributes:
        size: leaves so far.
        peaks: roots of the full subtrees, one per set bit of `size`, largest first.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, hashed_leaf: bytes) -> None:
        """Add one leaf by its hash."""
        node, size = hashed_leaf, self.size
        while size & 1:
            node = sha256(b"\x01" + self.peaks.pop() + node).digest()
            size >>= 1
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the tree's root."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def to_bytes(self) -> bytes:
        """Return the peaks, one after the other."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> "Frontier":
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: the peaks are not those of a tree of that size.
        """
        peaks = [data[at : at + DIGEST_BYTES] for at in range(0, len(data), DIGEST_BYTES)]
        if size < 0 or len(data) != DIGEST_BYTES * size.bit_count():
            raise ValueError(f"{len(data)} bytes of peaks do not belong to a tree of {size} leaves")
        return cls(size, peaks)


def root(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    frontier = Frontier()
    for hashed in hashes:
        frontier.append(hashed)
    return frontier.root()


def inclusion_proof(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the path that proves leaf `index` (RFC 9162 section 2.1.3.1)."""
    if not 0 <= index < len(hashes):
        raise ValueError(f"there is no leaf {index} among {len(hashes)}")
    if len(hashes) == 1:
        return []
    split = _split(len(hashes))
    if index < split:
        return [*inclusion_proof(index, hashes[:split]), root(hashes[split:])]
    return [*inclusion_proof(index - split, hashes[split:]), root(hashes[:split])]


def verify_inclusion(
    hashed: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes
) -> bool:
    """Tell whether a leaf hash stands at `index` of the tree with that root (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, node = index, size - 1, hashed
    for part in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            node = node_hash(part, node)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            node = node_hash(node, part)
        first, last = first >> 1, last >> 1
    return last == 0 and node == expected_root


def consistency_proof(first: int, hashes: Sequence[bytes]) -> list[bytes]:
    """Return the path that proves the tree of `first` leaves to begin this one (RFC 9162 section 2.1.4.1)."""
    if not 0 < first <= len(hashes):
        raise ValueError(f"the earlier size must be 1 to {len(hashes)}, not {first}")
    return _subproof(first, hashes, whole=True)


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the second tree only appended to the first (RFC 9162 section 2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    if not path:
        return False
    low, high = first - 1, second - 1
    while low & 1:
        low, high = low >> 1, high >> 1
    old = new = path[0]
    for part in path[1:]:
        if high == 0:
            return False
        if low & 1 or low == high:
            old, new = node_hash(part, old), node_hash(part, new)
            while not low & 1 and low:
                low, high = low >> 1, high >> 1
        else:
            new = node_hash(new, part)
        low, high = low >> 1, high >> 1
    return high == 0 and old == first_root and new == second_root


def _subproof(first: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    size = len(hashes)
    if first == size:
        return [] if whole else [root(hashes)]
    split = _split(size)
    if first <= split:
        return [*_subproof(first, hashes[:split], whole=whole), root(hashes[split:])]
    return [*_subproof(first - split, hashes[split:], whole=False), root(hashes[:split])]


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
