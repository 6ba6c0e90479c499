"""law"""

import sqlalchemy as sa
from alembic import op

revision = "0003_law"
down_revision = "0002_people"
branch_labels = None
depends_on = None


def _analytics_basis() -> None:
    op.create_table(
        "analytics_basis",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("text", sa.String(400), nullable=False),
        sa.Column("order_number", sa.String(200), nullable=False),
        sa.Column("authority", sa.String(200), nullable=False),
        sa.Column("event", sa.String(400), nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("cameras", sa.JSON, nullable=False),
        sa.Column("starts_us", sa.BigInteger, nullable=False),
        sa.Column("ends_us", sa.BigInteger, nullable=False),
        sa.Column("attestation", sa.String(400), nullable=False),
        sa.Column("recorded_us", sa.BigInteger, nullable=False),
        sa.Column("revoked_us", sa.BigInteger),
        sa.Column("revoked_reason", sa.Text),
    )


def _authorisation() -> None:
    op.create_table(
        "authorisation",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("number", sa.String(200), nullable=False),
        sa.Column("prefecture", sa.String(200), nullable=False),
        sa.Column("signed", sa.Date, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("retention_days", sa.Integer, nullable=False),
        sa.Column("minimum_days", sa.Integer),
        sa.Column("purposes", sa.JSON, nullable=False),
        sa.Column("persons", sa.JSON, nullable=False),
        sa.Column("prescriptions", sa.Text, nullable=False),
        sa.Column("perimeter", sa.JSON),
        sa.Column("provisional", sa.Boolean, nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
        sa.Column("recorded_us", sa.BigInteger, nullable=False),
        sa.Column("revoked_us", sa.BigInteger),
        sa.Column("revoked_reason", sa.Text),
    )


def _authorisation_camera() -> None:
    op.create_table(
        "authorisation_camera",
        sa.Column("authorisation_id", sa.String(32), nullable=False),
        sa.Column("camera_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("authorisation_id", "camera_id", name="pk_authorisation_camera"),
        sa.ForeignKeyConstraint(
            ["authorisation_id"],
            ["authorisation.id"],
            name="fk_authorisation_camera_authorisation_id_authorisation",
        ),
    )
    op.create_index("ix_authorisation_camera_camera", "authorisation_camera", ["camera_id"])


def upgrade() -> None:
    _analytics_basis()
    _authorisation()
    _authorisation_camera()
