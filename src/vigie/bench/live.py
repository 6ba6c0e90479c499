"""`vigie bench live`: what viewers cost the machine, and how late their pictures are, while all is recorded.

Twice: all viewers watch one main stream (a room's wall and its shared screens), then each another one. The
delay runs from the moment the simulated camera gives for the picture (its sender reports; same machine, same
clock) to its arrival in the viewer: it contains the camera's own pacing of packets, and what the viewers
themselves need. There is no peer that serves recorded cameras to browsers without transcoding and installs
from packages, so none is named.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from vigie.bench.processes import cpu_s
from vigie.bench.recorder import BenchRecorder, bench_recorder
from vigie.bench.report import Figures, Report, Target
from vigie.bench.town import bench_town
from vigie.bench.viewers import Seen, sign_in, watch

CORES_LIMIT = 0.10
DELAY_P95_LIMIT_MS = 50.0
SETTLE_S = 5.0


@dataclass(frozen=True, slots=True)
class Watching:
    """What one set of viewers cost and saw."""

    cores: float
    seen: Seen
    failed: int


async def run(*, cameras: int, viewers: int, seconds: int, arrival: str, keep: Path) -> Report:
    """Measure recording alone, then recording with viewers."""
    each = [f"cam-{number % cameras + 1:03}" for number in range(viewers)]
    with bench_town(cameras, arrival, keep) as town, TemporaryDirectory(prefix="vigie-bench-") as folder:
        async with bench_recorder(town, Path(folder), beside=("centre",)) as recorder:
            await recorder.until_recording(cameras)
            cookie = await sign_in(recorder.plan.address)
            await asyncio.sleep(SETTLE_S)
            alone = await _cores(recorder, seconds)
            one = await _watching(recorder, cookie, each[:1] * viewers, seconds)
            many = await _watching(recorder, cookie, each, seconds)
            lost = int((await recorder.counters())["vigie_receiver_packets_lost_total"])
    ours: Figures = {
        "cameras": cameras,
        "viewers": viewers,
        "seconds": seconds,
        "cores_recording": round(alone, 4),
        **_figures("one_stream", one, alone, seconds * viewers),
        **_figures("a_stream_each", many, alone, seconds * viewers),
        "packets_lost": lost,
    }
    return Report("live", ours, targets=_targets(one, many, alone, lost))


async def _watching(recorder: BenchRecorder, cookie: str, cameras: list[str], seconds: int) -> Watching:
    seen = Seen()
    tasks = [asyncio.create_task(watch(recorder.plan.address, cookie, camera, seen)) for camera in cameras]
    await asyncio.sleep(SETTLE_S)
    seen.pictures = seen.octets = 0
    seen.delays_ms.clear()
    cores = await _cores(recorder, seconds)
    failed = len([task for task in tasks if task.done()])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return Watching(cores, seen, failed)


async def _cores(recorder: BenchRecorder, seconds: int) -> float:
    spent = cpu_s(recorder.processes)
    await asyncio.sleep(seconds)
    return (cpu_s(recorder.processes) - spent) / seconds


def _figures(kind: str, watching: Watching, alone: float, viewer_s: int) -> dict[str, float]:
    seen, cuts = watching.seen, quantiles(watching.seen.delays_ms, n=100)
    return {
        f"{kind}_cores_added": round(watching.cores - alone, 4),
        f"{kind}_pictures_per_s_per_viewer": round(seen.pictures / viewer_s, 2),
        f"{kind}_delay_ms_p50": round(cuts[49], 1),
        f"{kind}_delay_ms_p95": round(cuts[94], 1),
        f"{kind}_delay_ms_p99": round(cuts[98], 1),
        f"{kind}_viewers_failed": watching.failed,
    }


def _targets(one: Watching, many: Watching, alone: float, lost: int) -> dict[str, Target]:
    return {
        "cores_added_one_stream": Target.at_most(one.cores - alone, CORES_LIMIT),
        "delay_ms_p95": Target.at_most(quantiles(many.seen.delays_ms, n=100)[94], DELAY_P95_LIMIT_MS),
        "viewers_failed": Target.at_most(one.failed + many.failed, 0),
        "packets_lost": Target.at_most(lost, 0),
    }
