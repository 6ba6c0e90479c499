"""`vigie people`: accounts and papers without the web."""

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from getpass import getpass
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from vigie.bootstrap.base import Base
from vigie.cli.options import HERE, Answer, Where, run_base
from vigie.kernel.errors import BadInput, NotFound
from vigie.kernel.ids import AccountId, CameraId
from vigie.kernel.instants import Clock, UtcUs
from vigie.kernel.store import Database
from vigie.law.model import day_of, midnight
from vigie.people import store
from vigie.people.access import GRANT, access_of
from vigie.people.accounts import Accounts
from vigie.people.model import LOCAL, ROLE_FR, Account, Role
from vigie.people.oidc.identities import Identities
from vigie.people.papers import PaperService
from vigie.people.passwords import Passwords
from vigie.people.proof import KIND_FR
from vigie.people.records import AccessGrant, Authority, Qualification, QualificationKind, StateApproval
from vigie.people.rights_page import rights_page

app = App(name="people", help="Comptes, agréments, habilitations.")
console = Console(highlight=False)

PAPER_FR = {
    "prefect": "agrément du préfet",
    "prosecutor": "agrément du procureur",
    "cnaps": "carte professionnelle",
    GRANT: "habilitation du maire",
    **KIND_FR,
}

Username = Annotated[str, Parameter(help="Identifiant.")]
Day = Annotated[date, Parameter(help="AAAA-MM-JJ.")]
Why = Annotated[str, Parameter(help="Motif, inscrit au journal.")]


@dataclass(frozen=True, slots=True)
class _Room:
    database: Database
    clock: Clock
    accounts: Accounts
    papers: PaperService
    identities: Identities


@app.command(name="list")
def show(*, where: Where = HERE) -> None:
    """Lister les comptes, et les pièces sans lesquelles ils ne peuvent pas se connecter."""
    department = where.settings.people.department

    async def read(room: _Room) -> list[tuple[Account, list[str]]]:
        found = []
        for each in await room.accounts.all(LOCAL):
            papers = await room.papers.of(LOCAL, each.id)
            told = access_of(each.role, papers.approvals, papers.grants, room.clock.now(), department)
            found.append((each, [PAPER_FR[need.paper] for need in told.needs if need.until is None]))
        return found

    table = Table("identifiant", "nom", "rôle", "état", "il manque")
    for each, missing in _run(where, read):
        state = "suspendu" if each.suspended else "démonstration" if each.demo else "en vigueur"
        table.add_row(each.username, each.name, ROLE_FR[each.role], state, ", ".join(missing))
    console.print(table)


@app.command
def add(
    username: Username,
    name: Annotated[str, Parameter(help="Prénom et nom.")],
    role: Annotated[Role, Parameter(help="Statut.")],
    *,
    where: Where = HERE,
) -> None:
    """Créer un compte ; le mot de passe est demandé (ou lu sur l’entrée standard)."""
    password = _password()
    _run(where, lambda room: room.accounts.create(LOCAL, username, name, role, password))
    console.print(f"compte {username} créé ({ROLE_FR[role]})")


@app.command
def password(username: Username, *, where: Where = HERE) -> None:
    """Donner un nouveau mot de passe ; les sessions ouvertes se ferment."""
    new = _password()
    _run_for(where, username, lambda room, one: room.accounts.reset_password(LOCAL, one.id, new))


@app.command
def suspend(username: Username, reason: Why, *, where: Where = HERE) -> None:
    """Suspendre un compte ; ses sessions se ferment aussitôt."""
    _run_for(where, username, lambda room, one: room.accounts.suspend(LOCAL, one.id, reason))


@app.command
def resume(username: Username, reason: Why, *, where: Where = HERE) -> None:
    """Lever une suspension."""
    _run_for(where, username, lambda room, one: room.accounts.resume(LOCAL, one.id, reason))


@app.command
def approve(
    username: Username,
    authority: Authority,
    number: Annotated[str, Parameter(help="Numéro de l’agrément ou de la carte professionnelle.")],
    first_day: Day,
    last_day: Day,
    *,
    department: Annotated[
        str | None, Parameter(help="Département où il vaut ; sinon celui des réglages.")
    ] = None,
    where: Where = HERE,
) -> None:
    """Inscrire un agrément de l’État."""

    async def record(room: _Room, one: Account) -> None:
        draft = StateApproval(
            id="",
            account_id=one.id,
            authority=authority,
            number=number,
            department=department or where.settings.people.department,
            starts=midnight(first_day),
            ends=midnight(last_day + timedelta(days=1)),
        )
        await room.papers.record_approval(LOCAL, draft)

    _run_for(where, username, record)


