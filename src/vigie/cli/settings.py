"""`vigie settings`: what is in force, and the reference page."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from vigie.settings import load
from vigie.settings_page import page

app = App(name="settings", help="Réglages : vigie.toml et environnement.")

Config = Annotated[Path | None, Parameter(name="--config", help="Fichier de réglages (vigie.toml).")]


@app.command
def show(*, config: Config = None) -> None:
    """Montrer les réglages en vigueur (JSON), après vérification."""
    print(load(config).model_dump_json(indent=2))


@app.command
def reference() -> None:
    """Écrire la page de référence des réglages (Markdown)."""
    print(page(), end="")
