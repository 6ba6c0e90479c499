"""`vigie law`: authorisations, renewals and notice signs without the web."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from vigie.bootstrap.base import Base
from vigie.cli import law_town
from vigie.cli.options import HERE, Where, run_base
from vigie.kernel.errors import BadInput, NotFound
from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.law.model import PURPOSE_FR, Authorisation, FeedSharing, Purpose
from vigie.law.notices import Notice, notice_pdf
from vigie.law.renewals import renewals as to_renew
from vigie.law.service import Authorisations
from vigie.people.model import LOCAL

app = App(name="law", help="Autorisations préfectorales, renouvellements, panneaux.")
console = Console(highlight=False)
for _command in law_town.COMMANDS:
    app.command(_command)

STATE_FR = {
    None: "en vigueur",
    "authorisation_revoked": "abrogée",
    "authorisation_not_started": "à venir",
    "authorisation_expired": "expirée",
}
STEP_FR = {
    "prepare": "préparer le dossier",
    "file_now": "déposer maintenant",
    "late": "EN RETARD : moins de quatre mois",
    "expired": "EXPIRÉE",
}

Wanted = Annotated[str, Parameter(help="Numéro de l’arrêté, ou identifiant de `vigie law list`.")]


@app.command(name="list")
def show(*, where: Where = HERE) -> None:
    """Lister les autorisations (REQ-9)."""

    async def read(base: Base) -> list[tuple[Authorisation, str | None]]:
        return [(each, each.fault(base.clock.now())) for each in await base.authorisations.all()]

    table = Table("id", "numéro", "préfecture", "du", "au", "jours", "caméras", "état")
    for each, fault in run_base(where, read):
        days = str(each.retention_days)
        dates = (each.first_day.isoformat(), each.last_day.isoformat())
        cells = (each.id, each.number, each.prefecture, *dates, days, str(len(each.cameras)))
        table.add_row(*cells, STATE_FR[fault])
    console.print(table)


@app.command
def authorise(
    number: Annotated[str, Parameter(help="Numéro de l’arrêté.")],
    prefecture: Annotated[str, Parameter(help="Autorité, telle que `vigie law authority` la nomme.")],
    first_day: Annotated[date, Parameter(help="Premier jour, AAAA-MM-JJ.")],
    last_day: Annotated[date, Parameter(help="Dernier jour, AAAA-MM-JJ.")],
    *,
    retention_days: Annotated[int, Parameter(help="Jours de conservation, 31 au plus.")],
    purpose: Annotated[list[int], Parameter(help="Numéro de finalité (CSI L251-2), 1 à 11, à répéter.")],
    camera: Annotated[list[str] | None, Parameter(help="Caméra, à répéter.")] = None,
    cameras_file: Annotated[
        Path | None,
        Parameter(help="Fichier CSV : colonne `id`, ou la première s’il n’a pas de titres."),
    ] = None,
    all_cameras: Annotated[bool, Parameter(help="Toutes les caméras inscrites.", negative=())] = False,
    signed: Annotated[date | None, Parameter(help="Jour de signature, sinon le premier jour.")] = None,
    provisional: Annotated[
        bool, Parameter(help="Autorisation provisoire (4 mois au plus).", negative=())
    ] = False,
    minimum_days: Annotated[int | None, Parameter(help="Durée minimale, si l’arrêté en fixe une.")] = None,
    person: Annotated[list[str] | None, Parameter(help="Personne habilitée par l’arrêté, à répéter.")] = None,
    prescriptions: Annotated[str, Parameter(help="Prescriptions de l’arrêté.")] = "",
    share_with: Annotated[
        list[str] | None, Parameter(help="Service destinataire d’un déport (L252-3), à répéter.")
    ] = None,
    share_days: Annotated[
        int, Parameter(help="Jours pendant lesquels il garde les images, 31 au plus.")
    ] = 30,
    where: Where = HERE,
) -> None:
    """Inscrire un arrêté ; ses caméras enregistrent dès qu’il est en vigueur."""

    async def record(base: Base) -> Authorisation:
        known = [each.id for each in await base.cameras.all()]
        named = known if all_cameras else [*(camera or ()), *_read_cameras(cameras_file)]
        _check_known(named, known)
        draft = Authorisation(
            id=AuthorisationId(""),
            number=number,
            prefecture=prefecture,
            signed=signed or first_day,
            first_day=first_day,
            last_day=last_day,
            retention_days=retention_days,
            purposes=tuple(_purpose(number) for number in purpose),
            cameras=tuple(CameraId(each) for each in named),
            provisional=provisional,
            minimum_days=minimum_days,
            persons=tuple(person or ()),
            prescriptions=prescriptions,
            sharing=FeedSharing(services=tuple(share_with), days=share_days) if share_with else None,
        )
        return await base.authorisations.record(LOCAL, draft)

    made = run_base(where, record)
    console.print(f"autorisation {made.id} inscrite pour {len(made.cameras)} caméras")


@app.command
def revoke(order: Wanted, reason: str, *, where: Where = HERE) -> None:
    """Mettre fin à une autorisation ; ses caméras s’arrêtent aussitôt."""

    async def end(base: Base) -> None:
        law = base.authorisations
        await law.revoke(LOCAL, (await _order(law, order)).id, reason)

    run_base(where, end)
    console.print("fait ; inscrit au journal")


@app.command
def renewals(*, where: Where = HERE) -> None:
    """Lister ce qui est à renouveler, huit mois avant la fin."""

    async def read(base: Base) -> list[tuple[str, str, str, str]]:
        found = to_renew(await base.authorisations.all(), base.clock.now())
        return [
            (
                each.authorisation.number,
                each.authorisation.last_day.isoformat(),
                each.file_before.isoformat(),
                STEP_FR[each.step],
            )
            for each in found
        ]

    table = Table("numéro", "fin", "déposer avant", "à faire")
    for row in run_base(where, read):
        table.add_row(*row)
    console.print(table)


@app.command
def notice(
    order: Wanted,
    out: Annotated[Path, Parameter(help="Fichier PDF à écrire.")],
    *,
    controller: Annotated[
        str | None, Parameter(help="Responsable : Ville de… ; sinon celui des réglages, comme ce qui suit.")
    ] = None,
    contact: Annotated[str | None, Parameter(help="Où exercer ses droits.")] = None,
    dpo: Annotated[str | None, Parameter(help="Délégué à la protection des données.")] = None,
    where: Where = HERE,
) -> None:
    """Écrire le panneau d’information du public (PDF)."""

    async def make(base: Base) -> bytes:
        found, town = await _order(base.authorisations, order), base.settings.town
        sign = Notice(
            controller=controller or town.controller,
            contact=contact or town.contact,
            dpo=dpo or town.dpo,
            number=found.number,
            retention_days=found.retention_days,
            purposes=found.purposes,
        )
        return await notice_pdf(sign)

    out.write_bytes(run_base(where, make))
    console.print(f"panneau écrit dans {out}")


@app.command
def purposes() -> None:
    """Lister les finalités permises (liste fermée, CSI L251-2)."""
    for each in Purpose:
        console.print(f"{each.value}° {PURPOSE_FR[each]}")


def _purpose(number: int) -> Purpose:
    try:
        return Purpose(str(number))
    except ValueError:
        raise BadInput(f"purpose {number}: 1 to 11, see `vigie law purposes`", code="bad_purpose") from None


def _read_cameras(file: Path | None) -> list[str]:
    """Return the cameras that a file names: its column `id`, or its first column where it has no titles."""
    if file is None:
        return []
    try:
        text = file.read_text(encoding="utf-8-sig")
        semicolons = text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",")
        rows = [row for row in csv.reader(text.splitlines(), delimiter=";" if semicolons else ",") if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{file}: {error}", code="no_file", named=str(file)) from None
    titles = [cell.strip() for cell in rows[0]] if rows else []
    if "name" in titles and "id" not in titles:
        raise BadInput(
            f"{file} has no column id: add it, or use --all-cameras", code="no_camera_ids", named=str(file)
        )
    column, first = (titles.index("id"), 1) if "id" in titles else (0, 0)
    return [row[column].strip() for row in rows[first:] if len(row) > column and row[column].strip()]


def _check_known(named: Iterable[str], known: Iterable[str]) -> None:
    """Refuse cameras that are not there: an order for a misspelt camera would cover nothing."""
    unknown = sorted(set(named) - set(known))
    if unknown:
        told = ", ".join(unknown[:5])
        raise BadInput(f"no such camera: {told}", code="camera_unknown", named=told)


async def _order(law: Authorisations, wanted: str) -> Authorisation:
    """Return the order of an id, of its beginning, or of a number.

    Raises:
        NotFound: there is none, or more than one.
    """
    found = [each for each in await law.all() if each.id.startswith(wanted) or each.number == wanted]
    alive = [each for each in found if each.revoked is None]
    if len(alive or found) != 1:
        raise NotFound(
            f"{wanted} names {len(found)} authorisations", code="authorisation_unknown", named=wanted
        )
    return (alive or found)[0]