@app.command
def grant(
    username: Username,
    number: Annotated[str, Parameter(help="Numéro de la décision du maire.")],
    granted_by: Annotated[str, Parameter(help="Signataire.")],
    first_day: Day,
    last_day: Day,
    *,
    camera: Annotated[list[str] | None, Parameter(help="Caméra ; sans cette option, toutes.")] = None,
    commune: Annotated[str | None, Parameter(help="Code INSEE, dans un centre mutualisé.")] = None,
    where: Where = HERE,
) -> None:
    """Inscrire l’habilitation nominative donnée par le maire."""

    async def record(room: _Room, one: Account) -> None:
        draft = AccessGrant(
            id="",
            account_id=one.id,
            number=number,
            granted_by=granted_by,
            starts=midnight(first_day),
            ends=midnight(last_day + timedelta(days=1)),
            cameras=None if camera is None else tuple(CameraId(each) for each in camera),
            commune=commune,
        )
        await room.papers.record_grant(LOCAL, draft)

    _run_for(where, username, record)


@app.command
def qualify(
    username: Username, kind: QualificationKind, title: str, signed: Day, *, where: Where = HERE
) -> None:
    """Inscrire un serment, une formation, un engagement de confidentialité."""

    async def record(room: _Room, one: Account) -> None:
        draft = Qualification(id="", account_id=one.id, kind=kind, title=title, signed=midnight(signed))
        await room.papers.record_qualification(LOCAL, draft)

    _run_for(where, username, record)


@app.command
def link(
    username: Username,
    subject: Annotated[str, Parameter(help="Ce que le fournisseur appelle « sub ».")],
    reason: Why,
    *,
    where: Where = HERE,
) -> None:
    """Relier un compte à son identité chez le fournisseur (connexion unique)."""
    if where.settings.oidc.issuer is None:
        raise BadInput("single sign-on is off: set oidc.issuer", code="oidc_off")
    _run_for(where, username, lambda room, one: room.identities.link(LOCAL, one.id, subject, reason))


@app.command
def unlink(username: Username, reason: Why, *, where: Where = HERE) -> None:
    """Retirer l’identité reliée à un compte ; ses sessions se ferment aussitôt."""
    _run_for(where, username, lambda room, one: room.identities.unlink(LOCAL, one.id, reason))


@app.command
def warnings(*, where: Where = HERE) -> None:
    """Lister ce qui expire dans les 90, 30 ou 7 jours, ou a expiré."""

    async def read(room: _Room) -> list[tuple[str, str, str, UtcUs, int]]:
        async with room.database.snapshot() as tx:
            names: dict[AccountId, str] = {each.id: each.name for each in await store.accounts(tx)}
        found = await room.papers.warnings(LOCAL)
        return [(names[each.account_id], each.paper, each.number, each.ends, each.days) for each in found]

    table = Table("nom", "pièce", "numéro", "fin", "alerte")
    for name, paper, number, ends, days in _run(where, read):
        alert = "expiré" if days == 0 else f"moins de {days} jours"
        table.add_row(name, PAPER_FR[paper], number, day_of(UtcUs(ends - 1)).isoformat(), alert)
    console.print(table)


@app.command
def rights() -> None:
    """Écrire la page de référence des droits (Markdown)."""
    print(rights_page(), end="")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass("Mot de passe : ")
    if getpass("Encore une fois : ") != first:
        raise BadInput("the two passwords differ", code="passwords_differ")
    return first


def _run_for(where: Where, username: str, act: Callable[[_Room, Account], Awaitable[object]]) -> None:
    async def found(room: _Room) -> None:
        async with room.database.snapshot() as tx:
            account = await store.account_by_username(tx, username.strip().lower())
        if account is None:
            raise NotFound(f"there is no account {username}", code="account_unknown", named=username)
        await act(room, account)

    _run(where, found)
    console.print("fait ; inscrit au journal")


def _run(where: Where, act: Callable[[_Room], Awaitable[Answer]]) -> Answer:
    return run_base(where, lambda base: act(_room(base)))


def _room(base: Base) -> _Room:
    room = (base.database, base.gate, base.journal, base.clock)
    return _Room(
        base.database,
        base.clock,
        Accounts(*room, Passwords()),
        PaperService(*room, base.places),
        Identities(*room, base.settings.oidc.issuer or ""),
    )
