"""The `vigie` command. Each room has one file here; they are loaded only when their command is called."""

import sys

from cyclopts import App
from rich.console import Console

from vigie import __version__
from vigie.kernel.errors import VigieError

app = App(
    name="vigie",
    help="Vidéoprotection d'une ville : enregistrer, montrer, détruire, prouver.",
    version=__version__,
)


def main() -> None:
    """Run the command line; an expected error is one line on standard error and exit status 2."""
    try:
        app()
    except VigieError as error:
        Console(stderr=True).print(f"[bold red]{error.error_code}[/] {error}", highlight=False)
        sys.exit(2)
