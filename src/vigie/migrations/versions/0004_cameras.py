"""cameras"""

import sqlalchemy as sa
from alembic import op

revision = "0004_cameras"
down_revision = "0003_law"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("quarter", sa.String(120), nullable=False),
        sa.UniqueConstraint("name", "quarter", name="uq_site_name"),
    )
    op.create_table(
        "camera",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column(
            "site_id", sa.Integer, sa.ForeignKey("site.id", name="fk_camera_site_id_site"), nullable=False
        ),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("ptz", sa.Boolean, nullable=False),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("main_url", sa.String(2000), nullable=False),
        sa.Column("sub_url", sa.String(2000)),
        sa.Column("username", sa.String(200)),
        sa.Column("password_sealed", sa.LargeBinary),
        sa.Column("transport", sa.String(8), nullable=False),
        sa.Column("verify_tls", sa.Boolean, nullable=False),
        sa.Column("onvif_url", sa.String(2000)),
        sa.Column("created_us", sa.BigInteger, nullable=False),
        sa.Column("removed_us", sa.BigInteger),
    )
    op.create_table(
        "camera_revision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "wall_layout",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("tiles", sa.Integer, nullable=False),
        sa.Column("cameras", sa.JSON, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
    )
