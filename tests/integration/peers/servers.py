"""Starts RTSP servers that nobody here wrote, each playing one file, and ends them again."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
NOBODY = 65534


@contextmanager
def gstreamer(clip: Path, *, codec: str, auth: str | None = None) -> Iterator[str]:
    """Yield the address of GStreamer's server; every client gets the clip from its beginning.

    `auth` is None, "basic" or "digest"; the account is then `vigie` / `mot de passe`.
    """
    command = ["/usr/bin/python3", str(HERE / "gst_rtsp_server.py"), str(clip), "--codec", codec]
    if auth:
        command += ["--user", "vigie", "--password", "mot de passe"]
    if auth == "digest":
        command += ["--digest"]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline())
        yield f"rtsp://127.0.0.1:{port}/stream"
    finally:
        server.stdin.close()
        server.stdout.close()
        server.wait(timeout=20)


@contextmanager
def vlc(clip: Path) -> Iterator[str]:
    """Yield the address of VLC's server; it plays the clip once, over UDP, to all."""
    port = _free_port()
    with _readable_by_nobody(clip) as film, _vlc_playing(film, port) as url:
        yield url


@contextmanager
def _readable_by_nobody(clip: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="vigie-vlc-") as folder:
        Path(folder).chmod(0o755)
        film = Path(folder) / clip.name
        shutil.copy(clip, film)
        film.chmod(0o644)
        yield film


@contextmanager
def _vlc_playing(clip: Path, port: int) -> Iterator[str]:
    output = f"#rtp{{sdp=rtsp://127.0.0.1:{port}/stream}}"
    command = ["vlc", "-I", "dummy", "--no-audio", "--quiet", str(clip), "--sout", output, "vlc://quit"]
    server = subprocess.Popen([*_as_nobody(), *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"rtsp://127.0.0.1:{port}/stream"
    finally:
        server.kill()
        server.wait(timeout=20)


def _as_nobody() -> list[str]:
    """VLC refuses to run as root; a test machine's only user often is."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "env", "HOME=/tmp"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen, *, tries: int = 100) -> None:
    for _ in range(tries):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            sys.exit(f"the server ended at once with status {server.returncode}")
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")
