"""`vigie bench archive`: a month of 104 cameras in the index; timelines, what is due, destruction, seeking.

No program beside us keeps such an index, so there is no peer. HTTP is asked of a whole centre in this very
process, so the figures hold the client's cost, too.
"""

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

import httpx

from vigie import demo_town, migrations
from vigie.archive import store
from vigie.archive.model import Segment, SegmentState
from vigie.archive.reaper import Reaper
from vigie.archive.room import ArchiveRoom, open_room
from vigie.archive.service import read_timeline
from vigie.audit import Journal
from vigie.bench.archive_film import record_minutes
from vigie.bench.archive_rows import MINUTES_A_DAY, SEGMENT_BYTES, SEGMENT_US, camera, filled
from vigie.bench.report import Report, Target
from vigie.bootstrap.centre import run_centre
from vigie.bootstrap.demo import prepare_demo
from vigie.kernel.instants import DAY_US, HOUR_US, SECOND_US, Interval, SystemClock, UtcUs
from vigie.kernel.store import Database
from vigie.settings import Settings

CAMERAS = 104
ASKED = 200
SOUGHT = 40
FILM_MINUTES = 4
DUE_MINUTES = 2
USER = "chef"
KEY = bytes(range(68))
"""A wrapped key that opens nothing."""
PATIENT_S = 60


async def run(
    *, rows: int, database_url: str | None = None, seed: int = 1, keep: Path | None = None
) -> Report:
    """Measure on an index of `rows` segments.

    Args:
        rows: about as many segments as the index gets; 4.5 million are a month of 104 cameras.
        database_url: a database of its own, none: SQLite; an index that an earlier run left is used again.
        seed: which days are asked for.
        keep: a folder for volume, keys and (SQLite) index, so that the next run need not make them again.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable figures, no secret
    with _folder(keep) as folder:
        plan = demo_town.plan(cameras=CAMERAS, media=None, data=folder, port=0)
        settings = plan.settings.model_copy(update={"database_url": database_url})
        database = Database(settings.database_address)
        try:
            await prepare_demo(settings, plan.drafts())
            return await _measure(database, settings, plan.address, rows, chance)
        finally:
            await database.close()


async def _measure(
    database: Database, settings: Settings, address: str, rows: int, chance: random.Random
) -> Report:
    await migrations.upgrade(database)
    room = await open_room(database, settings.data, settings.archive)
    now = SystemClock().now()
    oldest, newest = await filled(database, rows, CAMERAS, room.volumes[0].id, UtcUs(now - HOUR_US))
    start = UtcUs(now - HOUR_US // 2)
    filmed = await record_minutes(room, database, settings, camera(0), start, FILM_MINUTES)
    days = [_a_day(chance, oldest, newest) for _ in range(ASKED)]
    in_store = [await _timed(partial(_drawn, database, *each)) for each in days]
    due_ms = [await _timed(partial(_due, database, now)) for _ in range(ASKED)]
    async with _centre(settings, address) as client:
        over_http = [await _timed(partial(_asked, client, *each)) for each in days]
        seeks = await _seeks(client, filmed, chance)
    cpu_s, wall_s = await _destroyed(database, room, UtcUs((oldest // DAY_US - 1) * DAY_US))
    share = cpu_s / (DUE_MINUTES * 60)
    async with database.snapshot() as tx:
        count, _ = await store.count_segments(tx)
    ours: dict[str, float | int | str] = {
        "database": "sqlite" if database.is_sqlite else "postgresql",
        "segments": count,
        **_spread("timeline_store_ms", in_store),
        **_spread("timeline_http_ms", over_http),
        **_spread("due_ms", due_ms),
        **_spread("seek_http_ms", seeks),
        "destroyed_segments": DUE_MINUTES * CAMERAS,
        "destroyed_cpu_s": round(cpu_s, 3),
        "destroyed_wall_s": round(wall_s, 3),
        "destruction_cores": round(share, 4),
    }
    targets = {
        "timeline_store_p95_ms": Target.at_most(_p95(in_store), 5.0),
        "timeline_http_p95_ms": Target.at_most(_p95(over_http), 20.0),
        "due_p95_ms": Target.at_most(_p95(due_ms), 10.0),
        "seek_p95_ms": Target.at_most(_p95(seeks), 400.0),
        "destruction_cores": Target.at_most(share, 0.05),
    }
    return Report("archive", ours, targets=targets)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Give the folder to work in: `keep`, or one that goes with the run."""
    if keep is None:
        with TemporaryDirectory(prefix="vigie-bench-") as name:
            yield Path(name)
    else:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep


def _a_day(chance: random.Random, oldest: UtcUs, newest: UtcUs) -> tuple[int, Interval]:
    start = UtcUs(chance.randrange(oldest, max(oldest + 1, newest - DAY_US)))
    return chance.randrange(CAMERAS), Interval(start, UtcUs(start + DAY_US))


