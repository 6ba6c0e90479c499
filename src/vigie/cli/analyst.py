"""`vigie analyst`: the process that analyses pictures."""

from vigie.bootstrap.analyst import run_analyst
from vigie.cli.options import Config
from vigie.nodes.memory import tidy_allocator
from vigie.nodes.process import run_process
from vigie.settings import load


def analyst(*, config: Config = None) -> None:
    """Analyser les images sous base légale (un processus ; `vigie run` le lance et le surveille)."""
    settings = load(config)
    tidy_allocator()
    run_process("analyst", settings.log_folder, settings.log, lambda stop: run_analyst(settings, stop))
