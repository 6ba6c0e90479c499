"""An index as full as a town's: a month of one-minute segments, written straight into the tables."""

import asyncio
import sqlite3
from collections.abc import Iterator
from typing import Any

from vigie.archive import store
from vigie.archive.model import SegmentState
from vigie.kernel.ids import CameraId, VolumeId
from vigie.kernel.instants import DAY_US, SECOND_US, UtcUs
from vigie.kernel.store import Database

SEGMENT_US = 60 * SECOND_US
SEGMENT_BYTES = 30_000_000
"""A minute at 4 Mbit/s."""

COLUMNS = [column.name for column in store.segment_table.columns]
MINUTES_A_DAY = 1_440
MISSING_MINUTES = 60


def camera(number: int) -> CameraId:
    """Return the id of camera `number`, from 0."""
    return CameraId(f"cam-{number + 1:03}")


async def filled(
    database: Database, rows: int, cameras: int, volume_id: VolumeId, end: UtcUs
) -> tuple[UtcUs, UtcUs]:
    """Have an index of `rows` closed segments, the newest ending at `end`; return when they begin and end.

    An index that an earlier run left is taken as it is: its last camera, which nothing films, tells its time.
    """
    minutes = rows // cameras
    async with database.snapshot() as tx:
        left = (await store.tail(tx, camera(cameras - 1))).end
    if left is None:
        await _fill(database, cameras, minutes, volume_id, UtcUs(end - minutes * SEGMENT_US))
    newest = end if left is None else left
    return UtcUs(newest - minutes * SEGMENT_US), newest


async def _fill(database: Database, cameras: int, minutes: int, volume_id: VolumeId, first: UtcUs) -> None:
    values = _values(cameras, minutes, volume_id, first)
    if database.is_sqlite:
        await asyncio.to_thread(_fill_sqlite, database, values)
    else:
        await _fill_postgresql(database, values)


def _values(cameras: int, minutes: int, volume_id: VolumeId, first: UtcUs) -> Iterator[tuple[Any, ...]]:
    """Yield rows as the primary key orders them; an hour of each day of each camera is missing."""
    digest, key, closed = bytes(32), bytes(68), int(SegmentState.CLOSED)
    for number in range(cameras):
        name = camera(number)
        for minute in range(minutes):
            if minute % MINUTES_A_DAY < MISSING_MINUTES and number % 2:
                continue
            start = first + minute * SEGMENT_US
            end = start + SEGMENT_US
            due = start + 30 * DAY_US
            yield (
                name,
                start,
                end,
                volume_id,
                due,
                0,
                closed,
                86,
                SEGMENT_BYTES,
                5_400_000,
                digest,
                key,
                end,
            )


def _fill_sqlite(database: Database, values: Iterator[tuple[Any, ...]]) -> None:
    path = database.engine.url.database
    connection = sqlite3.connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        marks = ", ".join("?" * len(COLUMNS))
        names = ", ".join(COLUMNS)
        connection.executemany(f"INSERT INTO segment ({names}) VALUES ({marks})", values)  # noqa: S608 - our own names
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


async def _fill_postgresql(database: Database, values: Iterator[tuple[Any, ...]]) -> None:
    async with database.transaction() as tx:
        raw = (await tx.get_raw_connection()).driver_connection
        if raw is None:
            raise RuntimeError("the driver gave no connection")
        await raw.copy_records_to_table("segment", records=values, columns=COLUMNS)
        await tx.exec_driver_sql("ANALYZE segment")
