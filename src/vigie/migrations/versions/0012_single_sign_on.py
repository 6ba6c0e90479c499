"""single sign-on"""

import sqlalchemy as sa
from alembic import op

revision = "0012_single_sign_on"
down_revision = "0011_archive_days"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("method", sa.String(16)))
    op.create_table(
        "identity",
        sa.Column("account_id", sa.String(32), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_us", sa.BigInteger, nullable=False),
        sa.Column("linked_by", sa.String(32), nullable=False),
    )
    op.create_index("ix_identity_subject", "identity", ["issuer", "subject"], unique=True)
    op.create_table(
        "oidc_flow",
        sa.Column("state", sa.LargeBinary(32), primary_key=True),
        sa.Column("browser", sa.LargeBinary(32), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("account_id", sa.String(32)),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(64), nullable=False),
        sa.Column("started_us", sa.BigInteger, nullable=False),
        sa.Column("expires_us", sa.BigInteger, nullable=False),
        sa.Column("proved_account_id", sa.String(32)),
        sa.Column("subject", sa.String(255)),
        sa.Column("sid", sa.String(255)),
        sa.Column("second_factor", sa.Boolean),
        sa.Column("id_token", sa.Text),
    )
    op.create_table(
        "oidc_session",
        sa.Column("session_id", sa.String(32), sa.ForeignKey("session.id"), primary_key=True),
        sa.Column("sid", sa.String(255)),
        sa.Column("id_token", sa.Text, nullable=False),
    )
