"""`vigie models`: the object detectors known and installed; installing and removing one, Internet or not."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn
from rich.table import Table

from vigie.vision.models.catalogue import CATALOGUE, DEFAULT, card
from vigie.vision.models.runtimes import Present, Runtime, choose_runtime
from vigie.vision.models.shelf import Shelf

app = App(name="models", help="Modèles de détection : lister, installer (avec ou sans Internet), retirer.")

Folder = Annotated[Path | None, Parameter(help="Dossier des modèles (sinon $VIGIE_MODELS).")]


@app.command(name="list")
def show(*, folder: Folder = None) -> None:
    """Lister les modèles connus, leur licence, leur origine et s’ils sont installés."""
    shelf = Shelf(folder)
    present = shelf.installed()
    table = Table(title=f"Modèles ({shelf.folder})")
    for heading in ("nom", "installé", "Mo", "licence", "usage", "origine"):
        table.add_column(heading)
    for each in CATALOGUE:
        name = f"{each.name} (défaut)" if each.name == DEFAULT else each.name
        size = f"{each.size_bytes / 1e6:.1f}"
        origin = f"{each.repository}@{each.commit[:10]}"
        state = "oui" if each.name in present else "non"
        table.add_row(name, state, size, each.licence, each.description_fr, origin)
    Console().print(table)
    here = Present.here()
    usable = ", ".join(each.value for each in Runtime if each is not Runtime.AUTO and here.has(each))
    print(f"Calcul possible ici : {usable}. « auto » choisit {choose_runtime(Runtime.AUTO, here).value}.")


@app.command
def remove(
    name: Annotated[str, Parameter(help="Nom du modèle, voir `vigie models list`.")], *, folder: Folder = None
) -> None:
    """Retirer un modèle installé ; l’analyse en cours le garde jusqu’à son prochain démarrage."""
    path = Shelf(folder).remove(card(name))
    print(f"{name} retiré : {path}")


@app.command
def add(
    name: Annotated[str, Parameter(help="Nom du modèle, voir `vigie models list`.")],
    *,
    from_file: Annotated[Path | None, Parameter(help="Fichier déjà téléchargé (hors ligne).")] = None,
    folder: Folder = None,
) -> None:
    """Installer un modèle ; son empreinte SHA-256 est vérifiée avant qu’il ne serve."""
    shelf, wanted = Shelf(folder), card(name)
    if from_file is not None:
        path = shelf.add_file(wanted, from_file)
    else:
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(wanted.name, total=wanted.size_bytes)
            path = shelf.fetch(wanted, lambda done, _whole: bar.update(task, completed=done))
    print(f"{wanted.name} installé : {path}\nSHA-256 {wanted.sha256}\nlicence {wanted.licence}")
