"""What an entry says, and the bytes that stand for it in the proofs.

The leaf of an entry is its canonical JSON: keys sorted, no spaces, UTF-8. It holds every field, so that a
journal exported as these lines can be verified without knowing the database.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self

from vigie.audit.tags import Tag
from vigie.kernel.errors import BadInput
from vigie.kernel.instants import UtcUs
from vigie.kernel.rights import Principal

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
MAX_TEXT = 4_000
MAX_DETAILS = 64_000
GENESIS = bytes(32)
"""The chain value before the first entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act, as the room that does it tells it.

    Attributes:
        tag: what happened.
        actor: the account's id, or the name of the process that acted by itself.
        address: the workstation's network address; empty for processes.
        session_id: the session in which it happened.
        subject: what it was done to (camera id, consultation id, account id…).
        reason: why, in the actor's words.
        basis: the legal basis or requisition.
        recipients: who received images or data.
        details: plain JSON values.
    """

    tag: Tag
    actor: str
    address: str = ""
    session_id: str | None = None
    subject: str | None = None
    reason: str | None = None
    basis: str | None = None
    recipients: Sequence[str] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def by(cls, principal: Principal, tag: Tag, subject: str | None = None, **rest: Any) -> Self:
        """Build the entry of an act done by a signed-in person."""
        return cls(
            tag=tag,
            actor=principal.account_id,
            address=principal.address,
            session_id=principal.session_id,
            subject=subject,
            **rest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An entry as it stands in the journal.

    Attributes:
        seq: its place, counted from 0; the leaf's index in the Merkle tree.
        at: when it was written.
        recipients: canonical JSON text of a list.
        details: canonical JSON text of an object.
    """

    seq: int
    at: UtcUs
    tag: str
    actor: str
    address: str
    session_id: str | None
    subject: str | None
    reason: str | None
    basis: str | None
    recipients: str
    details: str

    def communes(self) -> frozenset[str]:
        """Return the INSEE codes of the communes concerned."""
        told = json.loads(self.details).get("communes", [])
        return (
            frozenset(each for each in told if isinstance(each, str))
            if isinstance(told, list)
            else frozenset()
        )

    def leaf(self) -> bytes:
        """Return the canonical bytes that the proofs cover."""
        text = _dump
        return (
            f'{{"actor":{text(self.actor)},"address":{text(self.address)},"at_us":{self.at},'
            f'"basis":{text(self.basis)},"details":{self.details},"reason":{text(self.reason)},'
            f'"recipients":{self.recipients},"seq":{self.seq},"session_id":{text(self.session_id)},'
            f'"subject":{text(self.subject)},"tag":{text(self.tag)}}}'
        ).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for; every given field must match. Newest entries come first.

    Attributes:
        before_seq: continue a search: only older entries.
        since: from this instant on.
        until: strictly before this instant.
        tag: a whole tag, or its beginning up to a colon (`people:` or `people:session:`).
        text: found in reason, basis, subject, recipients or details, whatever the case.
        commune: INSEE code that stands among the entry's communes (REQ-14).
        limit: entries on a page, 1 to 500.
    """

    before_seq: int | None = None
    since: UtcUs | None = None
    until: UtcUs | None = None
    actor: str | None = None
    tag: str | None = None
    subject: str | None = None
    text: str | None = None
    commune: str | None = None
    limit: int = 100

    @property
    def slow(self) -> bool:
        """Whether no index answers it, so that entries are looked at one by one."""
        return bool(self.text) or self.commune is not None


@dataclass(frozen=True, slots=True)
class Page:
    """Some found entries; `next_before_seq` continues the search, None when everything was looked at."""

    entries: list[Recorded]
    next_before_seq: int | None


def record_of(entry: Entry, seq: int, at: UtcUs) -> Recorded:
    """Return the entry as it will stand at place `seq`.

    Raises:
        BadInput: `details` holds no plain JSON, or too much of it.
    """
    return Recorded(
        seq=seq,
        at=at,
        tag=entry.tag,
        actor=_clean(entry.actor),
        address=_clean(entry.address),
        session_id=_clean_or_none(entry.session_id),
        subject=_clean_or_none(entry.subject),
        reason=_clean_or_none(entry.reason),
        basis=_clean_or_none(entry.basis),
        recipients=_json(list(entry.recipients)),
        details=_json(dict(entry.details)),
    )


def chained(previous: bytes, leaf: bytes) -> bytes:
    """Return the chain value after a leaf: SHA-256(0x02 ‖ previous ‖ leaf); 0 and 1 are RFC 9162's."""
    return sha256(b"\x02" + previous + leaf).digest()


def _dump(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False)


def _json(value: Any) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise BadInput(f"journal details must be plain JSON: {error}", code="bad_details") from error
    if len(text) > MAX_DETAILS:
        raise BadInput(f"journal details: {MAX_DETAILS} characters at most", code="bad_details")
    return _UNWRITABLE.sub("\ufffd", text)


def _clean(text: str) -> str:
    """Make any text writable: an act with an odd reason is still journalled, never lost to an encoding."""
    return _UNWRITABLE.sub("\ufffd", text[:MAX_TEXT])


def _clean_or_none(text: str | None) -> str | None:
    return None if text is None else _clean(text)
