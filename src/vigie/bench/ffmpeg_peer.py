"""The peer that most recorders run: one ffmpeg per camera, copying the stream into 60 s files."""

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import psutil

from vigie.bench.processes import leashed
from vigie.kernel.errors import Unavailable


def start_copying(urls: Iterable[str], folder: Path, *, segment_s: int = 60) -> list[psutil.Popen]:
    """Start one `ffmpeg -c copy` for each RTSP address, as Frigate and Viseron do.

    Raises:
        Unavailable: ffmpeg is not installed; the message says how to install it.
    """
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        raise Unavailable("the peer of this benchmark is missing: apt install ffmpeg", code="peer_missing")
    return [_copy(ffmpeg, url, folder / f"{number:04}", segment_s) for number, url in enumerate(urls)]


def _copy(ffmpeg: str, url: str, folder: Path, segment_s: int) -> psutil.Popen:
    folder.mkdir(parents=True)
    command = [ffmpeg, "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-timeout", "10000000"]
    command += ["-i", url, "-map", "0:v", "-c", "copy", "-f", "segment", "-segment_time", str(segment_s)]
    command += ["-segment_format", "mp4", "-reset_timestamps", "1", "-strftime", "1"]
    return psutil.Popen(leashed([*command, str(folder / "%Y%m%d%H%M%S.mp4")]), stderr=subprocess.DEVNULL)


def stop(processes: Iterable[psutil.Popen]) -> None:
    """End the processes and wait for each."""
    processes = list(processes)
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)
