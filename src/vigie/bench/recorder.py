"""The recorder as it really runs, on a data folder of its own, for benchmarks."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
from prometheus_client.parser import text_string_to_metric_families

from vigie import demo_town
from vigie.bench.processes import leashed
from vigie.bench.town import BenchTown
from vigie.bootstrap.demo import prepare_demo
from vigie.kernel.errors import Unavailable
from vigie.nodes.child import vigie_command
from vigie.nodes.link_client import LinkClient

STOP_S = 40
READY_TRIES = 240
READY_EVERY_S = 0.5


class Nobody:
    """A listener of the live link that wants nothing but metrics."""

    def on_recorder(self, hello: dict[str, Any] | None) -> None:
        """The recorder came or went."""

    def on_statuses(self, told: dict[str, Any]) -> None:
        """Statuses: not wanted here."""


class BenchRecorder:
    """A running recorder and the link to it."""

    def __init__(self, processes: list[psutil.Process], link: LinkClient, plan: demo_town.DemoPlan) -> None:
        self.processes, self.link, self.plan = processes, link, plan

    async def counters(self) -> dict[str, float]:
        """Return the recorder's counters, each summed over all cameras."""
        text = await self.link.metrics()
        while not text:  # the recorder was too busy to answer in time
            await asyncio.sleep(0.1)
            text = await self.link.metrics()
        sums: dict[str, float] = {}
        for family in text_string_to_metric_families(text.decode()):
            for sample in family.samples:
                key = f"{sample.name}:{sample.labels.get('state', '')}".rstrip(":")
                sums[key] = sums.get(key, 0) + sample.value
        return sums

    async def until_recording(self, cameras: int) -> None:
        """Wait until every camera is being recorded.

        Raises:
            Unavailable: some still are not after two minutes.
        """
        recording = 0
        for _ in range(READY_TRIES):
            recording = int((await self.counters()).get("vigie_cameras:recording", 0))
            if recording == cameras:
                return
            await asyncio.sleep(READY_EVERY_S)
        raise Unavailable(f"only {recording} of {cameras} cameras are recorded", code="not_recording")


@asynccontextmanager
async def bench_recorder(
    town: BenchTown,
    folder: Path,
    *,
    beside: Iterable[str] = (),
    sub_streams: bool = False,
    settings: str = "",
) -> AsyncIterator[BenchRecorder]:
    """Run the recorder on the town's main streams for the length of the block.

    Args:
        town: the cameras.
        folder: its data folder.
        beside: further commands of `vigie` to run with the same settings (`centre`).
        sub_streams: receive the sub-streams too.
        settings: lines added to the settings file (TOML).
    """
    plan = await _prepare(town, folder, sub_streams=sub_streams, settings=settings)
    processes = [_start(name, plan) for name in ("recorder", *beside)]
    link = LinkClient(plan.settings.recorder.socket or folder / "recorder.sock", Nobody())
    task = asyncio.create_task(link.run())
    try:
        yield BenchRecorder(list(processes), link, plan)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        for process in reversed(processes):
            process.terminate()
            process.wait(STOP_S)


async def _prepare(town: BenchTown, folder: Path, *, sub_streams: bool, settings: str) -> demo_town.DemoPlan:
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    plan = demo_town.plan(cameras=town.cameras, media=None, data=folder, port=8500)
    plan = replace(plan, rtsp_port=town.port)
    with plan.config_file.open("a", encoding="utf-8") as file:
        file.write(settings)
    drafts = plan.drafts()
    if not sub_streams:  # main only: what the peer records too
        drafts = [replace(draft, sub_url=None) for draft in drafts]
    await prepare_demo(plan.settings, drafts)
    return plan


def _start(name: str, plan: demo_town.DemoPlan) -> psutil.Popen:
    return psutil.Popen(
        leashed(vigie_command(name, "--config", str(plan.config_file))), stdout=subprocess.DEVNULL
    )
