"""`vigie simulate` as a process: real clips, a broken one, news, and a clean end."""

import asyncio
import json
import shutil
import signal
import sys
from contextlib import asynccontextmanager

import pytest


@asynccontextmanager
async def _simulate(*arguments):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "vigie",
        "simulate",
        "--json",
        "--port",
        "0",
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def _news(process, wanted):
    async with asyncio.timeout(60):
        async for line in process.stdout:
            news = json.loads(line)
            if wanted(news):
                return news
    raise AssertionError((await process.stderr.read()).decode())


def _is_complete(news):
    return news["type"] == "progress" and news["ready"] == news["total"] and news["skipped"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_clips_are_shown_a_broken_one_is_named_and_a_signal_ends_it_cleanly(
    film_files, tmp_path, number
):
    clips = tmp_path / "clips"
    clips.mkdir()
    shutil.copy(film_files("h264"), clips / "a.mp4")
    shutil.copy(film_files("h264", "320x240"), clips / "b.mp4")
    (clips / "broken.mp4").write_bytes(b"no film")
    async with _simulate("--cameras", 5, "--media", clips, "--data", tmp_path / "data") as process:
        up = await _news(process, lambda news: news["type"] == "up")
        assert up["rtsp_port"] > 0
        done = await _news(
            process, lambda news: news.get("ready") == news.get("total") and news.get("skipped")
        )
        assert list(done["skipped"]) == ["broken.mp4"]
        assert "broken.mp4" in done["skipped"]["broken.mp4"]
        process.send_signal(number)
        _, said = await asyncio.wait_for(process.communicate(), 20)
        assert process.returncode == 0
        assert said == b""


async def test_a_folder_that_is_none_is_refused_with_what_to_do(tmp_path):
    async with _simulate("--media", tmp_path / "none", "--data", tmp_path) as process:
        _, said = await asyncio.wait_for(process.communicate(), 30)
        assert process.returncode == 2
        assert b"media_folder" in said
