"""What every process of Vigie does around its work: logs, signals, heartbeat, exit status."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import structlog
import uvloop

from vigie.kernel.errors import VigieError
from vigie.kernel.instants import SystemClock
from vigie.nodes import logs
from vigie.nodes.child import ChildSpec
from vigie.nodes.heartbeat import beat, supervised
from vigie.nodes.settings import LogSettings, SupervisorSettings
from vigie.nodes.supervisor import Supervisor

Work = Callable[[asyncio.Event], Awaitable[None]]
"""The process's work: runs until the event is set, then ends cleanly."""


def run_process(name: str, folder: Path, settings: LogSettings, work: Work) -> None:
    """Run `work` to its end: SIGTERM and SIGINT ask it to stop, and the supervisor sees its heartbeat.

    A supervised process is asked by its supervisor alone, so Ctrl-C in the terminal stops things in order.
    """
    logs.configure(name, folder, settings)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(name, work))


async def _run(name: str, work: Work) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    heart = loop.create_task(beat(stop.set))
    try:
        await work(stop)
    except VigieError as error:
        structlog.get_logger(name).error("ends", code=error.error_code, error=str(error))
        raise
    except Exception as error:  # whatever it is, it is written down and ends the process, which is restarted
        structlog.get_logger(name).exception("ends because of an error", supervised=supervised())
        raise SystemExit(1) from error  # told once, above; its trace is in the process's log
    finally:
        heart.cancel()


def run_supervised(
    settings: SupervisorSettings,
    specs: Sequence[ChildSpec],
    on_line: Callable[[str, str], None],
    beside: Callable[[Supervisor], Awaitable[None]] | None = None,
) -> None:
    """Run processes until Ctrl-C or SIGTERM, then stop them in order; a second Ctrl-C kills them at once.

    Args:
        settings: waits and limits.
        specs: the processes, in the order they start.
        on_line: called with a process's name and each line it prints.
        beside: work to do next to the processes (progress, opening a browser); ends with them.
    """
    asyncio.run(_supervise(settings, specs, on_line, beside))


async def _supervise(
    settings: SupervisorSettings,
    specs: Sequence[ChildSpec],
    on_line: Callable[[str, str], None],
    beside: Callable[[Supervisor], Awaitable[None]] | None,
) -> None:
    supervisor = Supervisor(settings, SystemClock(), on_line)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, supervisor.stop)
    heart = loop.create_task(beat(supervisor.stop))
    work = loop.create_task(_quietly(beside(supervisor))) if beside else None
    try:
        await supervisor.run(specs)
    finally:
        heart.cancel()
        if work is not None:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


async def _quietly(work: Awaitable[None]) -> None:
    """What runs beside the processes may fail without stopping them; it is logged."""
    try:
        await work
    except Exception:  # noqa: BLE001 - a task boundary: whatever it is, recording goes on
        structlog.get_logger("supervisor").exception("work beside the processes failed")
