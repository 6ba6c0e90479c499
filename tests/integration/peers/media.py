"""Clips for the peers to play, and what ffmpeg says of a file."""

import subprocess
from pathlib import Path

from playwright.async_api import async_playwright

ENOUGH_S = 1.0
LOOK_MS = 250
PATIENT_LOOKS = 240


def run_ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True)


def street_clip(footage: Path | None, folder: Path, *, codec: str, seconds: int) -> Path:
    """Return a clip of `seconds`: a real street where footage is present, a generated picture elsewhere."""
    target = folder / f"{codec}-{seconds}.mp4"
    if footage is not None:
        source = ["-i", str(footage / "street" / "vtest.mp4")]
    else:
        source = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=12"]
    encoders = {
        "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "24"],
        "h264-b": ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "24"],
        "h265": [
            "-c:v",
            "libx265",
            "-preset",
            "ultrafast",
            "-x265-params",
            "log-level=error:keyint=24:bframes=0",
        ],
    }
    run_ffmpeg(*source, "-t", str(seconds), "-an", *encoders[codec], str(target))
    target.chmod(0o644)
    return target


def picture_digests(path: Path) -> list[str]:
    """Return the MD5 of every decoded picture, in order of presentation."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(path), "-map", "0:v", "-f", "framemd5", "-"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.rsplit(",", 1)[1].strip() for line in shown.splitlines() if not line.startswith("#")]


def packet_count(path: Path) -> int:
    """Return the number of video packets ffprobe reads."""
    command = ["ffprobe", "-v", "error", "-count_packets", "-select_streams", "v:0"]
    command += ["-show_entries", "stream=nb_read_packets", "-of", "csv=p=0", str(path)]
    return int(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip().split(",")[0]
    )


def complaints(path: Path) -> str:
    """Return what ffprobe and a full decode say at level *warning*: an empty text when the file is sound."""
    probe = subprocess.run(
        ["ffprobe", "-v", "warning", str(path)], capture_output=True, text=True, check=False
    )
    command = ["ffmpeg", "-nostdin", "-v", "warning", "-i", str(path), "-map", "0:v", "-f", "null", "-"]
    decode = subprocess.run(command, capture_output=True, text=True, check=False)
    return probe.stderr + decode.stderr


async def seconds_played_by_chromium(path: Path) -> float:
    """Return how far a real Chromium plays a file: a second or more, less where it cannot, -1 on error."""
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        try:
            page = await browser.new_page()
            await page.goto(path.as_uri())
            video = page.locator("video")
            await video.evaluate("video => { video.muted = true; return video.play(); }")
            for _ in range(PATIENT_LOOKS):
                played = float(await video.evaluate("video => video.error ? -1 : video.currentTime"))
                if not 0 <= played < ENOUGH_S:
                    break
                await page.wait_for_timeout(LOOK_MS)
            return played
        finally:
            await browser.close()
