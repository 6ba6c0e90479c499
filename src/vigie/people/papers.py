"""What is done to people's files: approvals, grants, oaths, trainings, undertakings. Authorise, act, journal.

A suspended approval and a revoked grant end the person's sessions in the same transaction (R3).
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound, required
from vigie.kernel.ids import AccountId, new_id
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.people import records_store, store
from vigie.people.accounts import find_account
from vigie.people.endings import end_sessions
from vigie.people.model import Account
from vigie.people.places import OneTown, Places
from vigie.people.records import (
    AccessGrant,
    Qualification,
    StateApproval,
    Warned,
    check_period,
    warned_days,
)

APPROVAL_RECORDED = Tag("people:approval:recorded")
APPROVAL_SUSPENDED = Tag("people:approval:suspended")
APPROVAL_RESUMED = Tag("people:approval:resumed")
GRANT_RECORDED = Tag("people:grant:recorded")
GRANT_REVOKED = Tag("people:grant:revoked")
QUALIFICATION_RECORDED = Tag("people:qualification:recorded")


@dataclass(frozen=True, slots=True)
class Papers:
    """A person's file."""

    account: Account
    approvals: list[StateApproval]
    grants: list[AccessGrant]
    qualifications: list[Qualification]


class PaperService:
    """Files of people; only who administers writes in them, and nobody in their own."""

    def __init__(
        self, database: Database, gate: Gate, journal: Journal, clock: Clock, places: Places | None = None
    ) -> None:
        self._places = places or OneTown()
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock

    async def of(self, principal: Principal, account_id: AccountId) -> Papers:
        """Return somebody's file; one's own is always open.

        Raises:
            NotFound: there is no such account.
            Refused: it is another's, and the principal may not supervise.
        """
        if principal.account_id != account_id:
            await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.snapshot() as tx:
            return await papers_of(tx, account_id)

    async def record_approval(self, principal: Principal, draft: StateApproval) -> StateApproval:
        """Write down a State approval; its id is given here.

        Raises:
            BadInput: a field cannot be used.
            NotFound: there is no such account.
            Refused: the principal may not administer.
        """
        await self._may_write(principal, draft.account_id)
        check_period(draft.starts, draft.ends)
        new = replace(draft, id=new_id(), number=required(draft.number, "number"), suspended=None)
        details = {
            "authority": new.authority.value,
            "number": new.number,
            "department": new.department,
            "starts_us": new.starts,
            "ends_us": new.ends,
        }
        await self._insert(
            principal,
            APPROVAL_RECORDED,
            new.account_id,
            details,
            lambda tx: records_store.insert_approval(tx, new),
        )
        return new

    async def suspend_approval(self, principal: Principal, approval_id: str, reason: str) -> None:
        """Suspend an approval: its holder's sessions end now."""
        await self._set_suspension(principal, approval_id, required(reason, "reason"), APPROVAL_SUSPENDED)

    async def resume_approval(self, principal: Principal, approval_id: str, reason: str) -> None:
        """Lift the suspension of an approval."""
        await self._set_suspension(principal, approval_id, required(reason, "reason"), APPROVAL_RESUMED)

    async def record_grant(self, principal: Principal, draft: AccessGrant) -> AccessGrant:
        """Write down the mayor's access grant; its id is given here."""
        await self._may_write(principal, draft.account_id)
        check_period(draft.starts, draft.ends)
        if draft.cameras is not None and not draft.cameras:
            raise BadInput(
                "cameras: at least one, or none at all for every camera", code="bad_grant", field="cameras"
            )
        await self._check_commune(draft.commune)
        number, by = required(draft.number, "number"), required(draft.granted_by, "granted_by")
        new = replace(draft, id=new_id(), number=number, granted_by=by, revoked=None)
        details = {
            "number": new.number,
            "granted_by": new.granted_by,
            "starts_us": new.starts,
            "ends_us": new.ends,
            "cameras": None if new.cameras is None else list(new.cameras),
        }
        if new.commune is not None:
            details["communes"] = [new.commune]
        await self._insert(
            principal, GRANT_RECORDED, new.account_id, details, lambda tx: records_store.insert_grant(tx, new)
        )
        return new

    async def revoke_grant(self, principal: Principal, grant_id: str, reason: str) -> None:
        """Revoke a grant: its holder's sessions end now.

        Raises:
            NotFound: there is no such grant in force.
        """
        why = required(reason, "reason")
        async with self._database.snapshot() as tx:
            grant = next((each for each in await records_store.grants(tx) if each.id == grant_id), None)
        if grant is None or grant.revoked is not None:
            raise NotFound("there is no such grant in force", code="grant_unknown")
        await self._may_write(principal, grant.account_id)
        now = self._clock.now()
        async with self._database.transaction() as tx:
            await records_store.revoke_grant(tx, grant_id, now, why)
            details = {"number": grant.number}
            entry = Entry.by(principal, GRANT_REVOKED, grant.account_id, reason=why, details=details)
            await self._journal.record(tx, entry)
            await end_sessions(tx, self._journal, grant.account_id, now, "grant_revoked")

    async def record_qualification(self, principal: Principal, draft: Qualification) -> Qualification:
        """Write down an oath, a training or a signed undertaking."""
        await self._may_write(principal, draft.account_id)
        if draft.ends is not None:
            check_period(draft.signed, draft.ends)
        new = replace(draft, id=new_id(), title=required(draft.title, "title"))
        details = {"kind": new.kind.value, "title": new.title, "signed_us": new.signed, "ends_us": new.ends}
        await self._insert(
            principal,
            QUALIFICATION_RECORDED,
            new.account_id,
            details,
            lambda tx: records_store.insert_qualification(tx, new),
        )
        return new

    async def warnings(self, principal: Principal) -> list[Warned]:
        """Return the papers that end within 90 days or have ended, the most urgent first."""
        await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.snapshot() as tx:
            return await warnings_at(tx, self._clock.now())

    async def _set_suspension(self, principal: Principal, approval_id: str, reason: str, tag: Tag) -> None:
        async with self._database.snapshot() as tx:
            approval = await _find_approval(tx, approval_id)
        await self._may_write(principal, approval.account_id)
        now = self._clock.now()
        suspending = tag is APPROVAL_SUSPENDED
        async with self._database.transaction() as tx:
            approval = await _find_approval(tx, approval_id)
            if suspending == (approval.suspended is not None):
                told = "suspended already" if suspending else "not suspended"
                code = "already_suspended" if suspending else "not_suspended"
                raise Conflict(f"this approval is {told}", code=code)
            since, why = (now, reason) if suspending else (None, None)
            await records_store.suspend_approval(tx, approval_id, since, why)
            details = {"number": approval.number, "authority": approval.authority.value}
            entry = Entry.by(principal, tag, approval.account_id, reason=reason, details=details)
            await self._journal.record(tx, entry)
            if suspending:
                await end_sessions(tx, self._journal, approval.account_id, now, "approval_not_in_force")

    async def _check_commune(self, commune: str | None) -> None:
        if commune is None:
            return
        async with self._database.snapshot() as tx:
            known = await self._places.names(tx)
        if commune not in known:
            raise BadInput(
                f"there is no commune {commune} here: record it first",
                code="commune_unknown",
                field="commune",
            )

    async def _may_write(self, principal: Principal, account_id: AccountId) -> None:
        await self._gate.authorise(principal, Verb.ADMINISTER)
        if principal.account_id == account_id:
            raise BadInput("nobody changes their own rights: ask a colleague", code="own_account")

    async def _insert(
        self,
        principal: Principal,
        tag: Tag,
        account_id: AccountId,
        details: Mapping[str, object],
        write: Callable[[Transaction], Awaitable[None]],
    ) -> None:
        async with self._database.transaction() as tx:
            await find_account(tx, account_id)
            await write(tx)
            await self._journal.record(tx, Entry.by(principal, tag, account_id, details=details))


