"""The recorder as it really runs, on a data folder of its own, for benchmarks."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Iterable, Mapping
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

    def __init__(self, processes: list[psutil.Popen], link: LinkClient, plan: demo_town.DemoPlan) -> None:
        self.processes, self.link, self.plan = processes, link, plan

    async def counters(self) -> dict[str, float]:
        """Return the recorder's counters, each summed over all cameras.

        Raises:
            Unavailable: one of the processes has ended.
        """
        while not (text := await self.link.metrics()):  # it may be too busy to answer in time
            self._require_running()
            await asyncio.sleep(0.1)
        sums: dict[str, float] = {}
        for family in text_string_to_metric_families(text.decode()):
            for sample in family.samples:
                key = f"{sample.name}:{sample.labels.get('state', '')}".rstrip(":")
                sums[key] = sums.get(key, 0) + sample.value
        return sums

    def _require_running(self) -> None:
        ended = [each.args[-3] for each in self.processes if each.poll() is not None]
        if ended:
            raise Unavailable(f"ended by itself, see above: {', '.join(ended)}", code="ended")

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
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[BenchRecorder]:
    """Run the recorder on the town's main streams for the length of the block.

    Args:
        town: the cameras.
        folder: its data folder.
        beside: further commands of `vigie` to run with the same settings (`centre`).
        sub_streams: receive the sub-streams too.
        environment: settings that win over the settings file (`VIGIE_SECTION__KEY`).
    """
    plan = await _prepare(town, folder, sub_streams=sub_streams)
    processes = [_start(name, plan, environment or {}) for name in ("recorder", *beside)]
    link = LinkClient(plan.settings.recorder.socket or folder / "recorder.sock", Nobody())
    task = asyncio.create_task(link.run())
    try:
        yield BenchRecorder(processes, link, plan)
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        for process in reversed(processes):
            process.terminate()
            process.wait(STOP_S)


async def _prepare(town: BenchTown, folder: Path, *, sub_streams: bool) -> demo_town.DemoPlan:
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    plan = demo_town.plan(cameras=town.cameras, media=None, data=folder, port=8500)
    plan = replace(plan, rtsp_port=town.port)
    drafts = plan.drafts()
    if not sub_streams:  # main only: what the peer records too
        drafts = [replace(draft, sub_url=None) for draft in drafts]
    await prepare_demo(plan.settings, drafts)
    return plan


def _start(name: str, plan: demo_town.DemoPlan, environment: Mapping[str, str]) -> psutil.Popen:
    command = leashed(vigie_command(name, "--config", str(plan.config_file)))
    return psutil.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **environment})
