"""people and law, second part"""

import sqlalchemy as sa
from alembic import op

revision = "0008_people_law"
down_revision = "0007_archive_tier"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _upgrade_law()


def _upgrade_law() -> None:
    op.create_table(
        "camera_class",
        sa.Column("camera_id", sa.String(64), primary_key=True),
        sa.Column("objective", sa.String(200), nullable=False),
        sa.Column("plan", sa.String(10), nullable=False),
        sa.Column("traffic", sa.Boolean, nullable=False),
        sa.Column("fast", sa.Boolean, nullable=False),
        sa.Column("declared_by", sa.String(64), nullable=False),
        sa.Column("declared_us", sa.BigInteger, nullable=False),
    )
