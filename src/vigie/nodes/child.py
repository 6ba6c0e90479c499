"""One supervised process: its pipe, its lines, its end."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vigie.kernel.instants import Clock
from vigie.nodes.heartbeat import PIPE_VARIABLE

MAX_LINE_BYTES = 1 << 20
STARTING_S = 120.0


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """What to run.

    Attributes:
        name: `recorder`, `centre`…; shown before each of its lines.
        command: program and arguments.
        beats: whether it promises heartbeats; one that does not is only restarted when it ends.
    """

    name: str
    command: tuple[str, ...]
    beats: bool = True


def vigie_command(*arguments: str) -> tuple[str, ...]:
    """Return how to run one of Vigie's own commands with this very Python."""
    return (sys.executable, "-m", "vigie", *arguments)


class Child:
    """A running process; `on_line` receives each line it prints, without its line feed."""

    def __init__(self, spec: ChildSpec, process: Process, pipe: int, clock: Clock) -> None:
        self.spec = spec
        self.started_s = clock.monotonic_s()
        self._last_beat_s: float | None = None
        self._process = process
        self._pipe = pipe
        self._clock = clock

    @classmethod
    async def start(cls, spec: ChildSpec, clock: Clock) -> "Child":
        """Start the process, leashed to this one, in a group of its own: Ctrl-C reaches only us."""
        reading, writing = os.pipe()
        os.set_blocking(reading, False)
        try:
            process = await asyncio.create_subprocess_exec(
                *_leashed(spec.command),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=STDOUT,
                limit=MAX_LINE_BYTES,
                pass_fds=(writing,),
                process_group=0,
                env=os.environ | {PIPE_VARIABLE: str(writing), "PYTHONUNBUFFERED": "1"},
            )
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return cls(spec, process, reading, clock)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def silent_s(self) -> float:
        """Return the seconds since its last sign of life; 0 for one that promised none.

        Before the first one it is starting, which may take long on a busy machine.
        """
        if not self.spec.beats:
            return 0.0
        now_s = self._clock.monotonic_s()
        with contextlib.suppress(BlockingIOError):
            if os.read(self._pipe, 4096):
                self._last_beat_s = now_s
        if self._last_beat_s is None:
            return max(0.0, now_s - self.started_s - STARTING_S)
        return now_s - self._last_beat_s

    async def wait(self, on_line: Callable[[str], None]) -> int:
        """Hand over its lines until it ends; return its exit status (negative: the signal that ended it)."""
        output = self._process.stdout
        assert output is not None  # noqa: S101 - it was started with a pipe
        while True:
            try:
                line = await output.readline()
            except ValueError:  # one line longer than the limit: asyncio drops it
                continue
            if not line:
                break
            on_line(line.decode(errors="replace").rstrip("\n"))
        return await self._process.wait()

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL to it and to everything it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """Close our end of the heartbeat pipe."""
        os.close(self._pipe)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)


def _leashed(command: Sequence[str]) -> tuple[str, ...]:
    return (sys.executable, "-m", "vigie.nodes.leash", str(os.getpid()), *command)
