"""Real H.264 through writer, disk and playback: ffprobe reads every picture, plain, sealed, and as HLS."""

import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from vigie.archive.collection import Collection
from vigie.archive.keys import Keyring
from vigie.archive.media import SegmentMedia
from vigie.archive.model import Segment
from vigie.archive.muxer import Fmp4Muxer
from vigie.archive.settings import ArchiveSettings
from vigie.archive.store import TABLES, segments
from vigie.archive.volumes import open_volume
from vigie.archive.writer import ArchiveWriter, register_volumes
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs
from vigie.kernel.store import Database, metadata
from vigie.testing.archive import ALWAYS
from vigie.testing.clock import START, FakeClock
from vigie.video.access_unit import AccessUnit, Codec, ParameterSets, StreamName

CAM = CameraId("cam-1")
SECONDS, FPS = 13, 25


@pytest.fixture(scope="session")
def elementary(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Thirteen seconds of H.264 with delimiters between pictures, from ffmpeg."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed")
    path = tmp_path_factory.mktemp("video") / "film.h264"
    source = f"testsrc2=size=320x240:rate={FPS}:duration={SECONDS}"
    options = [
        "-c:v",
        "libx264",
        "-g",
        "50",
        "-bf",
        "0",
        "-x264-params",
        "aud=1:scenecut=0",
        "-pix_fmt",
        "yuv420p",
    ]
    subprocess.run(["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, *options, str(path)], check=True)
    return path.read_bytes()


def access_units(elementary: bytes) -> Iterator[AccessUnit]:
    """Cut a byte stream (H.264 annex B) into pictures 1/25 s apart."""
    nals = [nal.rstrip(b"\0") for nal in elementary.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1") if nal]
    sps = tuple({nal for nal in nals if nal[0] & 31 == 7})
    pps = tuple({nal for nal in nals if nal[0] & 31 == 8})
    parameters = ParameterSets(Codec.H264, 320, 240, (), sps, pps)
    pictures: list[list[bytes]] = []
    for nal in nals:
        if nal[0] & 31 == 9:
            pictures.append([])
        elif nal[0] & 31 in {1, 5, 6}:
            pictures[-1].append(nal)
    for number, picture in enumerate(pictures):
        yield AccessUnit(
            CAM,
            StreamName.MAIN,
            parameters,
            any(nal[0] & 31 == 5 for nal in picture),
            number * 3_600,
            UtcUs(START + number * 40_000),
            b"".join(len(nal).to_bytes(4, "big") + nal for nal in picture),
        )


def probe(path: Path) -> tuple[int, float, str]:
    """Return decoded pictures, first presentation time and error output of a file, by ffprobe."""
    command = ["ffprobe", "-v", "warning", "-count_frames", "-show_streams", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (stream,) = json.loads(done.stdout)["streams"]
    return int(stream["nb_read_frames"]), float(stream["start_time"]), done.stderr


@pytest.fixture(params=[False, True], ids=["plain", "sealed"])
async def recorded(
    request: pytest.FixtureRequest, tmp_path: Path, elementary: bytes
) -> AsyncIterator[tuple[Collection, list[Segment]]]:
    settings = ArchiveSettings(segment_s=4, min_free_bytes=0, encrypt=request.param)
    database = Database.sqlite(tmp_path / "vigie.db")
    async with database.transaction() as tx:
        await tx.run_sync(lambda connection: metadata.create_all(connection, tables=TABLES))
    volumes = [open_volume(tmp_path / "volume")]
    await register_volumes(database, volumes)
    keyring = Keyring(tmp_path / "keys")
    writer = ArchiveWriter(
        database,
        volumes,
        FakeClock(),
        settings,
        muxer=Fmp4Muxer(),
        make_key=keyring.make if request.param else lambda _camera, _start: None,
    )
    await writer.set_recordable({CAM: 30})
    writer.start()
    for unit in access_units(elementary):
        writer.accept(unit)
    await writer.close()
    async with database.snapshot() as tx:
        rows = await segments(tx, CAM, ALWAYS)
    yield Collection(volumes, keyring), rows
    await database.close()


def served(media: SegmentMedia, first: int, stop: int) -> bytes:
    return media.init() + b"".join(media.fragments(first, stop))


async def test_every_picture_is_there(
    recorded: tuple[Collection, list[Segment]], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    collection, rows = recorded
    assert len(rows) == 4
    counted = 0
    for row in rows:
        copy = tmp_path / "copy.mp4"
        if row.key is None:
            shutil.copy(collection.path(row), copy)
        else:
            with collection.open(row) as media:
                copy.write_bytes(media.init() + b"".join(media.fragments(0, len(media.parts), placed=False)))
        pictures, start, errors = probe(copy)
        assert (start, errors) == (0, "")
        counted += pictures
    assert counted == SECONDS * FPS


async def test_chunks_stand_at_their_utc_and_join_without_a_seam(
    recorded: tuple[Collection, list[Segment]], tmp_path: Path
) -> None:
    collection, rows = recorded
    joined = tmp_path / "joined.mp4"
    data = b""
    for number, row in enumerate(rows):
        with collection.open(row) as media:
            data += served(media, 0, len(media.parts)) if number == 0 else b"".join(media.fragments(0, 99))
    joined.write_bytes(data)
    pictures, start, errors = probe(joined)
    assert (pictures, errors) == (SECONDS * FPS, "")
    assert start == pytest.approx(START / 1e6, abs=0.001)


@pytest.mark.skipif(shutil.which("vlc") is None, reason="vlc is not installed")
async def test_vlc_plays_what_is_served_as_it_plays_an_ordinary_film(
    recorded: tuple[Collection, list[Segment]], tmp_path: Path
) -> None:
    collection, rows = recorded
    film, ordinary = tmp_path / "served.mp4", tmp_path / "ordinary.mp4"
    with collection.open(rows[0]) as media:
        film.write_bytes(media.init() + b"".join(media.fragments(0, len(media.parts), placed=False)))
    assert _run(["ffmpeg", "-v", "error", "-i", str(film), "-c", "copy", str(ordinary)]) == 0
    _reachable(tmp_path)
    shown, expected = played_by_vlc(film), played_by_vlc(ordinary)
    assert shown == expected
    assert (
        shown >= 4 * FPS - 5
    )  # its writer of transport streams keeps the last pictures of any film to itself


def played_by_vlc(film: Path) -> int:
    """Return how many pictures VLC takes out of a film and ffprobe then decodes."""
    played = film.with_suffix(".ts")
    command = ["vlc", "-I", "dummy", "--no-audio", "--quiet", str(film)]
    command += ["--sout", f"#std{{access=file,mux=ts,dst={played}}}", "vlc://quit"]
    assert _run([*_as_nobody(), *command]) == 0
    return probe(played)[0]


def _run(command: list[str]) -> int:
    return subprocess.run(command, timeout=60, check=False).returncode


def _as_nobody() -> list[str]:
    """VLC refuses to run as root."""
    drop = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/tmp"]
    return drop if os.geteuid() == 0 else []


def _reachable(folder: Path) -> None:
    folder.chmod(0o777)
    for parent in list(folder.parents)[:3]:
        if os.geteuid() == 0 and "pytest" in str(parent):
            parent.chmod(0o755)
