"""Visits of those who control the town's cameras (REQ-27): who came, when, and what runs here.

A visit is never refused, whatever the hour: hindering the departmental commission is an offence (CSI L254-1).
Outside the hours of CSI L253-3 (6 to 21 o'clock) that is only written down. Visits have no table of their
own: they are entries of the journal, which nobody can change.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from vigie.audit import Entry, Recorded
from vigie.kernel.errors import BadInput
from vigie.kernel.instants import UtcUs, to_datetime
from vigie.kernel.rights import Principal
from vigie.law import tags
from vigie.law.model import PARIS

HOURS = (time(6), time(21))
MAX_MEMBERS = 20


class Authority(StrEnum):
    """Who controls (CSI L253-2, L253-3, R253-3 III 5°)."""

    COMMISSION = "commission"
    CNIL = "cnil"
    INSPECTION = "inspection"


AUTHORITY_FR = {
    Authority.COMMISSION: "commission départementale de vidéoprotection",
    Authority.CNIL: "Commission nationale de l’informatique et des libertés",
    Authority.INSPECTION: "corps d’inspection de l’État",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit.

    Attributes:
        members: names of those who came.
        outside_hours: whether it began before 6 or after 21 o'clock, in Paris.
        account_id: whose session opened it.
        note: what was said when it was closed.
    """

    id: str
    authority: Authority
    members: tuple[str, ...]
    reason: str
    began: UtcUs
    outside_hours: bool
    account_id: str
    ended: UtcUs | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """Something that runs here.

    Attributes:
        kind: product, system, model or library.
        digest: SHA-256 in hexadecimal of what runs; None where packages keep digests of their own.
        purpose: what it is for, in French; "" when its name says it.
    """

    kind: str
    name: str
    version: str
    licence: str
    digest: str | None = None
    purpose: str = ""


def new_visit(
    principal: Principal, visit_id: str, authority: Authority, members: Sequence[str], reason: str, now: UtcUs
) -> Visit:
    """Return a visit that begins now.

    Raises:
        BadInput: nobody is named, or too many are.
    """
    named = tuple(each.strip() for each in members if each.strip())
    if not 1 <= len(named) <= MAX_MEMBERS:
        raise BadInput(f"members: 1 to {MAX_MEMBERS} names", code="members_needed", field="members")
    local = to_datetime(now).astimezone(PARIS).time()
    outside = authority is Authority.COMMISSION and not HOURS[0] <= local < HOURS[1]
    return Visit(visit_id, authority, named, reason.strip(), now, outside, principal.account_id)


def beginning(principal: Principal, visit: Visit) -> Entry:
    """Return the journal's entry of a visit that begins."""
    details = {
        "authority": visit.authority.value,
        "members": list(visit.members),
        "outside_hours": visit.outside_hours,
    }
    return Entry.by(principal, tags.VISIT_BEGAN, visit.id, reason=visit.reason or None, details=details)


def visits_of(begun: Iterable[Recorded], ended: Iterable[Recorded]) -> list[Visit]:
    """Return the visits that entries tell of, newest first."""
    ends = {each.subject: each for each in ended}
    found = []
    for each in begun:
        details, end = json.loads(each.details), ends.get(each.subject)
        found.append(
            Visit(
                id=each.subject or "",
                authority=Authority(details["authority"]),
                members=tuple(details["members"]),
                reason=each.reason or "",
                began=each.at,
                outside_hours=details["outside_hours"],
                account_id=each.actor,
                ended=None if end is None else end.at,
                note=None if end is None else end.reason,
            )
        )
    return sorted(found, key=lambda visit: visit.began, reverse=True)
