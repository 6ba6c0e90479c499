"""`vigie bench vision`: recording and analysing all cameras together, beside the way of Frigate.

Ours are the recorder and the analyst as they run in a town. The peer is one ffmpeg per camera that copies the
main stream into files, one that decodes the sub-stream to raw pictures at 5/s, and one process for motion
boxes and the same network. CPU seconds come from the kernel's accounts over the same length of time.

On a machine too small for it either side looks less instead of spending more. So both are compared by what
they would need for all that was asked: the CPU of the analysis for each picture analysed, times the pictures
asked for (`cores_for_all`; `rate_reached` is the share that was really analysed). Recording is not scaled.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from vigie.bench import ffmpeg_peer
from vigie.bench.processes import cpu_s, leashed
from vigie.bench.recorder import BenchRecorder, bench_recorder
from vigie.bench.report import Report, Target
from vigie.bench.town import BenchTown, bench_town
from vigie.bench.vision_films import street_films
from vigie.bench.vision_recall import Recall, measure_recall
from vigie.bench.vision_rules import record_basis, write_rules
from vigie.vision.choice import choose
from vigie.vision.settings import AnalystSettings

CPU_LIMIT = 0.5
DELAY_LIMIT_S = 1.0
RECALL_LIMIT = 0.02
ACTIVE_RATE, QUIET_RATE = 5.0, 1.0
PEER_RATE = 5.0
DELAY_UNKNOWN_S = 3600.0
"""Told, and missed, where hardly anything rang: a delay nobody measured is no short one."""
SETTLE_S = 8.0
LEAST_S = 3.0
"""A camera's rate in a state is told when it was in it for so long."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our side over one length of time."""

    recorder_s: float
    analyst_s: float
    packets_lost: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Peer:
    """The peer's side over one length of time."""

    recording_s: float
    analysis_s: float
    pictures: int
    regions: int


async def run(
    *, cameras: int, seconds: int, footage: Path, detector: str, keep: Path, recall: bool = True
) -> Report:
    """Measure; `keep` is the folder where films stay between runs."""
    models = footage / "models"
    settings = AnalystSettings(detector=detector, models=models if models.is_dir() else None)
    choice = choose(settings, "bench")
    name = choice.name.split()[0]
    media = keep / "vision"
    active = await asyncio.to_thread(street_films, footage, media)
    found = None
    if recall:
        scenarios = sorted((footage / "scenarios").glob("*.json"))
        found = await asyncio.to_thread(measure_recall, scenarios, choice.make, keep)
    with bench_town(cameras, "paced", keep, media=media) as town, TemporaryDirectory() as folder:
        ours = await _measure_ours(town, seconds, Path(folder), settings, name)
        peer = await _measure_peer(town, seconds, Path(folder) / "peer", settings.models, name)
    return _report(cameras, seconds, active, name, ours, peer, found)


async def _measure_ours(
    town: BenchTown, seconds: int, folder: Path, settings: AnalystSettings, name: str
) -> Ours:
    rules = write_rules(folder / "rules.json", town.cameras)
    environment = analyst_environment(rules, name, settings.models)
    data = folder / "ours"
    running = bench_recorder(town, data, beside=("analyst",), sub_streams=True, environment=environment)
    async with running as recorder:
        await recorder.until_recording(town.cameras)
        await record_basis(recorder.plan.settings, town.cameras)
        report = recorder.plan.settings.analyst_report
        await _until_analysing(report, town.cameras)
        await asyncio.sleep(SETTLE_S)
        return await _over(recorder, report, seconds)


def analyst_environment(rules: Path, detector: str, models: Path | None) -> dict[str, str]:
    """Return the settings of the analyst, as the environment gives them."""
    told = {"VIGIE_ANALYST__RULES_FILE": str(rules), "VIGIE_ANALYST__DETECTOR": detector}
    return told if models is None else told | {"VIGIE_ANALYST__MODELS": str(models.resolve())}


