"""Starts the processes of a supervision centre, watches them, restarts them, stops them in order.

Invariants: a process that ends or hangs is started again, after a wait that doubles up to a limit and starts
over once the process has lived; a stop asks the processes one after the other, last started first (viewers
before the recorder, the recorder before what feeds it), and kills only those that do not answer; a second
stop kills all at once.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from vigie.kernel.instants import Clock
from vigie.nodes.child import Child, ChildSpec
from vigie.nodes.settings import SupervisorSettings

log = structlog.get_logger("supervisor")

WATCH_S = 0.5
SETTLED_S = 30.0
"""A process that lived this long is sound: its next restart waits the shortest time again."""


class Backoff:
    """The wait before a restart, in seconds: doubles from `first_s` to `most_s`."""

    def __init__(self, first_s: float, most_s: float) -> None:
        self._first_s = first_s
        self._most_s = most_s
        self._next_s = first_s

    def next_s(self, lived_s: float) -> float:
        """Return the wait after a process that lived `lived_s`."""
        if lived_s >= SETTLED_S:
            self._next_s = self._first_s
        wait_s, self._next_s = self._next_s, min(self._next_s * 2, self._most_s)
        return wait_s


@dataclass(slots=True)
class _Post:
    """A process's place: who holds it, and how often it was filled."""

    spec: ChildSpec
    task: asyncio.Task[None]
    child: Child | None = None
    restarts: int = 0


class Supervisor:
    """Keeps processes running until told to stop."""

    def __init__(
        self, settings: SupervisorSettings, clock: Clock, on_line: Callable[[str, str], None]
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._on_line = on_line
        self._posts: list[_Post] = []
        self._stopping = asyncio.Event()

    async def run(self, specs: Sequence[ChildSpec]) -> None:
        """Run all, in this order, until `stop`; returns when every one has ended."""
        try:
            for spec in specs:
                self.start(spec)
            await self._stopping.wait()
            for post in reversed(self._posts):
                await self._stop(post)
        finally:
            self.kill_all()

    def start(self, spec: ChildSpec) -> None:
        """Start one more process and keep it running, unless all are being stopped."""
        if self._stopping.is_set():
            return
        task = asyncio.get_running_loop().create_task(self._keep(spec), name=f"supervise {spec.name}")
        self._posts.append(_Post(spec, task))

    def stop(self) -> None:
        """Ask all to stop, in order; called a second time, kill them all at once."""
        if self._stopping.is_set():
            self.kill_all()
        self._stopping.set()

    def kill_all(self) -> None:
        """Kill every process and its children; nothing is left behind."""
        for post in self._posts:
            if post.child is not None:
                post.child.kill()

    def pid(self, name: str) -> int | None:
        """Return the process id of the one that holds this post now."""
        return next((p.child.pid for p in self._posts if p.spec.name == name and p.child), None)

    def restarts(self, name: str) -> int:
        """Return how often this post was filled again."""
        return next(post.restarts for post in self._posts if post.spec.name == name)

    async def _keep(self, spec: ChildSpec) -> None:
        backoff = Backoff(self._settings.backoff_first_s, self._settings.backoff_most_s)
        while True:
            lived_s = await self._run_once(spec)
            if self._stopping.is_set():
                return
            wait_s = backoff.next_s(lived_s)
            log.warning("restart", process=spec.name, lived_s=round(lived_s, 1), wait_s=wait_s)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait_s)
                return
            self._post(spec).restarts += 1

    async def _run_once(self, spec: ChildSpec) -> float:
        """Run the process once; return the seconds it lived."""
        try:
            child = await Child.start(spec, self._clock)
        except OSError as error:
            log.error("not started", process=spec.name, error=str(error))  # noqa: TRY400 - the text says it all
            return 0.0
        self._post(spec).child = child
        if self._stopping.is_set():
            child.ask_to_stop()
        log.info("started", process=spec.name, pid=child.pid)
        watch = asyncio.get_running_loop().create_task(self._watch(child))
        try:
            status = await child.wait(lambda line: self._on_line(spec.name, line))
        finally:
            watch.cancel()
            child.kill()  # whatever it may have started itself
            self._post(spec).child = None
            child.close()
        expected = self._stopping.is_set() and status == 0
        (log.info if expected else log.error)("ended", process=spec.name, pid=child.pid, status=status)
        return self._clock.monotonic_s() - child.started_s

    async def _watch(self, child: Child) -> None:
        while True:
            await asyncio.sleep(WATCH_S)
            silent_s = child.silent_s()
            if silent_s > self._settings.hung_s:
                log.error("hung", process=child.spec.name, pid=child.pid, silent_s=round(silent_s, 1))
                child.kill()
                return

    async def _stop(self, post: _Post) -> None:
        if post.child is not None:
            post.child.ask_to_stop()
        done, _ = await asyncio.wait([post.task], timeout=self._settings.stop_s)
        if not done:
            log.error("killed", process=post.spec.name, waited_s=self._settings.stop_s)
            if post.child is not None:
                post.child.kill()
        await post.task

    def _post(self, spec: ChildSpec) -> _Post:
        return next(post for post in self._posts if post.spec is spec)
