"""archive"""

from alembic import op
from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, SmallInteger, String, Text, text

revision = "0005_archive"
down_revision = "0004_cameras"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "segment",
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
        Index(
            "ix_segment_unsettled",
            "state",
            sqlite_where=text("state <> 1"),
            postgresql_where=text("state <> 1"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gap",
        Column("camera_id", String(64), primary_key=True),
        Column("since_us", BigInteger, primary_key=True, autoincrement=False),
        Column("until_us", BigInteger),
        Column("reason", String(40), nullable=False),
        Column("detail", Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "volume",
        Column("id", String(32), primary_key=True),
        Column("path", Text, nullable=False),
    )
    op.create_table(
        "archive_take",
        Column("camera_id", String(64), primary_key=True),
        Column("take", Integer, nullable=False),
    )
    op.create_table(
        "archive_state",
        Column("name", String(40), primary_key=True),
        Column("value", BigInteger, nullable=False),
    )
    op.create_table(
        "destruction",
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
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consultation",
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
    op.create_table(
        "legal_hold",
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
    op.create_table(
        "archive_day",
        Column("day", String(10), primary_key=True),
        Column("leaves", Integer, nullable=False),
        Column("root", LargeBinary(32), nullable=False),
        Column("signed_at_us", BigInteger, nullable=False),
        Column("signature", LargeBinary(64), nullable=False),
    )
