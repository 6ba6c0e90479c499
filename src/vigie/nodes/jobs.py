"""Work that goes on beside a process's main work, and what becomes of it when it fails.

Nothing fails unseen: a job either is tried again and says so, or its failure ends the process, which the
supervisor starts anew.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from vigie.kernel.errors import VigieError

log = structlog.get_logger("jobs")

AGAIN_S = 30.0


@asynccontextmanager
async def beside(stop: asyncio.Event, jobs: dict[str, Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Run jobs, by name, for the length of a `with` block; one that ends by itself stops the process.

    Raises:
        RuntimeError: a job ended by itself; its own error is the cause.
    """
    tasks = [asyncio.create_task(job, name=name) for name, job in jobs.items()]
    for task in tasks:
        task.add_done_callback(lambda _task: stop.set())
    try:
        yield
        for task in tasks:
            if task.done():
                raise RuntimeError(f"{task.get_name()} ended by itself") from task.exception()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def tried_again(name: str, job: Callable[[], Awaitable[None]], wait_s: float = AGAIN_S) -> None:
    """Run a job; expected failures (database, disk, our own errors) are logged, and it runs again."""
    while True:
        try:
            await job()
        except (VigieError, SQLAlchemyError, OSError):
            log.exception("failed; it is tried again", job=name, wait_s=wait_s)
        await asyncio.sleep(wait_s)
