"""Towns on free ports that play one generated film, each picture of which can be recognised."""

import itertools
import shutil
import subprocess
from contextlib import asynccontextmanager

import pytest

from vigie.simulator.films import load_film
from vigie.simulator.settings import TownSettings
from vigie.simulator.town import running_town

ENCODERS = {
    "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0"],
    "h264-b": ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2"],
    "h265": [
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=error:keyint=12:bframes=0",
    ],
}


def digests(*arguments):
    """Return the MD5 of each decoded picture that ffmpeg reads by these arguments."""
    command = ["ffmpeg", "-nostdin", "-v", "error", *map(str, arguments)]
    command += ["-map", "0:v", "-f", "framemd5", "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return read_digests(done.stdout)


def read_digests(text):
    """Return the digests in what ffmpeg's framemd5 writes."""
    return [line.rsplit(",", 1)[1].strip() for line in text.splitlines() if line.startswith("0,")]


@pytest.fixture(scope="session")
def film_files(tmp_path_factory):
    """Make a film of three seconds in any codec: 25 pictures a second, a keyframe each half second."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg is not installed: apt install ffmpeg")
    made = {}

    def make(codec="h264", size="640x360"):
        if (codec, size) not in made:
            path = tmp_path_factory.mktemp("films") / f"{codec}-{size}.mp4"
            source = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25", "-t", "3", "-g", "12"]
            command = ["ffmpeg", "-nostdin", "-v", "error", *source, *ENCODERS[codec], str(path)]
            subprocess.run(command, check=True, timeout=60)
            made[codec, size] = path
        return made[codec, size]

    return make


@pytest.fixture
def open_town(tmp_path, film_files):
    """Return a context manager that runs a town of one film (`codec`) with any settings."""

    @asynccontextmanager
    async def run(codec="h264", cameras=2, others=(), **settings):
        films = [load_film(codec, film_files(codec), film_files(codec))]
        films += [load_film(size, film_files("h264", size), film_files("h264", size)) for size in others]
        async with running_town(TownSettings(cameras=cameras, data=tmp_path, **settings), films[:1]) as town:
            for film in films[1:]:
                town.programme.add(film)
            yield town

    return run


@pytest.fixture
def assert_consecutive(film_files):
    """Fail unless these decoded pictures are the film's own, none missing, none twice, across its loops."""

    def check(received, codec):
        source = digests("-i", film_files(codec))
        assert len(set(source)) == len(source)
        numbers = [source.index(digest) for digest in received]
        steps = {(after - before) % len(source) for before, after in itertools.pairwise(numbers)}
        assert steps == {1}

    return check


@pytest.fixture(name="digests")
def _digests():
    return digests


@pytest.fixture(name="read_digests")
def _read_digests():
    return read_digests