async def _over(recorder: BenchRecorder, report: Path, seconds: int) -> Ours:
    def read() -> dict[str, Any]:
        content: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
        return content

    counters, before = await recorder.counters(), read()
    recording, analysis = ([process] for process in recorder.processes)
    spent = cpu_s(recording), cpu_s(analysis)
    await asyncio.sleep(seconds)
    recorder_s, analyst_s = cpu_s(recording) - spent[0], cpu_s(analysis) - spent[1]
    lost = "vigie_receiver_packets_lost_total"
    packets_lost = int((await recorder.counters())[lost] - counters[lost])
    return Ours(recorder_s, analyst_s, packets_lost, before, read())


async def _until_analysing(report: Path, cameras: int) -> None:
    """Wait until every camera's rules run, two minutes at most; the figures show what then is missing."""
    for _ in range(240):
        await asyncio.sleep(0.5)
        if await asyncio.to_thread(_analysed, report) == cameras:
            return


def _analysed(report: Path) -> int:
    """Return how many cameras run more than the diagnostic of tampering."""
    if not report.exists():
        return 0
    seen = json.loads(report.read_text(encoding="utf-8"))["cameras"].values()
    return sum(len(each["running"]) > 1 for each in seen)


async def _measure_peer(town: BenchTown, seconds: int, folder: Path, models: Path | None, name: str) -> Peer:
    copying = ffmpeg_peer.start_copying(town.urls, folder)
    try:
        with _peer_process(town, models, name) as (process, counts):
            await asyncio.sleep(SETTLE_S * 2)
            before, spent = counts(), (cpu_s(copying), cpu_s([process]))
            await asyncio.sleep(seconds)
            recording_s, analysis_s = cpu_s(copying) - spent[0], cpu_s([process]) - spent[1]
            after = counts()
    finally:
        ffmpeg_peer.stop(copying)
    pictures = after.get("pictures", 0) - before.get("pictures", 0)
    return Peer(recording_s, analysis_s, pictures, after.get("regions", 0) - before.get("regions", 0))


@contextmanager
def _peer_process(town: BenchTown, models: Path | None, name: str) -> Iterator[Any]:
    urls = [url.replace("/main", "/sub") for url in town.urls]
    command = [sys.executable, "-m", "vigie.bench.vision_peer", str(models or "."), name, *urls]
    with TemporaryDirectory() as folder:
        told = Path(folder) / "counts"
        with told.open("wb") as out:
            process = psutil.Popen(leashed(command), stdout=out)

        def counts() -> dict[str, int]:
            lines = told.read_text(encoding="utf-8").splitlines()
            content: dict[str, int] = json.loads(lines[-1]) if lines else {}
            return content

        try:
            yield process, counts
        finally:
            children = process.children(recursive=True)
            for each in (process, *children):
                each.terminate()
            psutil.wait_procs([process, *children], timeout=20)


