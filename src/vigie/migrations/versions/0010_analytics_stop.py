"""all analytics suspended at once"""

import sqlalchemy as sa
from alembic import op

revision = "0010_analytics_stop"
down_revision = "0009_communes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "analytics_suspension",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("since_us", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("by_name", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("ended_us", sa.BigInteger),
        sa.Column("ended_by", sa.String(64)),
        sa.Column("ended_name", sa.String(200)),
        sa.Column("end_reason", sa.String(2000)),
    )
