"""Clients that nobody here wrote: ffmpeg, VLC and GStreamer get every picture, and decode it as it was."""

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from vigie.simulator.credentials import Auth
from vigie.simulator.settings import Arrival

PICTURES = 90
"""More than the film's 75, so that the loop's seam is passed."""

RECORDED = 750
"""Thirty seconds."""

NOBODY = 65534


async def _run(*command, seconds=120):
    """Run a client to its end, or end it; return its exit status and what it said."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*map(str, command), stdout=pipe, stderr=pipe)
    try:
        out, err = await asyncio.wait_for(process.communicate(), seconds)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, (out + err).decode(errors="replace")


def _signed(url):
    return url.replace("rtsp://", "rtsp://admin:vigie@")


@pytest.mark.parametrize("codec", ["h264", "h264-b", "h265"])
@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_ffmpeg_decodes_every_picture(open_town, assert_consecutive, read_digests, codec, transport):
    async with open_town(codec) as town:
        source = ["-rtsp_transport", transport, "-i", town.url("cam-001")]
        sink = ["-fps_mode", "passthrough", "-frames:v", PICTURES, "-f", "framemd5", "-"]
        status, said = await _run("ffmpeg", "-nostdin", "-v", "error", *source, *sink)
    assert status == 0, said
    received = read_digests(said)
    assert len(received) == PICTURES
    assert_consecutive(received, codec)


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_ffmpeg_records_every_picture_without_decoding(
    open_town, assert_consecutive, digests, tmp_path, transport
):
    target = tmp_path / "got.mp4"
    async with open_town() as town:
        source = ["-rtsp_transport", transport, "-i", town.url("cam-001")]
        status, said = await _run(
            "ffmpeg", "-nostdin", "-v", "error", *source, "-c", "copy", "-frames:v", RECORDED, target
        )
    assert (status, said) == (0, "")
    received = await asyncio.to_thread(digests, "-i", target)
    assert len(received) == RECORDED
    assert_consecutive(received, "h264")


@pytest.mark.parametrize("auth", [Auth.BASIC, Auth.DIGEST])
async def test_ffmpeg_signs_in(open_town, auth):
    async with open_town(auth=auth, arrival=Arrival.BURST) as town:
        common = ["ffmpeg", "-nostdin", "-v", "error", "-rtsp_transport", "tcp"]
        tail = ["-frames:v", "5", "-f", "null", "-"]
        right, _ = await _run(*common, "-i", _signed(town.url("cam-001")), *tail)
        wrong, said = await _run(*common, "-i", town.url("cam-001").replace("//", "//admin:no@"), *tail)
    assert right == 0
    assert wrong != 0
    assert "401" in said


async def test_ffmpeg_gets_joined_units(open_town, assert_consecutive, digests, tmp_path):
    target = tmp_path / "got.mkv"
    async with open_town(aggregate=True) as town:
        source = ["-rtsp_transport", "tcp", "-i", town.url("cam-001")]
        status, said = await _run(
            "ffmpeg", "-nostdin", "-v", "error", *source, "-c", "copy", "-frames:v", 30, target
        )
    assert (status, said) == (0, "")
    assert_consecutive(await asyncio.to_thread(digests, "-i", target), "h264")


@pytest.mark.slow
@pytest.mark.parametrize(("codec", "depay"), [("h264", "rtph264depay"), ("h265", "rtph265depay")])
@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_gstreamer_gets_every_picture(
    open_town, assert_consecutive, digests, tmp_path, codec, depay, transport
):
    target = tmp_path / f"got.{codec}"
    parser = f"{codec}parse"
    async with open_town(codec, auth=Auth.DIGEST) as town:
        source = ["rtspsrc", f"location={town.url('cam-001')}", f"protocols={transport}", "latency=200"]
        source += ["user-id=admin", "user-pw=vigie"]
        stream = f"video/x-{codec},stream-format=byte-stream,alignment=au"
        limit = ["identity", f"eos-after={RECORDED + 1}"]
        pipeline = [*source, "!", depay, "!", parser, "!", stream, "!", *limit, "!", "filesink"]
        status, said = await _run("gst-launch-1.0", "-q", *pipeline, f"location={target}")
    assert status == 0, said
    received = await asyncio.to_thread(digests, "-i", target)
    assert len(received) == RECORDED
    assert_consecutive(received, codec)


VLC_ROOT = Path(os.environ.get("VIGIE_TEST_VLC_ROOT", "/"))
"""The system whose VLC is tried: another one where this one's has no RTSP client (CONTRIBUTING.md)."""


def _vlc_speaks_rtsp():
    """VLC's RTSP client is live555, which Debian 12 leaves out of its VLC (Ubuntu and Debian sid do not)."""
    return any((VLC_ROOT / "usr/lib").glob("*/vlc/plugins/access/liblive555_plugin.so"))


def _as_nobody():
    """VLC may not run as root."""
    if os.geteuid() != 0:
        return []
    root = [] if Path("/") == VLC_ROOT else ["chroot", str(VLC_ROOT)]
    return [*root, "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "env", "HOME=/tmp"]


@pytest.fixture
def film():
    """A file that VLC, as nobody and in its own system, may write."""
    folder = Path(tempfile.mkdtemp(prefix="vigie-vlc-", dir=VLC_ROOT / "tmp"))
    folder.chmod(0o777)
    yield folder / "got.ts"
    shutil.rmtree(folder)


@pytest.mark.skipif(not _vlc_speaks_rtsp(), reason="this VLC has no RTSP client: built without live555")
@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_vlc_records_every_picture(open_town, assert_consecutive, digests, film, transport):
    options = ["-I", "dummy", "--no-audio", "--quiet", *(["--rtsp-tcp"] if transport == "tcp" else [])]
    inside = Path("/") / film.relative_to(VLC_ROOT)
    output = f"#std{{access=file,mux=ts,dst={inside}}}"
    source = ["--run-time=30", "--sout", output, "vlc://quit"]
    async with open_town() as town:
        status, said = await _run(*_as_nobody(), "vlc", *options, town.url("cam-001"), *source)
    assert status == 0, said
    received = await asyncio.to_thread(digests, "-i", film)
    assert len(received) >= RECORDED - 50  # it counts its own start among the thirty seconds
    assert_consecutive(received, "h264")
