"""The room's parts put together: every route of people, for `bootstrap`."""

from fastapi import APIRouter

from vigie.audit import Journal
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate
from vigie.kernel.store import Database
from vigie.people.access import OwnAccess
from vigie.people.accounts import Accounts
from vigie.people.confirmations import Confirmations
from vigie.people.factors import SecondFactor
from vigie.people.oidc.opening import SignOnParts
from vigie.people.oidc.routes import identities_router, oidc_router
from vigie.people.papers import PaperService
from vigie.people.passkeys import Passkeys
from vigie.people.passwords import Passwords
from vigie.people.places import Places
from vigie.people.proof import ProofService
from vigie.people.recovery import Recovery
from vigie.people.rota import RotaService
from vigie.people.routes import people_router
from vigie.people.routes_account import account_router, recovery_router
from vigie.people.routes_admin import admin_router
from vigie.people.routes_duty import duty_router
from vigie.people.routes_factors import factors_router
from vigie.people.sessions import SessionService
from vigie.people.settings import PeopleSettings


def people_routers(
    database: Database,
    gate: Gate,
    journal: Journal,
    clock: Clock,
    settings: PeopleSettings,
    sessions: SessionService,
    second_factor: SecondFactor,
    passwords: Passwords | None = None,
    places: Places | None = None,
    sign_on: SignOnParts | None = None,
) -> list[APIRouter]:
    """Return sign-in, means of signing in, files, duty; to be mounted below `/api`."""
    accounts = Accounts(database, gate, journal, clock, passwords or Passwords())
    passkeys = None
    if settings.passkey_origin is not None:
        passkeys = Passkeys(database, journal, clock, sessions, settings.passkey_origin)
    papers = PaperService(database, gate, journal, clock, places)
    proofs = ProofService(database, gate, journal, clock, settings)
    return [
        people_router(sessions),
        factors_router(sessions, accounts, second_factor, passkeys),
        oidc_router(sessions, sign_on),
        account_router(OwnAccess(database, clock, settings), settings.passkey_origin, sign_on),
        recovery_router(Recovery(database, gate, journal, clock)),
        identities_router(sign_on),
        admin_router(accounts, papers, proofs, sessions),
        duty_router(
            RotaService(database, gate, journal, clock, settings),
            Confirmations(database, gate, journal, clock, settings),
        ),
    ]
