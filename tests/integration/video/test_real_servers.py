"""Our ingest beside `ffmpeg -c copy`, on the same RTSP server, which nobody here wrote.

Both record the same clip; packets and decoded pictures must be equal, and ffprobe must find no fault.
"""

import asyncio
from pathlib import Path

import pytest
from peers import media, servers

from vigie.kernel.ids import CameraId
from vigie.kernel.instants import SystemClock
from vigie.video.access_unit import AccessUnit, StreamName
from vigie.video.fmp4 import FragmentWriter, init_segment
from vigie.video.ingest import Ingest, Source, Transport
from vigie.video.settings import IngestSettings
from vigie.video.source import ReceiverStatus

SECONDS = 30
PATIENT_S = 90
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    folder.chmod(0o755)
    return folder


async def record_ours(
    url: str, target: Path, *, transport: Transport, account: tuple[str, str] | None
) -> list[AccessUnit]:
    """Record until the server ends the stream, and write all pictures as one fragmented MP4."""
    take = Take()
    user, password = account or (None, None)
    ingest = Ingest(SystemClock(), take.on_unit, take.on_status, IngestSettings())
    ingest.set_sources([Source(CameraId("cam-1"), StreamName.MAIN, url, user, password, transport)])
    task = asyncio.create_task(ingest.run())
    try:
        await asyncio.wait_for(take.ended.wait(), SECONDS + PATIENT_S)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    _write(take.units, target)
    return take.units


class Take:
    """What one playing of the clip brought: it ends when ingest says that the pictures stopped, and why."""

    def __init__(self) -> None:
        self.units: list[AccessUnit] = []
        self.ended = asyncio.Event()

    def on_unit(self, unit: AccessUnit) -> None:
        if not self.ended.is_set():  # else it is the next playing: ingest connects again by itself
            self.units.append(unit)

    def on_status(self, status: ReceiverStatus) -> None:
        if self.units and status.reason is not None:
            self.ended.set()


def _write(units: list[AccessUnit], target: Path) -> None:
    writer = FragmentWriter()
    fragments = [writer.fragment(units, next_pts_90k=None)]
    target.write_bytes(init_segment(units[0].parameters) + b"".join(fragments))


async def record_ffmpeg(url: str, target: Path, *, transport: str, account: tuple[str, str] | None) -> None:
    """Record the same stream by `ffmpeg -c copy`."""
    if account:
        url = url.replace("rtsp://", f"rtsp://{account[0]}:{account[1].replace(' ', '%20')}@")
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        "-rtsp_transport",
        transport,
        "-timeout",
        "3000000",
        "-i",
        url,
    ]
    process = await asyncio.create_subprocess_exec(*command, "-map", "0:v", "-c", "copy", str(target))
    await asyncio.wait_for(process.wait(), SECONDS + PATIENT_S)


GSTREAMER_CASES = [
    ("h264", Transport.TCP, None),
    ("h264", Transport.UDP, "digest"),
    ("h264", Transport.TCP, "basic"),
    ("h265", Transport.TCP, "digest"),
    ("h265", Transport.UDP, None),
]


@pytest.mark.parametrize(("codec", "transport", "auth"), GSTREAMER_CASES)
async def test_gstreamer_is_recorded_like_ffmpeg_does(
    codec, transport, auth, footage_or_none, clip_folder, tmp_path
):
    clip = media.street_clip(footage_or_none, clip_folder, codec=codec, seconds=SECONDS)
    account = ("vigie", "mot de passe") if auth else None
    ours, theirs = tmp_path / "ours.mp4", tmp_path / "theirs.mp4"
    with servers.gstreamer(clip, codec=codec, auth=auth) as url:
        await asyncio.gather(
            record_ours(url, ours, transport=transport, account=account),
            record_ffmpeg(url, theirs, transport=transport.value.lower(), account=account),
        )
    assert media.packet_count(ours) == media.packet_count(theirs) == media.packet_count(clip)
    assert media.picture_digests(ours) == media.picture_digests(clip)
    assert media.complaints(ours) == ""
    if codec == "h264":  # Debian's Chromium decodes no H.265
        assert await media.seconds_played_by_chromium(ours) > 0.3


async def test_pictures_with_b_frames_are_recorded_whole(footage_or_none, clip_folder, tmp_path):
    clip = media.street_clip(footage_or_none, clip_folder, codec="h264-b", seconds=10)
    ours = tmp_path / "ours.mp4"
    with servers.gstreamer(clip, codec="h264") as url:
        await record_ours(url, ours, transport=Transport.TCP, account=None)
    assert media.picture_digests(ours) == media.picture_digests(clip)
    assert media.complaints(ours) == ""
    assert await media.seconds_played_by_chromium(ours) > 0.3


async def test_vlc_is_recorded_like_ffmpeg_does(footage_or_none, clip_folder, tmp_path):
    clip = media.street_clip(footage_or_none, clip_folder, codec="h264", seconds=SECONDS)
    ours, theirs = tmp_path / "ours.mp4", tmp_path / "theirs.mkv"
    with servers.vlc(clip) as url:
        await asyncio.gather(
            record_ours(url, ours, transport=Transport.UDP, account=None),
            record_ffmpeg(url, theirs, transport="udp", account=None),
        )
    sent, mine = media.picture_digests(clip), media.picture_digests(ours)
    peer = [digest for digest in media.picture_digests(theirs) if digest in sent]  # VLC leaves in mid-picture
    common = min(len(mine), len(peer))
    assert common > (SECONDS - 8) * 10
    assert mine[-common:] == peer[-common:]
    assert mine == sent[sent.index(mine[0]) :][: len(mine)]
    assert media.complaints(ours) == ""


async def test_a_wrong_password_is_said_and_not_hammered(footage_or_none, clip_folder):
    clip = media.street_clip(footage_or_none, clip_folder, codec="h264", seconds=SECONDS)
    statuses, told = [], asyncio.Event()

    def on_status(status):
        statuses.append(status)
        if status.reason is not None:
            told.set()

    with servers.gstreamer(clip, codec="h264", auth="digest") as url:
        ingest = Ingest(SystemClock(), lambda _unit: None, on_status, IngestSettings())
        ingest.set_sources([Source(CameraId("cam-1"), StreamName.MAIN, url, "vigie", "faux", Transport.TCP)])
        task = asyncio.create_task(ingest.run())
        await asyncio.wait_for(told.wait(), PATIENT_S)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert [status.reason for status in statuses if status.reason is not None][:1] == ["wrong_password"]
