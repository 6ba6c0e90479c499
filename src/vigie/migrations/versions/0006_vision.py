"""vision"""

import sqlalchemy as sa
from alembic import op

revision = "0006_vision"
down_revision = "0005_archive"
branch_labels = None
depends_on = None


def _alerts() -> None:
    op.create_table(
        "alert",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("camera_id", sa.String(64), nullable=False),
        sa.Column("rule_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("topic", sa.String(120), nullable=False),
        sa.Column("began_us", sa.BigInteger, nullable=False),
        sa.Column("opened_us", sa.BigInteger, nullable=False),
        sa.Column("updated_us", sa.BigInteger, nullable=False),
        sa.Column("ended_us", sa.BigInteger),
        sa.Column("end_reason", sa.String(40)),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("region_px", sa.JSON, nullable=False),
        sa.Column("width_px", sa.Integer, nullable=False),
        sa.Column("height_px", sa.Integer, nullable=False),
        sa.Column("detector", sa.String(200), nullable=False),
        sa.Column("rules_version", sa.Integer, nullable=False),
        sa.Column("basis_id", sa.String(32)),
        sa.Column("ground_m", sa.JSON),
        sa.Column("thresholds", sa.JSON, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("recorded_us", sa.BigInteger, nullable=False),
        sa.Column("verdict", sa.String(20)),
        sa.Column("reason", sa.Text),
        sa.Column("answered_by", sa.String(64)),
        sa.Column("answered_name", sa.String(200)),
        sa.Column("answered_us", sa.BigInteger),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.Index("ix_alert_opened_us", "opened_us"),
        sa.Index("ix_alert_change", "change"),
    )


def _rules() -> None:
    op.create_table(
        "vision_change",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "camera_rules",
        sa.Column("camera_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("width_px", sa.Integer, nullable=False),
        sa.Column("height_px", sa.Integer, nullable=False),
        sa.Column("calibration", sa.JSON),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("saved_us", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "rules_in_force",
        sa.Column("camera_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("activated_by", sa.String(64), nullable=False),
        sa.Column("activated_name", sa.String(200), nullable=False),
        sa.Column("activated_us", sa.BigInteger, nullable=False),
    )


def upgrade() -> None:
    _alerts()
    _rules()
