"""people"""

import sqlalchemy as sa
from alembic import op

revision = "0002_people"
down_revision = "0001_audit"
branch_labels = None
depends_on = None


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("demo", sa.Boolean, nullable=False),
        sa.Column("created_us", sa.BigInteger, nullable=False),
        sa.Column("suspended_us", sa.BigInteger),
        sa.Column("suspended_reason", sa.Text),
        sa.Column("password_hash", sa.Text),
        sa.Column("totp_sealed", sa.LargeBinary),
        sa.Column("totp_last_step", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("username", name="uq_account_username"),
    )


def _sign_in_failure() -> None:
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("username_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_sign_in_failure_at", "sign_in_failure", ["at_us"])


def _webauthn_challenge() -> None:
    op.create_table(
        "webauthn_challenge",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account_id", sa.String(32)),
        sa.Column("challenge", sa.LargeBinary(64), nullable=False),
        sa.Column("expires_us", sa.BigInteger, nullable=False),
    )


def _access_grant() -> None:
    op.create_table(
        "access_grant",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("granted_by", sa.String(120), nullable=False),
        sa.Column("starts_us", sa.BigInteger, nullable=False),
        sa.Column("ends_us", sa.BigInteger, nullable=False),
        sa.Column("cameras", sa.JSON),
        sa.Column("revoked_us", sa.BigInteger),
        sa.Column("revoked_reason", sa.Text),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_access_grant_account_id_account"),
    )
    op.create_index("ix_access_grant_account", "access_grant", ["account_id"])


def _confirmation() -> None:
    op.create_table(
        "confirmation",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_us", sa.BigInteger, nullable=False),
        sa.Column("expires_us", sa.BigInteger, nullable=False),
        sa.Column("confirmed_by", sa.String(32)),
        sa.Column("confirmed_us", sa.BigInteger),
        sa.Column("refused_us", sa.BigInteger),
        sa.Column("used_us", sa.BigInteger),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name="fk_confirmation_asked_by_account"),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["account.id"], name="fk_confirmation_confirmed_by_account"
        ),
    )


def _handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("from_account_id", sa.String(32), nullable=False),
        sa.Column("to_account_id", sa.String(32), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("written_us", sa.BigInteger, nullable=False),
        sa.Column("given_us", sa.BigInteger),
        sa.Column("taken_us", sa.BigInteger),
        sa.ForeignKeyConstraint(
            ["from_account_id"], ["account.id"], name="fk_handover_from_account_id_account"
        ),
        sa.ForeignKeyConstraint(["to_account_id"], ["account.id"], name="fk_handover_to_account_id_account"),
    )


def _passkey() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.LargeBinary(1023), primary_key=True),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("created_us", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_passkey_account_id_account"),
    )


def _qualification() -> None:
    op.create_table(
        "qualification",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("signed_us", sa.BigInteger, nullable=False),
        sa.Column("ends_us", sa.BigInteger),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_qualification_account_id_account"),
    )
    op.create_index("ix_qualification_account", "qualification", ["account_id"])


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(32), nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("started_us", sa.BigInteger, nullable=False),
        sa.Column("seen_us", sa.BigInteger, nullable=False),
        sa.Column("expires_us", sa.BigInteger, nullable=False),
        sa.Column("locked_us", sa.BigInteger),
        sa.Column("ended_us", sa.BigInteger),
        sa.Column("end_code", sa.String(32)),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_session_account_id_account"),
        sa.UniqueConstraint("token_digest", name="uq_session_token_digest"),
    )
    op.create_index("ix_session_account", "session", ["account_id", "ended_us"])


def _shift() -> None:
    op.create_table(
        "shift",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("starts_us", sa.BigInteger, nullable=False),
        sa.Column("ends_us", sa.BigInteger, nullable=False),
        sa.Column("post", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_shift_account_id_account"),
    )
    op.create_index("ix_shift_starts", "shift", ["starts_us"])


def _state_approval() -> None:
    op.create_table(
        "state_approval",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("account_id", sa.String(32), nullable=False),
        sa.Column("authority", sa.String(16), nullable=False),
        sa.Column("number", sa.String(80), nullable=False),
        sa.Column("department", sa.String(3), nullable=False),
        sa.Column("starts_us", sa.BigInteger, nullable=False),
        sa.Column("ends_us", sa.BigInteger, nullable=False),
        sa.Column("suspended_us", sa.BigInteger),
        sa.Column("suspended_reason", sa.Text),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_state_approval_account_id_account"),
    )
    op.create_index("ix_state_approval_account", "state_approval", ["account_id"])


def _shift_swap() -> None:
    op.create_table(
        "shift_swap",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("shift_id", sa.String(32), nullable=False),
        sa.Column("to_account_id", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.String(32), nullable=False),
        sa.Column("asked_us", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(32)),
        sa.Column("decided_us", sa.BigInteger),
        sa.ForeignKeyConstraint(["shift_id"], ["shift.id"], name="fk_shift_swap_shift_id_shift"),
        sa.ForeignKeyConstraint(
            ["to_account_id"], ["account.id"], name="fk_shift_swap_to_account_id_account"
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name="fk_shift_swap_asked_by_account"),
    )


def upgrade() -> None:
    _account()
    _sign_in_failure()
    _webauthn_challenge()
    _access_grant()
    _confirmation()
    _handover()
    _passkey()
    _qualification()
    _session()
    _shift()
    _state_approval()
    _shift_swap()
