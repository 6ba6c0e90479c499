"""The `vigie` command. Each room has one file here; they are loaded only when their command is called."""

import sys

from cyclopts import App, Parameter
from rich.console import Console
from rich.markup import escape

from vigie import __version__
from vigie.cli.words import misused, told
from vigie.kernel.errors import VigieError

app = App(
    name="vigie",
    help="Vidéoprotection d'une ville : enregistrer, montrer, détruire, prouver.",
    version=__version__,
    default_parameter=Parameter(negative_iterable=()),
    error_formatter=misused,
)

COMMANDS = (
    ("demo", "demo:demo", "Lancer une ville de démonstration sur cette machine."),
    ("prepare", "prepare:prepare", "Préparer un dossier de données avant la première mise en service."),
    ("run", "centre:run", "Lancer le centre, l'enregistreur et l'analyste, les surveiller et les relancer."),
    ("centre", "centre:centre", "Servir l'interface et l'API (lancé par run)."),
    ("recorder", "recorder:recorder", "Recevoir et enregistrer les caméras (lancé par run)."),
    ("analyst", "analyst:analyst", "Analyser les images sous base légale (lancé par run)."),
    ("cameras", "cameras:app", "Ajouter, lister et interroger les caméras."),
    ("people", "people:app", "Comptes, agréments, habilitations."),
    ("law", "law:app", "Autorisations préfectorales, renouvellements, panneaux."),
    ("settings", "settings:app", "Réglages : vigie.toml et environnement."),
    ("archive", "archive:app", "Enregistrements : vérifier, réparer, prouver."),
    ("simulate", "simulate:app", "Faire tourner une ville de caméras simulées (RTSP et ONVIF)."),
    ("audit", "audit:app", "Journal : chercher, exporter, vérifier."),
    ("bench", "bench:app", "Mesurer, à côté d'un logiciel comparable."),
    ("evaluate", "evaluate:app", "Évaluer la détection sur des scénarios étiquetés."),
    ("models", "models:app", "Modèles de détection : les lister, les ajouter."),
)
for _name, _place, _help in COMMANDS:
    app.command(f"vigie.cli.{_place}", name=_name, help=_help)


def main() -> None:
    """Run the command line; an expected error is one line on standard error and exit status 2."""
    try:
        app()
    except VigieError as error:
        line = f"[bold red]{error.error_code}[/] {escape(told(error))}"
        Console(stderr=True).print(line, highlight=False, soft_wrap=True)
        sys.exit(2)