def _report(
    cameras: int, seconds: int, active: list[bool], name: str, ours: Ours, peer: Peer, recall: Recall | None
) -> Report:
    moving, quiet = _rates(ours)
    began_us = ours.before["now_us"]
    delays = [delay for at, delay in ours.after["delays"] if at >= began_us]
    p95 = quantiles(delays, n=20)[18] if len(delays) > 1 else None
    spent, theirs = ours.recorder_s + ours.analyst_s, peer.recording_s + peer.analysis_s
    reached, peer_reached = _reached(moving, quiet), _share(peer.pictures / seconds / cameras, PEER_RATE)
    needed = (ours.recorder_s + ours.analyst_s / reached) / seconds
    peer_needed = (peer.recording_s + peer.analysis_s / peer_reached) / seconds
    figures: dict[str, float | int | str] = {
        "cameras": cameras,
        "seconds": seconds,
        "detector": name,
        "cameras_active": sum(active[number % len(active)] for number in range(cameras)),
        "cores": round(spent / seconds, 3),
        "cores_recorder": round(ours.recorder_s / seconds, 3),
        "cores_analyst": round(ours.analyst_s / seconds, 3),
        "rate_reached": round(reached, 3),
        "cores_for_all": round(needed, 3),
        "pictures_per_s_moving_median": round(median(moving), 2) if moving else 0,
        "pictures_per_s_moving_least": round(min(moving), 2) if moving else 0,
        "pictures_per_s_still_median": round(median(quiet), 2) if quiet else 0,
        "pictures_per_s_still_least": round(min(quiet), 2) if quiet else 0,
        "signals": len(delays),
        "signal_delay_p95_s": "no signal" if p95 is None else round(p95, 3),
        "packets_lost": ours.packets_lost,
        **{
            key: _grown(ours, key)
            for key in ("network_inputs", "network_squares", "regions", "postponed", "failures")
        },
        **{key: _summed(ours, key) for key in ("received", "decoded", "skipped", "dropped", "broken")},
    }
    targets = {
        "cpu_ratio": Target.at_most(needed / peer_needed, CPU_LIMIT),
        "packets_lost": Target.at_most(ours.packets_lost, 0),
        "signal_delay_p95_s": Target.at_most(DELAY_UNKNOWN_S if p95 is None else p95, DELAY_LIMIT_S),
        "pictures_per_s_moving": _at_least(moving, ACTIVE_RATE),
        "pictures_per_s_still": _at_least(quiet, QUIET_RATE),
    }
    if recall is not None:
        figures |= _recall_figures(recall)
        targets["recall_lost"] = Target.at_most(recall.every - recall.live, RECALL_LIMIT)
    peer_figures: dict[str, float | int | str] = {
        "program": "ffmpeg -c copy and ffmpeg to raw pictures at 5/s, per camera; motion boxes; same network",
        "cores": round(theirs / seconds, 3),
        "cores_recorder": round(peer.recording_s / seconds, 3),
        "cores_analyst": round(peer.analysis_s / seconds, 3),
        "pictures_per_s": round(peer.pictures / seconds / cameras, 2),
        "rate_reached": round(peer_reached, 3),
        "cores_for_all": round(peer_needed, 3),
        "regions": peer.regions,
    }
    ratio = {
        "cpu_for_all": needed / peer_needed,
        "cpu_as_spent": spent / theirs,
        "cpu_recording": ours.recorder_s / peer.recording_s,
        "cpu_analysis_for_all": (ours.analyst_s / reached) / (peer.analysis_s / peer_reached),
    }
    return Report("vision", figures, peer_figures, ratio, targets)


def _recall_figures(recall: Recall) -> dict[str, float | int | str]:
    return {
        "recall_live": round(recall.live, 4),
        "recall_every_picture": round(recall.every, 4),
        "recall_events": recall.events,
        "false_live": recall.live_false,
        "false_every_picture": recall.every_false,
        "scenarios": len(recall.clips),
        "scenarios_skipped": len(recall.skipped),
    }


def _rates(ours: Ours) -> tuple[list[float], list[float]]:
    """Return the pictures analysed a second, camera by camera: while something moved, and otherwise."""
    moving, quiet = [], []
    for key, after in ours.after["cameras"].items():
        before = ours.before["cameras"].get(key, {})
        grown = {name: after[name] - before.get(name, 0) for name in ("looks", "active_looks")}
        active_s, quiet_s = (after[name] - before.get(name, 0) for name in ("active_s", "quiet_s"))
        if active_s >= LEAST_S:
            moving.append(grown["active_looks"] / active_s)
        if quiet_s >= LEAST_S:
            quiet.append((grown["looks"] - grown["active_looks"]) / quiet_s)
    return moving, quiet


def _reached(moving: list[float], quiet: list[float]) -> float:
    """Return which share of the pictures asked for was analysed: of the state that fared worse."""
    shares = [
        _share(median(rates), wanted)
        for rates, wanted in ((moving, ACTIVE_RATE), (quiet, QUIET_RATE))
        if rates
    ]
    return min(shares, default=1.0)


def _share(rate: float, wanted: float) -> float:
    """Return a rate as a share of the one wanted, 1 at most; none at all counts as a thousandth."""
    return min(1.0, max(0.001, rate / wanted))


def _at_least(rates: list[float], limit: float) -> Target:
    value = median(rates) if rates else 0.0
    return Target(round(value, 3), limit, value >= limit * 0.98)


def _grown(ours: Ours, key: str) -> int:
    grown: float = ours.after[key] - ours.before[key]
    return round(grown)


def _summed(ours: Ours, key: str) -> int:
    return int(sum(each[key] for each in ours.after["cameras"].values())) - int(
        sum(each[key] for each in ours.before["cameras"].values())
    )
