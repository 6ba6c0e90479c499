"""`vigie bench ingest`: the whole recorder beside one ffmpeg per camera, on the same streams, in one run.

Ours is the process that runs in a town: ingest, live hub, archive with digests and encryption, index. The
peer copies each stream into files. CPU seconds come from the kernel's accounts over the same length of time,
memory is the proportional set size; the simulated town's own cost counts for neither.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from vigie.bench import ffmpeg_peer
from vigie.bench.processes import cpu_s, pss_mb
from vigie.bench.recorder import bench_recorder
from vigie.bench.report import Report, Target
from vigie.bench.town import BITRATE_BPS, BenchTown, bench_town

CPU_LIMIT = {"paced": 0.30, "burst": 0.35}
MEMORY_LIMIT = 0.10
SETTLE_S = 5.0
PICTURES_PER_S = 25


@dataclass(frozen=True, slots=True)
class Round:
    """One side's figures over one length of time."""

    cpu_s: float
    pss_mb: float
    pictures: int = 0
    packets: int = 0
    packets_lost: int = 0


async def run(*, cameras: int, seconds: int, arrival: str, rounds: int, keep: Path) -> Report:
    """Measure; `keep` is the folder where the benchmark's film stays between runs."""
    ours: list[Round] = []
    peer: list[Round] = []
    with bench_town(cameras, arrival, keep) as town, TemporaryDirectory(prefix="vigie-bench-") as folder:
        for number in range(rounds):
            ours.append(await _measure_ours(town, seconds, Path(folder) / f"ours-{number}"))
            peer.append(await _measure_peer(town, seconds, Path(folder) / f"peer-{number}"))
    return _report(cameras, seconds, arrival, ours, peer)


async def _measure_ours(town: BenchTown, seconds: int, folder: Path) -> Round:
    async with bench_recorder(town, folder) as recorder:
        await recorder.until_recording(town.cameras)
        await asyncio.sleep(SETTLE_S)
        before, spent = await recorder.counters(), cpu_s(recorder.processes)
        await asyncio.sleep(seconds)
        spent = cpu_s(recorder.processes) - spent
        memory, after = pss_mb(recorder.processes), await recorder.counters()

    def grown(name: str) -> int:
        return int(after[f"vigie_receiver_{name}_total"] - before[f"vigie_receiver_{name}_total"])

    return Round(spent, memory, grown("pictures"), grown("packets"), grown("packets_lost"))


async def _measure_peer(town: BenchTown, seconds: int, folder: Path) -> Round:
    processes = ffmpeg_peer.start_copying(town.urls, folder)
    try:
        await _until_writing(folder, town.cameras)
        await asyncio.sleep(SETTLE_S)
        spent = cpu_s(processes)
        await asyncio.sleep(seconds)
        return Round(cpu_s(processes) - spent, pss_mb(processes))
    finally:
        ffmpeg_peer.stop(processes)


async def _until_writing(folder: Path, cameras: int) -> None:
    for _ in range(240):
        if await asyncio.to_thread(_written, folder) == cameras:
            return
        await asyncio.sleep(0.5)


def _written(folder: Path) -> int:
    return len({path.parent for path in folder.glob("*/*.mp4") if path.stat().st_size})


def _report(cameras: int, seconds: int, arrival: str, ours: list[Round], peer: list[Round]) -> Report:
    cpu_ratio = median(a.cpu_s / b.cpu_s for a, b in zip(ours, peer, strict=True))
    memory_ratio = median(a.pss_mb / b.pss_mb for a, b in zip(ours, peer, strict=True))
    lost = sum(item.packets_lost for item in ours)
    pictures = sum(item.pictures for item in ours)
    figures = _figures(ours, cameras, seconds)
    figures |= {"arrival": arrival, "pictures": pictures, "packets": sum(item.packets for item in ours)}
    figures |= {
        "packets_lost": lost,
        "pictures_per_s_per_camera": _rate(pictures, cameras, seconds, len(ours)),
    }
    figures |= {"cameras": cameras, "seconds": seconds, "rounds": len(ours), "bitrate_bps": BITRATE_BPS}
    targets = {
        "cpu_ratio": Target.at_most(cpu_ratio, CPU_LIMIT[arrival]),
        "memory_ratio": Target.at_most(memory_ratio, MEMORY_LIMIT),
        "packets_lost": Target.at_most(lost, 0),
    }
    ratio = {"cpu": cpu_ratio, "memory": memory_ratio}
    peer_figures = {"program": "ffmpeg -c copy, one process per camera", **_figures(peer, cameras, seconds)}
    return Report("ingest", figures, peer_figures, ratio, targets)


def _figures(rounds: list[Round], cameras: int, seconds: int) -> dict[str, float | int | str]:
    spent = median(item.cpu_s for item in rounds)
    return {
        "cpu_s_per_camera_hour": round(spent / seconds * 3600 / cameras, 3),
        "cores": round(spent / seconds, 4),
        "pss_mb": round(median(item.pss_mb for item in rounds), 1),
    }


def _rate(pictures: int, cameras: int, seconds: int, rounds: int) -> float:
    return round(pictures / cameras / seconds / rounds, 2)
