"""HTTP of people's files, below `/api/people`: accounts, approvals, grants, warnings, proofs, rights."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from vigie.kernel.ids import COMMUNE_CODE, AccountId, CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.rights import Verb
from vigie.kernel.routes import SignedIn
from vigie.people.accounts import Accounts
from vigie.people.model import Account, Role
from vigie.people.papers import Papers, PaperService
from vigie.people.policy import MATRIX, Condition
from vigie.people.proof import ProofService
from vigie.people.records import AccessGrant, Authority, Qualification, QualificationKind, StateApproval
from vigie.people.sessions import SessionService

AccountPath = Annotated[AccountId, Path(max_length=64)]
PaperPath = Annotated[str, Path(max_length=64)]
Instant = Annotated[int, Field(ge=0, lt=1 << 53, description="UTC microseconds")]
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Commune = Annotated[
    str | None,
    Field(pattern=f"^{COMMUNE_CODE}$", description="INSEE code; in a centre shared by communes"),
]
Reason = Annotated[str, Field(min_length=3, max_length=500, pattern=r"^[^\x00]*$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountIn(_In):
    """A new account."""

    username: Annotated[str, Field(min_length=3, max_length=64)]
    name: Text
    role: Role
    password: Annotated[str, Field(min_length=12, max_length=200)]


class RoleIn(_In):
    """Another role."""

    role: Role


class ReasonIn(_In):
    """Why."""

    reason: Reason


class NewPasswordIn(_In):
    """A password set by who administers."""

    password: Annotated[str, Field(min_length=12, max_length=200)]


class ApprovalIn(_In):
    """A State approval."""

    authority: Authority
    number: Annotated[Text, Field(max_length=80)]
    department: Annotated[str, Field(pattern=r"^[0-9][0-9AB][0-9]?$")]
    starts_us: Instant
    ends_us: Instant


class GrantIn(_In):
    """The mayor's access grant; no cameras means all of the town's."""

    number: Annotated[Text, Field(max_length=80)]
    granted_by: Annotated[Text, Field(max_length=120)]
    starts_us: Instant
    ends_us: Instant
    cameras: Annotated[list[CameraId], Field(min_length=1, max_length=5_000)] | None = None
    commune: Commune = None


class QualificationIn(_In):
    """An oath, a training, a signed undertaking."""

    kind: QualificationKind
    title: Text
    signed_us: Instant
    ends_us: Instant | None = None


class AccountOut(BaseModel):
    """An account."""

    id: str
    username: str
    name: str
    role: Role
    demo: bool
    created_us: int
    suspended_us: int | None
    suspended_reason: str | None
    second_factor: bool


class ApprovalOut(ApprovalIn):
    """A State approval as kept."""

    id: str
    suspended_us: int | None
    suspended_reason: str | None


class GrantOut(GrantIn):
    """An access grant as kept."""

    id: str
    revoked_us: int | None
    revoked_reason: str | None


class QualificationOut(QualificationIn):
    """A qualification as kept."""

    id: str


class PapersOut(BaseModel):
    """A person's file."""

    account: AccountOut
    approvals: list[ApprovalOut]
    grants: list[GrantOut]
    qualifications: list[QualificationOut]


class WarningOut(BaseModel):
    """A paper that ends soon: `days` is 90, 30 or 7, and 0 once it has ended."""

    account_id: str
    paper: str
    number: str
    ends_us: int
    days: int


class OpenSessionOut(BaseModel):
    """Who is signed in."""

    account_id: str
    name: str
    role: Role
    address: str
    started_us: int
    seen_us: int
    locked: bool


class RightOut(BaseModel):
    """One cell of the rights matrix."""

    role: Role
    verb: Verb
    conditions: list[Condition]


def admin_router(
    accounts: Accounts, papers: PaperService, proofs: ProofService, sessions: SessionService
) -> APIRouter:
    """Return the routes of people's files."""
    router = APIRouter(prefix="/people", tags=["people"])
    _account_routes(router, accounts, sessions)
    _paper_routes(router, papers)
    _proof_routes(router, proofs)

    @router.get("/{account_id}")
    async def file_of(account_id: AccountPath, principal: SignedIn) -> PapersOut:
        return _papers(await papers.of(principal, account_id))

    return router


def _account_routes(router: APIRouter, accounts: Accounts, sessions: SessionService) -> None:
    @router.get("")
    async def everybody(principal: SignedIn) -> list[AccountOut]:
        return [_account(each) for each in await accounts.all(principal)]

    @router.post("", status_code=201)
    async def create(body: AccountIn, principal: SignedIn) -> AccountOut:
        return _account(await accounts.create(principal, body.username, body.name, body.role, body.password))

    @router.get("/sessions")
    async def signed_in(principal: SignedIn) -> list[OpenSessionOut]:
        await accounts.all(principal)
        return [
            OpenSessionOut(
                account_id=account.id,
                name=account.name,
                role=account.role,
                address=session.address,
                started_us=session.started,
                seen_us=session.seen,
                locked=session.locked is not None,
            )
            for session, account in await sessions.open_sessions()
        ]

    @router.get("/rights")
    async def rights(_principal: SignedIn) -> list[RightOut]:
        return [
            RightOut(role=role, verb=verb, conditions=sorted(conditions))
            for role, verbs in MATRIX.items()
            for verb, conditions in verbs.items()
        ]

    @router.patch("/{account_id}")
    async def change_role(account_id: AccountPath, body: RoleIn, principal: SignedIn) -> AccountOut:
        return _account(await accounts.change_role(principal, account_id, body.role))

    @router.post("/{account_id}/suspend", status_code=204)
    async def suspend(account_id: AccountPath, body: ReasonIn, principal: SignedIn) -> None:
        await accounts.suspend(principal, account_id, body.reason)

    @router.post("/{account_id}/resume", status_code=204)
    async def resume(account_id: AccountPath, body: ReasonIn, principal: SignedIn) -> None:
        await accounts.resume(principal, account_id, body.reason)

    @router.post("/{account_id}/password", status_code=204)
    async def reset_password(account_id: AccountPath, body: NewPasswordIn, principal: SignedIn) -> None:
        await accounts.reset_password(principal, account_id, body.password)


