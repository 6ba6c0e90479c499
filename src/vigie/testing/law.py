"""The rooms people, law and audit behind the real guard: the application that API tests attack."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from fastapi import FastAPI

from vigie.audit.checkpoint import SigningKey
from vigie.audit.reading import JournalReading
from vigie.audit.routes import audit_router
from vigie.law.analytics import AnalyticsBases
from vigie.law.routes import law_router
from vigie.law.service import Authorisations
from vigie.people import store
from vigie.people.confirmations import Confirmations
from vigie.people.papers import PaperService
from vigie.people.passkeys import Passkeys
from vigie.people.proof import ProofService
from vigie.people.rota import RotaService
from vigie.people.routes import COOKIE, people_router
from vigie.people.routes_admin import admin_router
from vigie.people.routes_duty import duty_router
from vigie.people.routes_factors import factors_router
from vigie.testing.people import PeopleRig
from vigie.web.app import create_app


def api(rig: PeopleRig, folder: Path, *, origin: str = "http://localhost:8480") -> FastAPI:
    """Return the application; `folder` holds its key files."""
    room = (rig.database, rig.gate, rig.journal, rig.clock)

    async def names(ids: Iterable[str]) -> Mapping[str, str]:
        async with rig.database.snapshot() as tx:
            return {each.id: each.name for each in await store.accounts(tx) if each.id in set(ids)}

    key = SigningKey.open_file(folder / "journal.key", "test/journal").verifying_key()
    passkeys = Passkeys(rig.database, rig.journal, rig.clock, rig.sessions, origin)
    return create_app(
        sessions=rig.sessions,
        cookie=COOKIE,
        origins=[origin],
        api=[
            people_router(rig.sessions),
            factors_router(rig.sessions, rig.accounts, rig.second_factor, passkeys),
            admin_router(rig.accounts, PaperService(*room), ProofService(*room, rig.settings), rig.sessions),
            duty_router(RotaService(*room, rig.settings), Confirmations(*room)),
            law_router(Authorisations(*room), AnalyticsBases(*room), rig.clock),
            audit_router(JournalReading(rig.database, rig.journal, rig.gate, names, key)),
        ],
        sockets=[],
    )
