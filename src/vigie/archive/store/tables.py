"""The archive's tables. Instants are UTC microseconds.

`segment` is clustered by (camera, start): a camera-day is one short range scan.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from vigie.kernel.store import metadata

HEARTBEAT: Final = "recorder_heartbeat_us"
REAPER_RAN: Final = "reaper_ran_us"
OVERDUE: Final = "overdue_segments"
OVERDUE_BYTES: Final = "overdue_bytes"
SEALED_UNTIL: Final = "sealed_until_us"
DISKS_SHORT: Final = "disks_short_since_us"
FULL_IN_S: Final = "disks_full_in_s"

UNSETTLED: Final = text("state <> 1")
"""The few rows that are open or being destroyed; said so in a query, it uses their small index."""

CLOSED_WITHIN_US: Final = 7_200_000_000
"""Nearly every segment is closed within two hours from its start: those of a day are found by their start."""

CLOSED_SOON: Final = text(f"closed_us >= start_us AND closed_us <= start_us + {CLOSED_WITHIN_US}")
CLOSED_ODDLY: Final = text(f"(closed_us < start_us OR closed_us > start_us + {CLOSED_WITHIN_US})")
"""The few others (recovered late, cut down to a hold, recorded by a clock set back) have a small index."""

segment_table = Table(
    "segment",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("start_us", BigInteger, primary_key=True, autoincrement=False),
    Column("end_us", BigInteger, nullable=False),
    Column("volume_id", String(32), nullable=False),
    Column("destroy_at_us", BigInteger, nullable=False),
    Column("take", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("parts", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("ticks_90k", BigInteger, nullable=False),
    Column("digest", LargeBinary(32)),
    Column("wrapped_key", LargeBinary(128)),
    Column("closed_us", BigInteger),
    Index("ix_segment_destroy_at_us", "destroy_at_us"),
    Index("ix_segment_unsettled", "state", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    Index("ix_segment_odd", "closed_us", sqlite_where=CLOSED_ODDLY, postgresql_where=CLOSED_ODDLY),
    sqlite_with_rowid=False,
)

gap_table = Table(
    "gap",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("since_us", BigInteger, primary_key=True, autoincrement=False),
    Column("until_us", BigInteger),
    Column("reason", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_with_rowid=False,
)

volume_table = Table(
    "volume",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("path", Text, nullable=False),
)

take_table = Table(
    "archive_take",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("take", Integer, nullable=False),
)

state_table = Table(
    "archive_state",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

destruction_table = Table(
    "destruction",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("start_us", BigInteger, primary_key=True, autoincrement=False),
    Column("destroyed_at_us", BigInteger, primary_key=True, autoincrement=False),
    Column("end_us", BigInteger, nullable=False),
    Column("due_us", BigInteger, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("digest", LargeBinary(32)),
    Column("closed_us", BigInteger),
    Column("volume_id", String(32), nullable=False),
    Column("cause", String(20), nullable=False),
    Index("ix_destruction_destroyed_at_us", "destroyed_at_us"),
    Index("ix_destruction_odd", "closed_us", sqlite_where=CLOSED_ODDLY, postgresql_where=CLOSED_ODDLY),
    sqlite_with_rowid=False,
)

consultation_table = Table(
    "consultation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", String(64), nullable=False),
    Column("session_id", String(64), nullable=False),
    Column("cameras", Text, nullable=False),
    Column("start_us", BigInteger, nullable=False),
    Column("end_us", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("opened_at_us", BigInteger, nullable=False),
    Column("expires_at_us", BigInteger, nullable=False),
)

legal_hold_table = Table(
    "legal_hold",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("camera_id", String(64), nullable=False),
    Column("start_us", BigInteger, nullable=False),
    Column("end_us", BigInteger, nullable=False),
    Column("reference", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("placed_by", String(64), nullable=False),
    Column("placed_at_us", BigInteger, nullable=False),
    Column("released_by", String(64)),
    Column("released_at_us", BigInteger),
    Index("ix_legal_hold_camera_id", "camera_id", "start_us"),
)

day_head_table = Table(
    "archive_day",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("leaves", Integer, nullable=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("signed_at_us", BigInteger, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
)

TABLES: Final = (
    segment_table,
    gap_table,
    volume_table,
    take_table,
    state_table,
    destruction_table,
    consultation_table,
    legal_hold_table,
    day_head_table,
)

LONGEST_SEGMENT_US: Final = 3_600_000_000
"""No segment is longer, so a range scan by start that begins so much earlier misses none."""
