"""`vigie demo`: a whole town on this machine: simulated cameras, recorder, centre, demonstration accounts."""

import asyncio
import os
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console

from vigie import demo_town
from vigie.bootstrap.demo import demo_accounts, prepare_demo
from vigie.cli.demo_screen import DemoScreen
from vigie.demo_town import DemoPlan
from vigie.kernel.errors import BadInput
from vigie.nodes import instance, logs
from vigie.nodes.child import ChildSpec, vigie_command
from vigie.nodes.process import run_supervised
from vigie.nodes.supervisor import Supervisor

MOST_CAMERAS = 1000


def demo(
    *,
    cameras: Annotated[int, Parameter(help="Nombre de caméras simulées.")] = 104,
    media: Annotated[Path | None, Parameter(help="Dossier de vrais films à montrer.")] = None,
    data: Annotated[Path, Parameter(help="Dossier des données, gardées d'une fois à l'autre.")] = Path(
        "data"
    ),
    port: Annotated[int, Parameter(help="Port de l'interface ; s'il est pris, le suivant libre.")] = 8480,
    browser: Annotated[bool, Parameter(help="Ouvrir le navigateur.")] = True,
) -> None:
    """Lancer la ville de démonstration jusqu'à Ctrl-C."""
    _check(cameras, media)
    console = Console(highlight=False)
    with instance.only_one(data):
        plan = demo_town.plan(cameras=cameras, media=media, data=data, port=port)
        logs.configure("supervisor", plan.settings.log_folder, plan.settings.log, terminal=False)
        screen = DemoScreen(console, plan)
        screen.preparing()
        asyncio.run(prepare_demo(plan.settings, plan.drafts(), synthetic=media is None))
        accounts = demo_accounts()
        screen.starting()

        cameras_first, *others = specs(plan)

        async def beside(supervisor: Supervisor) -> None:
            await screen.cameras_up()
            for spec in others:
                supervisor.start(spec)
            await screen.follow(accounts)
            if browser and has_display():
                await asyncio.to_thread(webbrowser.open, plan.address)

        try:
            run_supervised(plan.settings.supervisor, [cameras_first], screen.line, beside)
        finally:
            screen.stopped()


def specs(plan: DemoPlan) -> Sequence[ChildSpec]:
    """Return the processes, in the order they start."""
    config = ("--config", str(plan.config_file))
    return (
        ChildSpec("simulator", vigie_command(*plan.simulator_arguments()), beats=False),
        ChildSpec("recorder", vigie_command("recorder", *config)),
        ChildSpec("analyst", vigie_command("analyst", *config)),
        ChildSpec("centre", vigie_command("centre", *config)),
    )


def has_display() -> bool:
    """Whether a graphical browser can open; without one, a text browser would take the terminal over."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _check(cameras: int, media: Path | None) -> None:
    if not 1 <= cameras <= MOST_CAMERAS:
        raise BadInput(f"--cameras : de 1 à {MOST_CAMERAS}", code="bad_cameras")
    if media is not None and not media.is_dir():
        raise BadInput(f"--media : {media} n'est pas un dossier", code="bad_media")
