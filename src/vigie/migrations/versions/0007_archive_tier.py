"""archive: thumbnails, remote copies"""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Index, String, text

revision = "0007_archive_tier"
down_revision = "0006_vision"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _upgrade_s3()


def _upgrade_s3() -> None:
    unsent, held = text("version IS NULL"), text("held")
    op.create_table(
        "remote_copy",
        Column("camera_id", String(64), primary_key=True),
        Column("start_us", BigInteger, primary_key=True, autoincrement=False),
        Column("name", String(255), nullable=False),
        Column("version", String(255)),
        Column("size_bytes", BigInteger, nullable=False),
        Column("until_us", BigInteger, nullable=False),
        Column("held", Boolean, nullable=False),
        Index("ix_remote_copy_unsent", "camera_id", sqlite_where=unsent, postgresql_where=unsent),
        Index("ix_remote_copy_held", "camera_id", sqlite_where=held, postgresql_where=held),
        sqlite_with_rowid=False,
    )
