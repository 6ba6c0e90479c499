"""What a group of processes costs, by the kernel's own accounts (`/proc`)."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil


def leashed(command: Sequence[str]) -> list[str]:
    """Return the command bound to end with this process: a benchmark cut short leaves nothing behind."""
    return [sys.executable, "-m", "vigie.nodes.leash", str(os.getpid()), *command]


def cpu_s(processes: Iterable[psutil.Process]) -> float:
    """Return the CPU seconds (user and system) spent so far by these processes and their children."""
    total = 0.0
    for process in with_children(processes):
        times = process.cpu_times()
        total += times.user + times.system
    return total


def pss_mb(processes: Iterable[psutil.Process]) -> float:
    """Return the memory in MB: proportional set size, so that shared pages are counted once in all."""
    kilobytes = sum(_pss_kb(process.pid) for process in with_children(processes))
    return kilobytes / 1000


def with_children(processes: Iterable[psutil.Process]) -> list[psutil.Process]:
    """Return these processes and all that they started."""
    found: list[psutil.Process] = []
    for process in processes:
        found += [process, *process.children(recursive=True)]
    return found


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
