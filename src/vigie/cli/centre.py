"""`vigie centre` and `vigie run`: the process that serves pages, and all processes under supervision."""

from pathlib import Path

from rich.console import Console

from vigie.bootstrap.centre import run_centre
from vigie.bootstrap.schema import migrate
from vigie.cli.options import Config
from vigie.nodes import instance, logs
from vigie.nodes.child import ChildSpec, vigie_command
from vigie.nodes.process import run_process, run_supervised
from vigie.settings import Settings, load


def centre(*, config: Config = None) -> None:
    """Servir l'interface et l'API (un processus ; `vigie run` le lance et le surveille)."""
    settings = load(config)
    run_process("centre", settings.log_folder, settings.log, lambda stop: run_centre(settings, stop))


def run(*, config: Config = None) -> None:
    """Lancer le centre, l'enregistreur et l'analyste, les surveiller et les relancer jusqu'à Ctrl-C."""
    settings = load(config)
    logs.configure("supervisor", settings.log_folder, settings.log)
    with instance.only_one(settings.data):
        migrate(settings)
        console = Console(stderr=True, highlight=False)
        run_supervised(settings.supervisor, specs(settings, config), lambda _name, line: console.out(line))


def specs(settings: Settings, config: Path | None) -> list[ChildSpec]:
    """Return the processes, in the order they start."""
    chosen = ("--config", str(config)) if config else ()
    analyst = [ChildSpec("analyst", vigie_command("analyst", *chosen))] if settings.analyst.enabled else []
    return [
        ChildSpec("recorder", vigie_command("recorder", *chosen)),
        *analyst,
        ChildSpec("centre", vigie_command("centre", *chosen)),
    ]
