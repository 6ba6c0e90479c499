"""archive: the few segments that were not closed soon after they began have an index of their own"""

from alembic import op
from sqlalchemy import text

revision = "0011_archive_days"
down_revision = "0010_analytics_stop"
branch_labels = None
depends_on = None

ODDLY = "closed_us < start_us OR closed_us > start_us + 7200000000"


def upgrade() -> None:
    for table in ("segment", "destruction"):
        op.create_index(
            f"ix_{table}_odd",
            table,
            ["closed_us"],
            sqlite_where=text(ODDLY),
            postgresql_where=text(ODDLY),
        )