async def papers_of(tx: Transaction, account_id: AccountId) -> Papers:
    """Return somebody's file.

    Raises:
        NotFound: there is no such account.
    """
    return Papers(
        await find_account(tx, account_id),
        await records_store.approvals(tx, account_id),
        await records_store.grants(tx, account_id),
        await records_store.qualifications(tx, account_id),
    )


_Kind = tuple[AccountId, str, str | None]
"""Whose paper, which, and of which commune's mayor: one mayor's grant does not stand for another's."""


async def _find_approval(tx: Transaction, approval_id: str) -> StateApproval:
    found = next((each for each in await records_store.approvals(tx) if each.id == approval_id), None)
    if found is None:
        raise NotFound("there is no such approval", code="approval_unknown")
    return found


async def warnings_at(tx: Transaction, now: UtcUs) -> list[Warned]:
    """Return what ends soon for accounts in force; of papers of one kind, the last to end counts."""
    people = {each.id: each for each in await store.accounts(tx) if each.suspended is None}
    papers: dict[_Kind, tuple[UtcUs, str]] = {}
    ends: list[tuple[_Kind, str, UtcUs]] = [
        ((each.account_id, each.authority.value, None), each.number, each.ends)
        for each in await records_store.approvals(tx)
    ]
    ends += [
        ((each.account_id, "grant", each.commune), each.number, each.ends)
        for each in await records_store.grants(tx)
        if each.revoked is None
    ]
    ends += [
        ((each.account_id, each.kind.value, None), each.title, each.ends)
        for each in await records_store.qualifications(tx)
        if each.ends is not None
    ]
    for kind, number, end in ends:
        latest = papers.get(kind)
        if kind[0] in people and (latest is None or end > latest[0]):
            papers[kind] = (end, number)
    return _soon(papers, now)


def _soon(papers: Mapping[_Kind, tuple[UtcUs, str]], now: UtcUs) -> list[Warned]:
    found = []
    for (account_id, paper, _), (end, number) in papers.items():
        days = warned_days(end, now)
        if days is not None:
            found.append(Warned(account_id=account_id, paper=paper, number=number, ends=end, days=days))
    return sorted(found, key=lambda each: (each.ends, each.account_id, each.paper))
