"""`vigie cameras`: a technician's work from the command line."""

import csv
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter
from rich.console import Console
from rich.table import Table

from vigie.bootstrap.base import Base
from vigie.cameras.model import CameraKind, CameraTransport
from vigie.cameras.onvif_client import OnvifProber
from vigie.cameras.probe import Probe, ProbedCamera
from vigie.cameras.service import CameraDraft
from vigie.cli.options import HERE, Where, run_base
from vigie.kernel.errors import BadInput
from vigie.people.model import LOCAL

app = App(name="cameras", help="Ajouter, lister et interroger les caméras.")
console = Console(highlight=False)

User = Annotated[
    str | None, Parameter(name="--user", help="Compte sur la caméra ; le mot de passe est demandé.")
]
COLUMNS = (
    "id",
    "name",
    "site",
    "quarter",
    "kind",
    "ptz",
    "enabled",
    "main_url",
    "sub_url",
    "username",
    "password",
    "transport",
    "verify_tls",
    "onvif_url",
    "commune",
    "latitude_deg",
    "longitude_deg",
)
TRUE = {"1", "oui", "yes", "true", "vrai"}
FALSE = {"0", "non", "no", "false", "faux"}


@app.command(name="list")
def show(*, where: Where = HERE) -> None:
    """Lister les caméras."""
    cameras = run_base(where, lambda base: base.cameras.all())
    table = Table("id", "nom", "quartier", "genre", "active", "flux principal")
    for one in cameras:
        table.add_row(one.id, one.name, one.quarter, one.kind, "oui" if one.enabled else "non", one.main_url)
    console.print(table)


@app.command
def add(
    name: Annotated[str, Parameter(help="Nom montré aux opérateurs.")],
    main_url: Annotated[str, Parameter(help="rtsp://HÔTE/CHEMIN du flux enregistré, sans mot de passe.")],
    *,
    camera_id: Annotated[str | None, Parameter(name="--id", help="Par défaut cam-001, cam-002…")] = None,
    site: Annotated[str, Parameter(help="Lieu, en mots.")] = "—",
    quarter: Annotated[str, Parameter(help="Quartier.")] = "—",
    kind: Annotated[CameraKind, Parameter(help="Ce que la caméra regarde.")] = CameraKind.MAIN_ROAD,
    sub_url: Annotated[str | None, Parameter(help="Flux réduit, pour les petites vignettes.")] = None,
    user: User = None,
    transport: Annotated[CameraTransport, Parameter(help="Transport RTP.")] = CameraTransport.TCP,
    verify_tls: Annotated[bool, Parameter(help="Vérifier le certificat (rtsps).")] = True,
    commune: Annotated[str | None, Parameter(help="Code INSEE, dans un centre mutualisé.")] = None,
    latitude: Annotated[float | None, Parameter(help="Où elle est posée, en degrés (WGS 84).")] = None,
    longitude: Annotated[float | None, Parameter(help="Avec la latitude, ou ni l'une ni l'autre.")] = None,
    where: Where = HERE,
) -> None:
    """Ajouter une caméra ; l'enregistreur la reçoit aussitôt si une autorisation la couvre."""
    draft = CameraDraft(
        id=camera_id,
        name=name,
        site=site,
        quarter=quarter,
        kind=kind,
        main_url=main_url,
        sub_url=sub_url,
        username=user,
        password=_password(user),
        transport=transport,
        verify_tls=verify_tls,
        commune=commune,
        latitude_deg=latitude,
        longitude_deg=longitude,
    )
    added = run_base(where, lambda base: base.cameras.add(LOCAL, draft))
    console.print(
        f"{added.id} ajoutée. Sans autorisation préfectorale, elle n'est ni enregistrée ni montrée."
    )


@app.command
def probe(
    address: Annotated[str, Parameter(help="Adresse de la caméra : HÔTE ou HÔTE:PORT (ONVIF).")],
    *,
    user: User = None,
    where: Where = HERE,
) -> None:
    """Demander à une caméra ONVIF ses profils et leurs adresses RTSP."""
    password = _password(user)

    async def ask(base: Base) -> ProbedCamera:
        asking = Probe(base.database, base.gate, base.journal, OnvifProber())
        return await asking.probe(LOCAL, address, user, password)

    found = run_base(where, ask)
    console.print(f"{found.manufacturer} {found.model}, {'orientable' if found.ptz else 'fixe'}")
    table = Table("profil", "codec", "taille", "images/s", "adresse")
    for one in found.profiles:
        size = f"{one.width_px}×{one.height_px}" if one.width_px else "—"
        table.add_row(one.name, one.codec or "—", size, str(one.fps or "—"), one.url)
    console.print(table)


@app.command(name="import")
def bring(
    file: Annotated[Path, Parameter(help="Fichier CSV (UTF-8, virgules) avec une ligne de titres.")],
    *,
    where: Where = HERE,
) -> None:
    """Ajouter les caméras d'un fichier CSV, toutes ou aucune.

    Titres : name et main_url, et au choix id, site, quarter, kind, ptz, enabled, sub_url, username, password,
    transport, verify_tls, onvif_url, commune, latitude_deg, longitude_deg.
    """
    drafts = read_csv(file)
    added = run_base(where, lambda base: base.cameras.add_all(LOCAL, drafts))
    console.print(f"{len(added)} caméras ajoutées.")


def read_csv(file: Path) -> list[CameraDraft]:
    """Return the cameras of a CSV file.

    Raises:
        BadInput: `bad_csv`; the message names line and column.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            _check_titles(file, reader.fieldnames or [])
            return [_draft(file, reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{file} : illisible ({error})", code="bad_csv") from None


def _check_titles(file: Path, titles: Sequence[str]) -> None:
    unknown = sorted(set(titles) - set(COLUMNS))
    missing = [name for name in ("name", "main_url") if name not in titles]
    if unknown or missing:
        said = [f"titres inconnus {', '.join(unknown)}"] * bool(unknown)
        said += [f"titres manquants {', '.join(missing)}"] * bool(missing)
        raise BadInput(f"{file}, ligne 1 : {' ; '.join(said)}", code="bad_csv")


def _draft(file: Path, line: int, row: dict[str, str]) -> CameraDraft:
    if None in row or None in row.values():
        raise BadInput(f"{file}, ligne {line} : nombre de colonnes différent des titres", code="bad_csv")
    values: dict[str, Any] = {name: text.strip() for name, text in row.items() if text.strip()}
    for name, read in (
        ("ptz", _yes),
        ("enabled", _yes),
        ("verify_tls", _yes),
        ("kind", CameraKind),
        ("transport", CameraTransport),
        ("latitude_deg", float),
        ("longitude_deg", float),
    ):
        if name in values:
            try:
                values[name] = read(str(values[name]).lower())
            except ValueError:
                raise BadInput(f"{file}, ligne {line}, {name} : {values[name]!r}", code="bad_csv") from None
    if not {"name", "main_url"} <= values.keys():
        raise BadInput(f"{file}, ligne {line} : name et main_url sont nécessaires", code="bad_csv")
    return CameraDraft(**values)


def _yes(text: str) -> bool:
    if text not in TRUE | FALSE:
        raise ValueError(text)
    return text in TRUE


def _password(user: str | None) -> str | None:
    """Ask for the password without showing it; never an argument: arguments are seen by everybody."""
    return getpass(f"Mot de passe de {user} sur la caméra : ") if user else None
