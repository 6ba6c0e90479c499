"""The supervisor, with real processes: restarted when dead or hung, stopped in order, never left behind."""

import asyncio
import os
import sys
import time
from contextlib import asynccontextmanager

import psutil
import pytest

from vigie.kernel.instants import SystemClock
from vigie.nodes.child import ChildSpec
from vigie.nodes.settings import SupervisorSettings
from vigie.nodes.supervisor import Backoff, Supervisor

PATIENT_S = 60
BEATING = """
import os, signal, sys, threading, time
def beat():
    while True:
        os.write(int(os.environ['VIGIE_HEARTBEAT_FD']), b'.')
        time.sleep(0.1)
threading.Thread(target=beat, daemon=True).start()
def stop(*_):
    print('stopped', flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
print('ready', os.getpid(), flush=True)
time.sleep(600)
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready'); time.sleep(600)"
)
SLEEPING = "print('ready', flush=True); import time; time.sleep(600)"
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
print('ready', child.pid, flush=True)
time.sleep(600)
"""
SUPERVISING = """
import asyncio, sys
from vigie.kernel.instants import SystemClock
from vigie.nodes.child import ChildSpec
from vigie.nodes.settings import SupervisorSettings
from vigie.nodes.supervisor import Supervisor
def tell(name, line):
    print('child', supervisor.pid('a'), flush=True)
supervisor = Supervisor(SupervisorSettings(), SystemClock(), tell)
asyncio.run(supervisor.run([ChildSpec('a', (sys.executable, '-c', sys.argv[1]), beats=False)]))
"""


def _spec(name: str, code: str, *, beats: bool = False) -> ChildSpec:
    return ChildSpec(name, (sys.executable, "-c", code), beats=beats)


class _House:
    """A supervisor and everything its processes said."""

    def __init__(self, **settings) -> None:
        quick = {"backoff_first_s": 0.05, "backoff_most_s": 0.1, "stop_s": 5} | settings
        self.lines: list[tuple[str, str]] = []
        self._heard = asyncio.Event()
        self.supervisor = Supervisor(SupervisorSettings(**quick), SystemClock(), self._hear)

    def _hear(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        self._heard.set()

    async def until(self, name: str, word: str, times: int = 1) -> str:
        async with asyncio.timeout(PATIENT_S):
            while True:
                said = [line for who, line in self.lines if who == name and line.startswith(word)]
                if len(said) >= times:
                    return said[-1]
                self._heard.clear()
                await self._heard.wait()


@asynccontextmanager
async def _running(house: _House, *specs: ChildSpec):
    task = asyncio.create_task(house.supervisor.run(specs))
    try:
        yield task
    finally:
        house.supervisor.stop()
        house.supervisor.stop()
        async with asyncio.timeout(PATIENT_S):
            await task


async def test_lines_of_a_process_are_handed_over():
    house = _House()
    async with _running(house, _spec("a", "print('ready', 'hello'); import time; time.sleep(600)")):
        assert await house.until("a", "ready") == "ready hello"


async def test_a_process_that_dies_is_started_again():
    house = _House()
    async with _running(house, _spec("a", "print('ready'); raise SystemExit(3)")):
        await house.until("a", "ready", times=3)
        assert house.supervisor.restarts("a") >= 2


async def test_a_killed_process_is_started_again_under_another_pid():
    house = _House()
    async with _running(house, _spec("a", BEATING, beats=True)):
        first = (await house.until("a", "ready")).split()[1]
        os.kill(int(first), 9)
        second = (await house.until("a", "ready", times=2)).split()[1]
        assert first != second


async def test_a_hung_process_is_killed_and_started_again():
    house = _House(hung_s=2)
    beats_once = "import os, time; os.write(int(os.environ['VIGIE_HEARTBEAT_FD']), b'.'); "
    async with _running(house, _spec("a", beats_once + SLEEPING, beats=True)):
        await house.until("a", "ready", times=2)


async def test_a_process_that_is_still_starting_is_given_time():
    house = _House(hung_s=2)
    async with _running(house, _spec("a", SLEEPING, beats=True)):
        await house.until("a", "ready")
        await asyncio.sleep(3)
        assert house.supervisor.restarts("a") == 0


async def test_a_beating_process_is_left_alone():
    house = _House(hung_s=5)  # a starved machine may hold a beat up for a while
    async with _running(house, _spec("a", BEATING, beats=True)):
        await house.until("a", "ready")
        await asyncio.sleep(6)
        assert house.supervisor.restarts("a") == 0


async def test_processes_are_stopped_last_started_first_and_each_cleanly():
    house = _House()
    async with _running(house, _spec("a", BEATING, beats=True), _spec("b", BEATING, beats=True)) as task:
        await house.until("a", "ready")
        await house.until("b", "ready")
        house.supervisor.stop()
        async with asyncio.timeout(PATIENT_S):
            await task
    assert [name for name, line in house.lines if line == "stopped"] == ["b", "a"]


async def test_one_that_does_not_stop_is_killed():
    house = _House(stop_s=1)
    async with _running(house, _spec("a", STUBBORN)) as task:
        await house.until("a", "ready")
        pid = house.supervisor.pid("a")
        house.supervisor.stop()
        async with asyncio.timeout(PATIENT_S):
            await task
    assert not psutil.pid_exists(pid)


async def test_a_second_stop_leaves_nothing_behind_at_once():
    house = _House(stop_s=300)
    async with _running(house, _spec("a", STUBBORN), _spec("b", WITH_CHILD)) as task:
        await house.until("a", "ready")
        grandchild = int((await house.until("b", "ready")).split()[1])
        pids = [house.supervisor.pid("a"), house.supervisor.pid("b"), grandchild]
        house.supervisor.stop()
        house.supervisor.stop()
        async with asyncio.timeout(PATIENT_S):
            await task
            while any(_lives(pid) for pid in pids):  # the kernel ends the grandchild in its own time
                await asyncio.to_thread(time.sleep, 0.05)


def _lives(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def test_processes_end_when_their_supervisor_is_killed():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", SUPERVISING, SLEEPING, stdout=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PATIENT_S):
        while not (line := await process.stdout.readline()).startswith(b"child "):
            assert line
        child = psutil.Process(int(line.split()[1]))
        process.kill()
        await process.wait()
        await asyncio.to_thread(child.wait, PATIENT_S)


@pytest.mark.parametrize(("lived_s", "waits"), [(0, [1, 2, 4, 5, 5]), (3600, [1, 1, 1, 1, 1])])
def test_backoff_doubles_up_to_its_limit_and_forgets_after_a_long_life(lived_s, waits):
    backoff = Backoff(1, 5)
    assert [backoff.next_s(lived_s) for _ in waits] == waits


async def test_a_program_that_does_not_exist_is_tried_again_and_can_be_stopped():
    house = _House()
    async with _running(house, ChildSpec("a", ("/nonexistent/program",), beats=False)) as task:
        await house.until("a", "Traceback", times=2)
        house.supervisor.stop()
        async with asyncio.timeout(PATIENT_S):
            await task
