"""HTTP of the journal, below `/api`: search, CSV, PDF, the verifiable export, checkpoints."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi import Query as Asked
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

import vigie
from vigie.audit.journal import MAX_PAGE
from vigie.audit.model import Query
from vigie.audit.reading import JournalReading
from vigie.audit.tags import declared
from vigie.kernel.ids import COMMUNE_CODE
from vigie.kernel.instants import UtcUs
from vigie.kernel.rights import Verb
from vigie.kernel.routes import SignedIn

PACKAGE = Path(vigie.__file__).parent
Instant = Annotated[int | None, Asked(ge=0, lt=1 << 53, description="UTC microseconds")]
Words = Annotated[str | None, Asked(max_length=200, pattern=r"^[^\x00]*$")]
Before = Annotated[int | None, Asked(ge=0, lt=1 << 53, description="continue: entries older than this place")]


class JournalEntry(BaseModel):
    """One act."""

    seq: int
    at_us: int
    tag: str
    actor: str
    actor_name: str | None
    address: str
    session_id: str | None
    subject: str | None
    reason: str | None
    basis: str | None
    recipients: list[str]
    details: dict[str, Any]


class JournalPage(BaseModel):
    """Some acts, newest first; `next_before_seq` continues, null when everything was looked at."""

    entries: list[JournalEntry]
    next_before_seq: int | None


class CheckpointOut(BaseModel):
    """A signed checkpoint; `note` is what to keep elsewhere."""

    size: int
    at_us: int
    note: str
    stamped: bool


class CheckpointsOut(BaseModel):
    """Signed checkpoints, and the public key that verifies them."""

    public_key: str | None
    checkpoints: list[CheckpointOut]


def asked(
    since_us: Instant = None,
    until_us: Instant = None,
    actor: Words = None,
    tag: Words = None,
    subject: Words = None,
    text: Words = None,
    commune: Annotated[str | None, Asked(pattern=f"^{COMMUNE_CODE}$", description="INSEE code")] = None,
    before_seq: Before = None,
    limit: Annotated[int, Asked(ge=1, le=MAX_PAGE)] = 100,
) -> Query:
    """Return the query of a request."""
    return Query(
        before_seq=before_seq,
        since=None if since_us is None else UtcUs(since_us),
        until=None if until_us is None else UtcUs(until_us),
        actor=actor,
        tag=tag,
        subject=subject,
        text=text,
        commune=commune,
        limit=limit,
    )


AskedQuery = Annotated[Query, Depends(asked)]


def audit_router(reading: JournalReading) -> APIRouter:
    """Return the routes of the journal."""
    router = APIRouter(prefix="/journal", tags=["journal"])

    @router.get("")
    async def search(query: AskedQuery, principal: SignedIn) -> JournalPage:
        page, names = await reading.search(principal, query)
        entries = [
            JournalEntry(
                seq=each.seq,
                at_us=each.at,
                tag=each.tag,
                actor=each.actor,
                actor_name=names.get(each.actor),
                address=each.address,
                session_id=each.session_id,
                subject=each.subject,
                reason=each.reason,
                basis=each.basis,
                recipients=json.loads(each.recipients),
                details=json.loads(each.details),
            )
            for each in page.entries
        ]
        return JournalPage(entries=entries, next_before_seq=page.next_before_seq)

    @router.get("/tags")
    async def tags(principal: SignedIn) -> list[str]:
        if Verb.READ_JOURNAL not in principal.verbs:
            return []
        return sorted(await asyncio.to_thread(declared, PACKAGE))

    @router.get("/export.csv", response_class=Response)
    async def as_csv(query: AskedQuery, principal: SignedIn) -> Response:
        return _file(await reading.csv(principal, query), "text/csv; charset=utf-8", "journal.csv")

    @router.get("/export.pdf", response_class=Response)
    async def as_pdf(query: AskedQuery, principal: SignedIn) -> Response:
        return _file(await reading.pdf(principal, query), "application/pdf", "journal.pdf")

    @router.get("/export.vigie-journal", response_class=StreamingResponse)
    async def as_proof(principal: SignedIn) -> StreamingResponse:
        lines = await reading.proof(principal)
        headers = {"Content-Disposition": 'attachment; filename="journal.vigie-journal"'}
        return StreamingResponse(lines, media_type="application/octet-stream", headers=headers)

    @router.get("/checkpoints")
    async def checkpoints(principal: SignedIn) -> CheckpointsOut:
        found = [
            CheckpointOut(size=each.size, at_us=each.at, note=each.note, stamped=each.stamp is not None)
            for each in await reading.checkpoints(principal)
        ]
        return CheckpointsOut(public_key=reading.key.to_text() if reading.key else None, checkpoints=found)

    return router


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