async def _drawn(database: Database, number: int, day: Interval) -> None:
    await database.read(lambda tx: read_timeline(tx, camera(number), day))


async def _due(database: Database, now: UtcUs) -> None:
    await database.read(lambda tx: store.due(tx, now, 500))


async def _asked(client: httpx.AsyncClient, number: int, day: Interval) -> None:
    span: dict[str, int] = {"start_us": day.start, "end_us": day.end}
    answer = await client.get(f"/api/archive/cameras/{camera(number)}/timeline", params=span)
    answer.raise_for_status()


async def _seeks(client: httpx.AsyncClient, filmed: Interval, chance: random.Random) -> list[float]:
    """Return how long it takes from choosing an instant to holding the bytes that a player shows first."""
    body = {
        "camera_ids": [camera(0)],
        "start_us": filmed.start,
        "end_us": filmed.end,
        "reason": "mesure",
        "basis": "mesure",
    }
    opened = await client.post("/api/archive/consultations", json=body)
    opened.raise_for_status()
    consultation = opened.json()["id"]
    took = []
    for _ in range(SOUGHT):
        at = chance.randrange(filmed.start, filmed.end - 10 * SECOND_US)
        took.append(await _timed(partial(_seek, client, consultation, UtcUs(at), filmed.end)))
    return took


async def _seek(client: httpx.AsyncClient, consultation: str, at: UtcUs, end: UtcUs) -> None:
    query: dict[str, int | str] = {"start_us": at, "end_us": end, "consultation": consultation}
    playlist = await client.get(f"/api/archive/cameras/{camera(0)}/playlist.m3u8", params=query)
    playlist.raise_for_status()
    lines = playlist.text.splitlines()
    init = next(line.split('URI="')[1].split('"')[0] for line in lines if line.startswith("#EXT-X-MAP"))
    first = next(line for line in lines if line and not line.startswith("#"))
    for path in (init, first):
        answer = await client.get(str(playlist.url.join(path)))
        answer.raise_for_status()


async def _destroyed(database: Database, room: ArchiveRoom, start: UtcUs) -> tuple[float, float]:
    """Destroy what all cameras wrote in some minutes, files of the real size; return CPU and wall seconds."""
    clock = SystemClock()
    volumes = {volume.id: volume for volume in room.volumes}
    reaper = Reaper(database, volumes, room.files, room.keyring, Journal(clock), clock)
    await reaper.run_once()  # signs a month of days first, which a town does day by day
    rows = await asyncio.to_thread(_make_due, room, start)
    async with database.transaction() as tx:
        await store.insert_segments(tx, rows)
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    state = await reaper.run_once()
    cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
    if state.destroyed < len(rows) or state.failures:
        raise RuntimeError(f"{state.destroyed} of {len(rows)} destroyed: {state.failures}")
    return cpu_s, wall_s


def _make_due(room: ArchiveRoom, start: UtcUs) -> list[Segment]:
    """Write files of the real size, and a whole day's keys, among which those to erase are looked for."""
    volume = room.volumes[0]
    for minute in range(MINUTES_A_DAY):
        for number in range(CAMERAS):
            room.keyring.book.add(camera(number), UtcUs(start + minute * SEGMENT_US), KEY)
    rows = []
    for number in range(CAMERAS):
        for minute in range(DUE_MINUTES):
            began = UtcUs(start + minute * SEGMENT_US)
            path = volume.final_path(camera(number), began)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, SEGMENT_BYTES)
            rows.append(
                Segment(
                    camera(number),
                    began,
                    UtcUs(began + SEGMENT_US),
                    volume.id,
                    UtcUs(began + DAY_US),
                    0,
                    SegmentState.CLOSED,
                    86,
                    SEGMENT_BYTES,
                    5_400_000,
                    bytes(32),
                    KEY,
                    UtcUs(began + SEGMENT_US),
                )
            )
    return rows


@asynccontextmanager
async def _centre(settings: Settings, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """Run a whole centre and give a client that is signed in."""
    stop = asyncio.Event()
    serving = asyncio.create_task(run_centre(settings, stop))
    try:
        async with httpx.AsyncClient(base_url=address, headers={"X-Vigie": "1"}, timeout=PATIENT_S) as client:
            await _until_up(client)
            answer = await client.post("/api/session", json={"username": USER, "password": USER})
            answer.raise_for_status()
            yield client
    finally:
        stop.set()
        await serving


async def _until_up(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENT_S):
        while True:
            with suppress(httpx.TransportError):
                if (await client.get("/api/health")).status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(0.1)


async def _timed(act: Callable[[], Awaitable[None]]) -> float:
    """Return the milliseconds that an act takes."""
    started = time.perf_counter()
    await act()
    return (time.perf_counter() - started) * 1_000


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[18]


def _spread(name: str, values: list[float]) -> dict[str, float]:
    return {f"{name}_p50": round(quantiles(values, n=2)[0], 2), f"{name}_p95": round(_p95(values), 2)}