def _paper_routes(router: APIRouter, papers: PaperService) -> None:
    @router.get("/warnings")
    async def warnings(principal: SignedIn) -> list[WarningOut]:
        return [
            WarningOut(
                account_id=each.account_id,
                paper=each.paper,
                number=each.number,
                ends_us=each.ends,
                days=each.days,
            )
            for each in await papers.warnings(principal)
        ]

    @router.post("/{account_id}/approvals", status_code=201)
    async def record_approval(account_id: AccountPath, body: ApprovalIn, principal: SignedIn) -> ApprovalOut:
        draft = StateApproval(
            id="",
            account_id=account_id,
            authority=body.authority,
            number=body.number,
            department=body.department,
            starts=UtcUs(body.starts_us),
            ends=UtcUs(body.ends_us),
        )
        return _approval(await papers.record_approval(principal, draft))

    @router.post("/approvals/{approval_id}/suspend", status_code=204)
    async def suspend_approval(approval_id: PaperPath, body: ReasonIn, principal: SignedIn) -> None:
        await papers.suspend_approval(principal, approval_id, body.reason)

    @router.post("/approvals/{approval_id}/resume", status_code=204)
    async def resume_approval(approval_id: PaperPath, body: ReasonIn, principal: SignedIn) -> None:
        await papers.resume_approval(principal, approval_id, body.reason)

    @router.post("/{account_id}/grants", status_code=201)
    async def record_grant(account_id: AccountPath, body: GrantIn, principal: SignedIn) -> GrantOut:
        draft = AccessGrant(
            id="",
            account_id=account_id,
            number=body.number,
            granted_by=body.granted_by,
            starts=UtcUs(body.starts_us),
            ends=UtcUs(body.ends_us),
            cameras=None if body.cameras is None else tuple(body.cameras),
            commune=body.commune,
        )
        return _grant(await papers.record_grant(principal, draft))

    @router.post("/grants/{grant_id}/revoke", status_code=204)
    async def revoke_grant(grant_id: PaperPath, body: ReasonIn, principal: SignedIn) -> None:
        await papers.revoke_grant(principal, grant_id, body.reason)

    @router.post("/{account_id}/qualifications", status_code=201)
    async def record_qualification(
        account_id: AccountPath, body: QualificationIn, principal: SignedIn
    ) -> QualificationOut:
        draft = Qualification(
            id="",
            account_id=account_id,
            kind=body.kind,
            title=body.title,
            signed=UtcUs(body.signed_us),
            ends=None if body.ends_us is None else UtcUs(body.ends_us),
        )
        return _qualification(await papers.record_qualification(principal, draft))


def _proof_routes(router: APIRouter, proofs: ProofService) -> None:
    @router.get("/{account_id}/proof.pdf", response_class=Response)
    async def proof_of_person(account_id: AccountPath, principal: SignedIn) -> Response:
        return Response(await proofs.of_person(principal, account_id), media_type="application/pdf")

    @router.get("/consultations/{consultation_id}/proof.pdf", response_class=Response)
    async def proof_of_consultation(consultation_id: PaperPath, principal: SignedIn) -> Response:
        made = await proofs.of_consultation(principal, consultation_id)
        return Response(made, media_type="application/pdf")


def _account(account: Account) -> AccountOut:
    return AccountOut(
        id=account.id,
        username=account.username,
        name=account.name,
        role=account.role,
        demo=account.demo,
        created_us=account.created,
        suspended_us=account.suspended,
        suspended_reason=account.suspended_reason,
        second_factor=account.totp,
    )


def _approval(each: StateApproval) -> ApprovalOut:
    return ApprovalOut(
        id=each.id,
        authority=each.authority,
        number=each.number,
        department=each.department,
        starts_us=each.starts,
        ends_us=each.ends,
        suspended_us=each.suspended,
        suspended_reason=each.suspended_reason,
    )


def _grant(each: AccessGrant) -> GrantOut:
    return GrantOut(
        id=each.id,
        number=each.number,
        granted_by=each.granted_by,
        starts_us=each.starts,
        ends_us=each.ends,
        cameras=None if each.cameras is None else list(each.cameras),
        commune=each.commune,
        revoked_us=each.revoked,
        revoked_reason=each.revoked_reason,
    )


def _qualification(each: Qualification) -> QualificationOut:
    return QualificationOut(
        id=each.id, kind=each.kind, title=each.title, signed_us=each.signed, ends_us=each.ends
    )


def _papers(found: Papers) -> PapersOut:
    return PapersOut(
        account=_account(found.account),
        approvals=[_approval(each) for each in found.approvals],
        grants=[_grant(each) for each in found.grants],
        qualifications=[_qualification(each) for each in found.qualifications],
    )
