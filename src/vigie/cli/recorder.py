"""`vigie recorder`: the process that receives and records; normally started by `vigie run`."""

from vigie.bootstrap.recorder import run_recorder
from vigie.cli.options import Config
from vigie.nodes.memory import tidy_allocator
from vigie.nodes.process import run_process
from vigie.settings import load


def recorder(*, config: Config = None) -> None:
    """Recevoir et enregistrer les caméras (un processus ; `vigie run` le lance et le surveille)."""
    tidy_allocator()
    settings = load(config)
    run_process("recorder", settings.log_folder, settings.log, lambda stop: run_recorder(settings, stop))
