"""Verifying an exported journal offline: nothing altered, nothing missing, nothing rewritten.

Each entry is checked against its chain value, so an altered or deleted line is located exactly. Who rewrites
the chain as well meets the signed checkpoints: the rewriting is located between two of them. Who cuts the end
meets the newest checkpoint, or one kept elsewhere (`expected`). One pass, whatever the file's length.
Standards: RFC 9162 for the tree, RFC 3161 for stamps.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import chain as chain_iterators
from typing import Any

from vigie.audit.checkpoint import Checkpoint, VerifyingKey, open_note
from vigie.audit.export import CHECKPOINT, FORMAT
from vigie.audit.merkle import Frontier
from vigie.audit.stamps import StampChecker
from vigie.kernel.errors import BadInput

CHAIN_DIGITS = 64
MAX_FAULTS = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was written.

    Attributes:
        kind: altered, missing, misplaced, unreadable, rewritten, truncated, unanchored, bad_checkpoint,
            bad_stamp or clock_went_back.
        seq: the first entry concerned.
        until_seq: the first entry not concerned any more.
        message: the same in words.
    """

    kind: str
    seq: int
    until_seq: int
    message: str


@dataclass(slots=True)
class Verification:
    """What was found; `ok` when there is no fault."""

    first: int = 0
    size: int = 0
    entries: int = 0
    checkpoints: int = 0
    stamps: int = 0
    uncovered: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the journal is as it was written."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Return plain values."""
        return {"ok": self.ok, **asdict(self)}

    def blame(self, kind: str, seq: int, until_seq: int, message: str) -> None:
        """Note a fault; after a hundred, only their presence counts."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(kind, seq, until_seq, message))


def verify(
    lines: Iterable[bytes],
    key: VerifyingKey,
    *,
    expected: Sequence[str] = (),
    stamps: StampChecker | None = None,
) -> Verification:
    """Verify an export.

    Args:
        lines: the file's lines, with their ends.
        key: the journal's public key, known beforehand and not from the same place as the file.
        expected: signed checkpoints kept elsewhere.
        stamps: checks time stamps; None leaves them unchecked.

    Raises:
        BadInput: it is no exported journal.
    """
    rest = iter(lines)
    header = _header(next(rest, b""))
    found = Verification(first=header["first"], size=header["size"])
    told, rest = _split(rest)
    notes = [*_notes(told, key, found, stamps), *(open_note(note, key) for note in expected)]
    _Walk(header, notes, found).run(rest)
    return found


class _Walk:
    """One pass over the entries."""

    def __init__(self, header: dict[str, Any], notes: list[Checkpoint], found: Verification) -> None:
        self._found = found
        self._notes = notes
        self._chain = bytes.fromhex(header["purged_chain"])
        self._frontier = Frontier.from_bytes(header["first"], bytes.fromhex(header["purged_frontier"]))
        self._seq: int = header["first"]
        self._covered: int = header["first"]
        self._whole = True
        self._last_at = 0

    def run(self, entries: Iterator[bytes]) -> None:
        """Check every entry, and the checkpoints as their sizes are reached."""
        found = self._found
        self._anchor()
        for stop in sorted({note.size for note in self._notes if note.size > self._seq}):
            self._check(entries, stop)
            self._compare()
        self._check(entries, None)
        size = max([found.size, *(note.size for note in self._notes)])
        if self._seq < size:
            found.blame("truncated", self._seq, size, f"the end is missing: there were {size} entries")
        found.uncovered = self._seq - self._covered

    def _anchor(self) -> None:
        """What was purged must be covered by a signed checkpoint of exactly that size."""
        if self._seq and not self._matching():
            message = "no signed checkpoint covers what was purged"
            self._found.blame("unanchored", 0, self._seq, message)
            self._whole = False

    def _check(self, entries: Iterator[bytes], stop: int | None) -> None:
        """Check entries up to the place `stop`, or all that are left. The hot loop."""
        chain, append, digest = self._chain, self._frontier.append, sha256
        seq, last_at, count = self._seq, self._last_at, 0
        if stop is not None and seq >= stop:
            return
        for line in entries:
            count += 1
            leaf = line[CHAIN_DIGITS + 1 : -1]
            chain = digest(b"\x02" + chain + leaf).digest()
            place = leaf[leaf.rfind(b',"seq":') + 7 : leaf.rfind(b',"session_id":')]
            if chain.hex().encode() != line[:CHAIN_DIGITS] or place != b"%d" % seq:
                self._chain, self._seq = chain, seq
                seq = self._explain(line, leaf)
                chain = self._chain
            append(digest(b"\x00" + leaf).digest())
            start = leaf.find(b',"at_us":') + 9
            at = leaf[start : leaf.find(b",", start)]
            if at.isdigit():
                last_at = self._watch_clock(leaf, seq, last_at, int(at))
            seq += 1
            if seq == stop:
                break
        self._chain, self._seq, self._last_at = chain, seq, last_at
        self._found.entries += count

    def _watch_clock(self, leaf: bytes, seq: int, last_at: int, at: int) -> int:
        if at < last_at and b'"tag":"audit:clock:went_back"' not in leaf:
            self._found.blame("clock_went_back", seq, seq + 1, "it is older than the entry before it")
        return at

    def _explain(self, line: bytes, leaf: bytes) -> int:
        """Blame what does not fit; return the place the line says it has, and go on from its own chain."""
        self._whole = False
        found, seq = self._found, self._seq
        try:
            told = json.loads(leaf)["seq"]
            self._chain = bytes.fromhex(line[:CHAIN_DIGITS].decode())
        except (ValueError, KeyError, TypeError):
            found.blame("unreadable", seq, seq + 1, "this line is no entry")
            return seq
        if not isinstance(told, int):
            found.blame("unreadable", seq, seq + 1, "this line is no entry")
            return seq
        if told < seq:
            found.blame("misplaced", seq, seq + 1, f"this line says it is entry {told}")
            return told
        if told > seq:
            found.blame("missing", seq, told, f"{told - seq} entries are missing")
            return told
        message = "its content is not what the chain says (or the chain value before it was changed)"
        found.blame("altered", seq, seq + 1, message)
        return seq

    def _compare(self) -> None:
        """Hold the tree against the signed checkpoints of this size, while it is whole."""
        if not self._whole or not any(note.size == self._seq for note in self._notes):
            return
        if self._matching():
            self._covered = self._seq
            return
        message = "the signed checkpoint says otherwise: entries were rewritten with their chain"
        self._found.blame("rewritten", self._covered, self._seq, message)
        self._whole = False

    def _matching(self) -> bool:
        root = self._frontier.root()
        same = [note for note in self._notes if note.size == self._seq]
        return bool(same) and all(note.root == root and note.chain == self._chain for note in same)


def _header(line: bytes) -> dict[str, Any]:
    try:
        header: dict[str, Any] = json.loads(line)
        if header["format"] != FORMAT:
            raise BadInput(f"this export has another format than {FORMAT}", code="bad_export")
        Frontier.from_bytes(int(header["first"]), bytes.fromhex(header["purged_frontier"]))
        bytes.fromhex(header["purged_chain"])
        int(header["size"])
    except (KeyError, ValueError, TypeError):
        raise BadInput(
            "this is no exported journal: its first line is no header", code="bad_export"
        ) from None
    return header


def _split(lines: Iterator[bytes]) -> tuple[list[bytes], Iterator[bytes]]:
    """Return the checkpoint lines, and what follows them."""
    told: list[bytes] = []
    for line in lines:
        if not line.startswith(CHECKPOINT):
            return told, chain_iterators([line], lines)
        told.append(line)
    return told, lines


def _notes(
    lines: list[bytes], key: VerifyingKey, found: Verification, stamps: StampChecker | None
) -> Iterator[Checkpoint]:
    """Yield the checkpoints whose signatures are right; blame the others, and stamps that are not."""
    for line in lines:
        try:
            told = json.loads(line[len(CHECKPOINT) :])
            note = open_note(told["note"], key)
            stamp = None if told["stamp"] is None else base64.b64decode(told["stamp"], validate=True)
        except (BadInput, ValueError, KeyError, TypeError, AttributeError) as error:
            found.blame("bad_checkpoint", 0, 0, str(error))
            continue
        found.checkpoints += 1
        yield note
        if stamp is not None and stamps is not None:
            found.stamps += 1
            fault = stamps.fault(stamp, told["note"].encode())
            if fault is not None:
                found.blame("bad_stamp", note.size, note.size, fault)
