"""Rows to values and back; what several files of the store say of a segment."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    RowMapping,
    and_,
    exists,
)

from vigie.archive.model import Gap, Segment, SegmentState
from vigie.archive.store.tables import legal_hold_table, segment_table
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs


def segment_row(row: Segment) -> dict[str, Any]:
    """Return a segment as column values."""
    return {
        "camera_id": row.camera_id,
        "start_us": row.start,
        "end_us": row.end,
        "volume_id": row.volume_id,
        "destroy_at_us": row.destroy_at,
        "take": row.take,
        "state": int(row.state),
        "parts": row.parts,
        "size_bytes": row.size,
        "ticks_90k": row.ticks_90k,
        "digest": row.digest,
        "wrapped_key": row.key,
        "closed_us": row.closed_at,
    }


def segment_of(row: Sequence[Any]) -> Segment:
    """Return a row of `segment`, its columns in the table's order: named ones would cost four times more."""
    camera, start, end, volume, destroy_at, take, state, *rest = row
    return Segment(camera, start, end, volume, destroy_at, take, SegmentState(state), *rest)


def gap_of(row: RowMapping) -> Gap:
    """Return a row of `gap`."""
    until = row["until_us"]
    return Gap(
        CameraId(row["camera_id"]),
        UtcUs(row["since_us"]),
        None if until is None else UtcUs(until),
        row["reason"],
        row["detail"],
    )


def is_segment(camera_id: CameraId, start: UtcUs) -> Any:
    """Return the condition that names one segment."""
    return and_(segment_table.c.camera_id == camera_id, segment_table.c.start_us == start)


def is_held() -> Any:
    """Condition: a legal hold that is not released shares an instant with the segment."""
    hold, columns = legal_hold_table.c, segment_table.c
    return exists().where(
        hold.camera_id == columns.camera_id,
        hold.released_at_us.is_(None),
        hold.start_us < columns.end_us,
        hold.end_us > columns.start_us,
    )
