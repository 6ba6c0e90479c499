"""`vigie bench live`: what viewers cost the machine, and how late their pictures are, while all is recorded.

Each viewer watches another main stream. The delay runs from the moment the simulated camera gives for
the picture (its sender reports; same machine, same clock) to its arrival in the viewer: it contains the
camera's own pacing of packets. There is no peer that serves recorded cameras to browsers without transcoding
and installs from packages, so none is named.
"""

import asyncio
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from vigie.bench.processes import cpu_s
from vigie.bench.recorder import BenchRecorder, bench_recorder
from vigie.bench.report import Report, Target
from vigie.bench.town import bench_town
from vigie.bench.viewers import Seen, sign_in, watch

if TYPE_CHECKING:
    import psutil

CORES_LIMIT = 0.10
DELAY_P95_LIMIT_MS = 50.0
SETTLE_S = 5.0


async def run(*, cameras: int, viewers: int, seconds: int, arrival: str, keep: Path) -> Report:
    """Measure recording alone, then recording with viewers."""
    with bench_town(cameras, arrival, keep) as town, TemporaryDirectory(prefix="vigie-bench-") as folder:
        async with bench_recorder(town, Path(folder), beside=("centre",)) as recorder:
            await recorder.until_recording(cameras)
            cookie = await sign_in(recorder.plan.address)
            await asyncio.sleep(SETTLE_S)
            alone = await _cores(recorder, seconds)
            seen = Seen()
            ids = [f"cam-{number % cameras + 1:03}" for number in range(viewers)]
            tasks = [asyncio.create_task(watch(recorder.plan.address, cookie, one, seen)) for one in ids]
            await asyncio.sleep(SETTLE_S)
            seen.pictures = seen.octets = 0
            seen.delays_ms.clear()
            watched = await _cores(recorder, seconds)
            failed = [task for task in tasks if task.done()]
            counters = await recorder.counters()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    lost = int(counters["vigie_receiver_packets_lost_total"])
    return _report(cameras, viewers, seconds, alone, watched, seen, lost, len(failed))


async def _cores(recorder: BenchRecorder, seconds: int) -> float:
    processes: list[psutil.Process] = recorder.processes
    spent = cpu_s(processes)
    await asyncio.sleep(seconds)
    return (cpu_s(processes) - spent) / seconds


def _report(
    cameras: int, viewers: int, seconds: int, alone: float, watched: float, seen: Seen, lost: int, failed: int
) -> Report:
    cuts = quantiles(seen.delays_ms, n=100)
    added = watched - alone
    ours = {
        "cameras": cameras,
        "viewers": viewers,
        "seconds": seconds,
        "cores_recording": round(alone, 4),
        "cores_with_viewers": round(watched, 4),
        "cores_added": round(added, 4),
        "pictures_per_s_per_viewer": round(seen.pictures / seconds / viewers, 2),
        "mbit_per_s": round(seen.octets * 8 / seconds / 1e6, 1),
        "delay_ms_p50": round(cuts[49], 1),
        "delay_ms_p95": round(cuts[94], 1),
        "delay_ms_p99": round(cuts[98], 1),
        "viewers_failed": failed,
        "packets_lost": lost,
    }
    targets = {
        "cores_added": Target.at_most(added, CORES_LIMIT),
        "delay_ms_p95": Target.at_most(cuts[94], DELAY_P95_LIMIT_MS),
        "viewers_failed": Target.at_most(failed, 0),
        "packets_lost": Target.at_most(lost, 0),
    }
    return Report("live", ours, targets=targets)
