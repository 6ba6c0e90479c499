"""communes of a mutualised centre, feed sharing, commissioning notices"""

import sqlalchemy as sa
from alembic import op

revision = "0009_communes"
down_revision = "0008_people_law"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commune",
        sa.Column("code", sa.String(5), primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("mayor", sa.String(120), nullable=False),
    )
    op.add_column("camera", sa.Column("commune", sa.String(5)))
    op.add_column("access_grant", sa.Column("commune", sa.String(5)))
    op.add_column("authorisation", sa.Column("sharing", sa.JSON))
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("parties", sa.JSON, nullable=False),
        sa.Column("communes", sa.JSON, nullable=False),
        sa.Column("signed", sa.Date, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("recorded_us", sa.BigInteger, nullable=False),
        sa.Column("ended_us", sa.BigInteger),
        sa.Column("ended_reason", sa.Text),
    )
    op.create_table(
        "commissioning",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("camera_id", sa.String(64), nullable=False),
        sa.Column("commissioned", sa.Date, nullable=False),
        sa.Column("notified", sa.Date, nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("recorded_us", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_commissioning_camera", "commissioning", ["camera_id"])
