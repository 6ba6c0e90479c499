"""`vigie bench wall`: how long an operator waits for the first pictures of a wall, while all is recorded.

A real Chromium, signed in, opens the wall's page; the clock runs from the request of the page to the first
picture drawn in every tile, as the page itself sees it (`requestVideoFrameCallback`). Each round opens it
twice: in a fresh browser that holds nothing of the pages (the target), and again in the same one. Cameras
send 1080p and a sub-stream of 640×360; a tile shows the sub-stream.
"""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from vigie.bench.recorder import bench_recorder
from vigie.bench.report import Figures, Report, Target
from vigie.bench.town import bench_town
from vigie.bench.viewers import sign_in
from vigie.kernel.errors import Unavailable

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

FIRST_PICTURES_LIMIT_S = 1.5
FIRST_WALL_TILES = 16
"""What the wall shows to somebody who has not arranged it yet."""

SETTLE_S = 10.0
PATIENT_S = 60.0
LOOK_S = 0.1
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
STEPS = ("asked", "open", "octets", "pictures")
WATCH = """(() => {
  const seen = { asked: [], open: [], octets: [], pictures: [] };
  window.vigieBench = seen;
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(url, ...others) {
      super(url, ...others);
      if (!String(url).includes("/api/live/")) return;
      seen.asked.push(performance.now());
      this.addEventListener("open", () => seen.open.push(performance.now()));
      const first = message => {
        if (typeof message.data === "string") return;
        seen.octets.push(performance.now());
        this.removeEventListener("message", first);
      };
      this.addEventListener("message", first);
    }
  };
  const known = new WeakSet();
  document.addEventListener("loadedmetadata", ({ target }) => {
    if (!(target instanceof HTMLVideoElement) || known.has(target)) return;
    known.add(target);
    target.requestVideoFrameCallback(now => seen.pictures.push(now));
  }, true);
})()"""
"""Notes, in ms since the page was asked for, when sockets were asked for, opened, and brought their first
bytes, and when each tile drew its first picture."""


@dataclass(frozen=True, slots=True)
class Opening:
    """When the last tile of a wall reached each step, in seconds since the page was asked for."""

    asked: float
    open: float
    octets: float
    pictures: float


async def run(*, cameras: int, rounds: int, arrival: str, keep: Path) -> Report:
    """Record all cameras, then open the wall `rounds` times in fresh browsers, and again in each.

    Raises:
        Unavailable: there is no Chromium or no Playwright; the message says how to install them.
    """
    program = browser_program()
    tiles = min(cameras, FIRST_WALL_TILES)
    with bench_town(cameras, arrival, keep) as town, TemporaryDirectory(prefix="vigie-bench-") as folder:
        async with bench_recorder(town, Path(folder), beside=("centre",), sub_streams=True) as recorder:
            await recorder.until_recording(cameras)
            cookie = await sign_in(recorder.plan.address)
            await asyncio.sleep(SETTLE_S)
            fresh, again = await _openings(program, recorder.plan.address, cookie, tiles, rounds)
            lost = int((await recorder.counters())["vigie_receiver_packets_lost_total"])
    ours: Figures = {
        "cameras": cameras,
        "tiles": tiles,
        "rounds": rounds,
        **_figures("fresh", fresh),
        **_figures("again", again),
        "packets_lost": lost,
    }
    first = median(each.pictures for each in fresh)
    targets = {
        "first_pictures_s": Target.at_most(first, FIRST_PICTURES_LIMIT_S),
        "packets_lost": Target.at_most(lost, 0),
    }
    return Report("wall", ours, targets=targets)


def browser_program() -> str:
    """Return the path of this machine's Chromium.

    Raises:
        Unavailable: there is none.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise Unavailable("Chromium is missing: apt install chromium", code="no_browser")
    return found


async def _openings(
    program: str, address: str, cookie: str, tiles: int, rounds: int
) -> tuple[list[Opening], list[Opening]]:
    try:
        from playwright.async_api import async_playwright  # noqa: PLC0415 - of the check group only
    except ImportError as error:
        raise Unavailable("Playwright is missing: ./check installs it", code="no_browser") from error
    fresh, again = [], []
    async with async_playwright() as playwright:
        for _ in range(rounds):
            browser = await playwright.chromium.launch(executable_path=program, args=list(FLAGS))
            try:
                context = await _signed_in(browser, address, cookie)
                fresh.append(await _open(context, address, tiles))
                again.append(await _open(context, address, tiles))
            finally:
                await browser.close()
    return fresh, again


async def _signed_in(browser: "Browser", address: str, cookie: str) -> "BrowserContext":
    size: Any = {"width": 1920, "height": 1080}
    context = await browser.new_context(viewport=size, locale="fr-FR")
    pairs = (pair.partition("=") for pair in cookie.split("; "))
    await context.add_cookies([{"name": name, "value": value, "url": address} for name, _, value in pairs])
    await context.add_init_script(WATCH)
    return context


async def _open(context: "BrowserContext", address: str, tiles: int) -> Opening:
    """Open the wall's page until all its tiles show a picture."""
    page = await context.new_page()
    try:
        await page.goto(f"{address}mur", wait_until="commit")
        seen: dict[str, list[float]] = {}
        for _ in range(round(PATIENT_S / LOOK_S)):
            await asyncio.sleep(LOOK_S)
            seen = await page.evaluate("window.vigieBench")
            if len(seen["pictures"]) >= tiles:
                return opening(seen, tiles)
    finally:
        await page.close()
    counted = {step: len(seen.get(step, ())) for step in STEPS}
    raise Unavailable(f"after {PATIENT_S:g} s the wall still waits: {counted}", code="no_pictures")


def opening(seen: dict[str, list[float]], tiles: int) -> Opening:
    """Return the moment, in seconds, at which the last of the tiles reached each step."""
    return Opening(*(round(sorted(seen[step])[:tiles][-1] / 1000, 3) for step in STEPS))


def _figures(kind: str, openings: Sequence[Opening]) -> dict[str, float]:
    pictures = [each.pictures for each in openings]
    return {
        f"{kind}_sockets_asked_s": median(each.asked for each in openings),
        f"{kind}_sockets_open_s": median(each.open for each in openings),
        f"{kind}_first_octets_s": median(each.octets for each in openings),
        f"{kind}_first_pictures_s": median(pictures),
        f"{kind}_first_pictures_worst_s": max(pictures),
    }
