"""What every process of Vigie does around its work: logs, signals, heartbeat, exit status."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
import uvloop

from vigie.nodes import logs
from vigie.nodes.heartbeat import beat, supervised
from vigie.nodes.settings import LogSettings

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
    except Exception:
        structlog.get_logger(name).exception("ends because of an error", supervised=supervised())
        raise
    finally:
        heart.cancel()
