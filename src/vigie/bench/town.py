"""The town that benchmarks film: a separate process, whose cost is nobody's."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from vigie.bench.processes import leashed
from vigie.kernel.errors import Unavailable
from vigie.nodes.child import vigie_command

BITRATE_BPS = 4_000_000
"""1080p at 25 pictures a second, as PERFORMANCE asks."""

STOP_S = 20


@dataclass(frozen=True, slots=True)
class BenchTown:
    """A running town: every camera sends the same 1080p film, each at another moment of it."""

    process: psutil.Popen
    port: int
    cameras: int

    def url(self, number: int) -> str:
        """Return the main stream's address of camera `number`, from 0."""
        return f"rtsp://127.0.0.1:{self.port}/cam-{number + 1:03}/main"

    @property
    def urls(self) -> list[str]:
        """The main stream of every camera."""
        return [self.url(number) for number in range(self.cameras)]


@contextmanager
def bench_town(cameras: int, arrival: str, folder: Path, *, media: Path | None = None) -> Iterator[BenchTown]:
    """Run a town of `cameras` for the length of the block; `folder` keeps its film.

    Args:
        cameras: how many.
        arrival: `paced` or `burst`.
        folder: where films are kept.
        media: show these films, one after the other, instead of the benchmark's.

    Raises:
        Unavailable: the town could not be started.
    """
    command = vigie_command("simulate", "--json", "--port", "0", "--cameras", str(cameras))
    film = ("--media", str(media)) if media is not None else ("--bitrate", str(BITRATE_BPS))
    options = ("--arrival", arrival, *film, "--data", str(folder))
    process = psutil.Popen(leashed([*command, *options]), stdout=subprocess.PIPE, text=True)
    try:
        port = _port(process)
        if media is not None:
            _until_ready(process)
        yield BenchTown(process, port, cameras)
    finally:
        process.terminate()
        process.wait(STOP_S)
        process.stdout.close()


def _until_ready(process: psutil.Popen) -> None:
    """Wait until every camera shows its own film."""
    for line in process.stdout:
        news = json.loads(line)
        if news["type"] == "progress" and news["failure"] is not None:
            break
        if news["type"] == "progress" and news["ready"] == news["total"]:
            return
    raise Unavailable("the simulated town could not make its films: run `vigie simulate`", code="no_town")


def _port(process: psutil.Popen) -> int:
    """Return the port that the town says it listens on."""
    for line in process.stdout:
        news = json.loads(line)
        if news["type"] == "up":
            return int(news["rtsp_port"])
    raise Unavailable("the simulated town ended at once: run `vigie simulate` to see why", code="no_town")
