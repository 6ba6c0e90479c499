"""What the demonstration shows on the terminal: progress until the first pictures, then where to go."""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table

from vigie.cameras.status import CameraState
from vigie.demo_town import DemoPlan
from vigie.kernel.instants import SystemClock
from vigie.nodes.board import Board
from vigie.nodes.link_client import LinkClient
from vigie.people.model import ROLE_FR, Role
from vigie.web.system import DemoAccount

LOOK_S = 0.2
CENTRE_PATIENCE_S = 60.0
CAMERAS_PATIENCE_S = 60.0
SETTLE_S = 60.0
"""The rest of the cameras is waited for so long before the address is shown anyway."""
LAST_LINES = 30
UNREMARKABLE = ("[info", "[debug")


class DemoScreen:
    """The terminal of `vigie demo`."""

    def __init__(self, console: Console, plan: DemoPlan) -> None:
        self._console = console
        self._plan = plan
        self._films = ""
        self._lines: deque[str] = deque(maxlen=LAST_LINES)
        self._up = asyncio.Event()

    def preparing(self) -> None:
        """Say what begins, and where."""
        plan = self._plan
        self._console.print(f"[bold]Vigie[/] : {plan.cameras} caméras, données dans {plan.settings.data}")
        if plan.settings.centre.port != plan.asked_port:
            self._console.print(
                f"[yellow]Le port {plan.asked_port} est pris :[/] j'utilise {plan.settings.centre.port}."
            )

    def starting(self) -> None:
        """Say that processes start."""
        self._console.print("Démarrage des caméras, de l'enregistreur et du centre…")

    def stopped(self) -> None:
        """Say that all has ended."""
        self._console.print("Arrêté ; les données sont gardées.")

    def line(self, process: str, text: str) -> None:
        """Take a line that a process printed: progress of the cameras, or a message worth showing."""
        if process == "simulator" and text.startswith("{"):
            self._take_news(text)
            return
        self._lines.append(f"{process}: {text}")
        if not any(level in text for level in UNREMARKABLE):
            self._console.print(f"[dim]{process}[/] ", end="")
            self._console.out(text)

    async def cameras_up(self) -> None:
        """Wait until the simulated cameras answer: connecting to them earlier only wastes the first tries."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._up.wait(), CAMERAS_PATIENCE_S)

    async def follow(self, accounts: Sequence[DemoAccount]) -> None:
        """Show progress until pictures are recorded and the centre answers, then where to go."""
        board = Board(SystemClock())
        link = asyncio.create_task(LinkClient(self._plan.settings.socket, board).run())
        try:
            with self._progress() as progress:
                task = progress.add_task("caméras enregistrées", total=self._plan.cameras)
                recording = await self._wait(board, progress, task)
        finally:
            link.cancel()
            await asyncio.gather(link, return_exceptions=True)
        self._welcome(recording, accounts)

    async def _wait(self, board: Board, progress: Progress, task: TaskID) -> int:
        """Return how many cameras are recorded, once the centre answers and no more are to be expected."""
        clock = SystemClock()
        begun_s, first_s = clock.monotonic_s(), None
        while True:
            recording = board.count(CameraState.RECORDING)
            progress.update(task, completed=recording, description=f"caméras enregistrées {self._films}")
            now_s = clock.monotonic_s()
            if recording and first_s is None and await self._centre_answers():
                first_s = now_s
            if first_s is not None and (recording == self._plan.cameras or now_s - first_s > SETTLE_S):
                return recording
            if first_s is None and now_s - begun_s > CENTRE_PATIENCE_S:
                self._explain()
                begun_s = now_s
            await asyncio.sleep(LOOK_S)

    async def _centre_answers(self) -> bool:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self._plan.settings.centre.port)
            writer.close()
            await writer.wait_closed()
            return True
        return False

    def _progress(self) -> Progress:
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=self._console,
            transient=not self._console.is_terminal,
        )

    def _welcome(self, recording: int, accounts: Sequence[DemoAccount]) -> None:
        table = Table("compte", "mot de passe", "rôle", title="Comptes de démonstration")
        for account in accounts:
            table.add_row(account.username, account.password, ROLE_FR[Role(account.role)])
        self._console.print(f"{recording} caméras sur {self._plan.cameras} enregistrées.")
        self._console.print(table)
        self._console.print(
            f"[bold green]Vigie est prêt :[/] [bold]{self._plan.address}[/]   (Ctrl-C pour arrêter)"
        )

    def _explain(self) -> None:
        """After a minute without a picture, show what the processes said."""
        self._console.print("[yellow]Toujours aucune image.[/] Les dernières lignes des processus :")
        for line in self._lines:
            self._console.out(line)
        self._console.print(f"Les journaux sont dans {self._plan.settings.log_folder}.")

    def _take_news(self, text: str) -> None:
        with contextlib.suppress(ValueError):
            news: dict[str, Any] = json.loads(text)
            if news.get("type") == "progress" and news.get("total"):
                self._films = (
                    f"(films {news['ready']}/{news['total']})" if news["ready"] < news["total"] else ""
                )
            if news.get("type") == "up":
                self._up.set()
            if news.get("failure"):
                self._console.print(f"[red]Films :[/] {news['failure']}")
