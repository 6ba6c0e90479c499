"""`vigie law`, second part: authority, commissioning notices, communes and agreements of a shared centre."""

from datetime import date
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from vigie.bootstrap.base import Base
from vigie.bootstrap.facts import camera_ids, commune_names
from vigie.cameras.communes import Commune
from vigie.cli.options import HERE, Where, run_base
from vigie.kernel.errors import BadInput
from vigie.kernel.ids import CameraId
from vigie.law.agreements import Agreement, AgreementKind, Agreements
from vigie.law.commissioning import Commissioning, Commissionings
from vigie.law.prefectures import authority_of
from vigie.people.model import LOCAL

console = Console(highlight=False)
KIND_FR = {AgreementKind.MEMBERS: "entre membres", AgreementKind.STATE: "avec l’État"}

Day = Annotated[date, Parameter(help="AAAA-MM-JJ.")]


def authority(department: str | None = None, *, where: Where = HERE) -> None:
    """Nommer l’autorité qui signe les arrêtés du département (R252-1)."""
    code = department or where.settings.people.department
    found = authority_of(code)
    if not found:
        raise BadInput(f"{code} is no department: 01 to 95, 2A, 2B, 971 to 976", code="bad_department")
    console.print(found)


def commission(
    commissioned: Annotated[date, Parameter(help="Premier jour de service, AAAA-MM-JJ.")],
    notified: Annotated[date, Parameter(help="Jour où le préfet en a été informé.")],
    reference: Annotated[str, Parameter(help="Référence de la lettre.")],
    *,
    camera: Annotated[list[str], Parameter(help="Caméra, à répéter.")],
    where: Where = HERE,
) -> None:
    """Inscrire l’information du préfet sur une mise en service (R252-17)."""

    async def record(base: Base) -> list[Commissioning]:
        room = Commissionings(base.database, base.gate, base.journal, base.clock, camera_ids(base))
        draft = Commissioning(
            id="",
            camera_id=CameraId(""),
            commissioned=commissioned,
            notified=notified,
            reference=reference,
        )
        return await room.record(LOCAL, [CameraId(each) for each in camera], draft)

    made = run_base(where, record)
    console.print(f"mise en service inscrite pour {len(made)} caméra(s)")
    if made[0].late:
        console.print("[yellow]le préfet a été informé après la mise en service[/]")


def commissionings(*, where: Where = HERE) -> None:
    """Lister les mises en service et l’information du préfet."""

    async def read(base: Base) -> list[Commissioning]:
        return await Commissionings(
            base.database, base.gate, base.journal, base.clock, camera_ids(base)
        ).all()

    table = Table("caméra", "en service", "préfet informé", "référence")
    for each in run_base(where, read):
        told = f"{each.notified.isoformat()}{' (tard)' if each.late else ''}"
        table.add_row(each.camera_id, each.commissioned.isoformat(), told, each.reference)
    console.print(table)


def commune(
    code: Annotated[str, Parameter(help="Code INSEE.")],
    name: str,
    mayor: Annotated[str, Parameter(help="Maire sous l’autorité de qui ses images sont regardées.")],
    *,
    where: Where = HERE,
) -> None:
    """Inscrire une commune d’un centre mutualisé (L132-14)."""
    made = run_base(
        where, lambda base: base.communes.record(LOCAL, Commune(code=code, name=name, mayor=mayor))
    )
    console.print(f"commune {made.code} {made.name} inscrite")


def communes(*, where: Where = HERE) -> None:
    """Lister les communes qui partagent le centre."""
    table = Table("code", "commune", "maire")
    for each in run_base(where, lambda base: base.communes.all()):
        table.add_row(each.code, each.name, each.mayor)
    console.print(table)


def agreement(
    kind: AgreementKind,
    number: Annotated[str, Parameter(help="Numéro ou référence.")],
    first_day: Day,
    last_day: Day,
    *,
    party: Annotated[list[str], Parameter(help="Signataire, à répéter.")],
    commune: Annotated[list[str], Parameter(help="Code INSEE d’une commune liée, à répéter.")],
    signed: Annotated[date | None, Parameter(help="Jour de signature, sinon le premier jour.")] = None,
    where: Where = HERE,
) -> None:
    """Inscrire une convention : members (EPCI et communes) ou state (avec l’État)."""

    async def record(base: Base) -> Agreement:
        draft = Agreement(
            id="",
            kind=kind,
            number=number,
            parties=tuple(party),
            communes=tuple(commune),
            signed=signed or first_day,
            first_day=first_day,
            last_day=last_day,
        )
        return await _agreements(base).record(LOCAL, draft)

    console.print(f"convention {run_base(where, record).id} inscrite")


def agreements(*, where: Where = HERE) -> None:
    """Lister les conventions, et les communes qui n’en ont pas en vigueur."""

    async def read(base: Base) -> tuple[list[Agreement], list[str]]:
        room, names = _agreements(base), await commune_names(base)()
        held = await room.all()
        missing = [f"{names[each.commune]} : {KIND_FR[each.kind]}" for each in await room.missing(held)]
        return held, missing

    found, missing = run_base(where, read)
    table = Table("id", "nature", "numéro", "du", "au", "communes", "état")
    for each in found:
        state = "terminée" if each.ended is not None else ""
        dates = (each.first_day.isoformat(), each.last_day.isoformat())
        table.add_row(each.id, KIND_FR[each.kind], each.number, *dates, " ".join(each.communes), state)
    console.print(table)
    for line in missing:
        console.print(f"[yellow]aucune convention en vigueur[/] {line}")


COMMANDS = (authority, commission, commissionings, commune, communes, agreement, agreements)


def _agreements(base: Base) -> Agreements:
    return Agreements(base.database, base.gate, base.journal, base.clock, commune_names(base))
