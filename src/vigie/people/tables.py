"""Tables of the room `people`; its queries stand in the files named store."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from vigie.kernel.store import metadata

account = Table(
    "account",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("username", String(64), nullable=False, unique=True, comment="lower case"),
    Column("name", String(120), nullable=False),
    Column("role", String(32), nullable=False, comment="people.model.Role"),
    Column("demo", Boolean, nullable=False, comment="made by the demonstration; signs in only there"),
    Column("created_us", BigInteger, nullable=False),
    Column("suspended_us", BigInteger),
    Column("suspended_reason", Text),
    Column("password_hash", Text, comment="argon2id"),
    Column("totp_sealed", LargeBinary, comment="RFC 6238 secret, AES-256-GCM under people.key"),
    Column("totp_last_step", BigInteger, nullable=False, comment="newest step used: no code serves twice"),
)

session = Table(
    "session",
    metadata,
    Column("id", String(32), primary_key=True, comment="stands in the journal; opens nothing"),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("token_digest", LargeBinary(32), nullable=False, unique=True, comment="SHA-256 of the cookie"),
    Column("address", Text, nullable=False, comment="the workstation it is bound to"),
    Column("started_us", BigInteger, nullable=False),
    Column("seen_us", BigInteger, nullable=False, comment="last request, to the minute"),
    Column("expires_us", BigInteger, nullable=False),
    Column("locked_us", BigInteger),
    Column("ended_us", BigInteger),
    Column("end_code", String(32)),
    Column("method", String(16), comment="password, passkey or oidc; null before it was kept"),
    Index("ix_session_account", "account_id", "ended_us"),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("username_digest", LargeBinary(32), nullable=False, comment="SHA-256 of what was typed"),
    Column("address", Text, nullable=False),
    Column("at_us", BigInteger, nullable=False),
    Index("ix_sign_in_failure_at", "at_us"),
)

state_approval = Table(
    "state_approval",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("authority", String(16), nullable=False, comment="prefect, prosecutor or cnaps"),
    Column("number", String(80), nullable=False),
    Column("department", String(3), nullable=False, comment="where it is valid"),
    Column("starts_us", BigInteger, nullable=False),
    Column("ends_us", BigInteger, nullable=False),
    Column("suspended_us", BigInteger),
    Column("suspended_reason", Text),
    Index("ix_state_approval_account", "account_id"),
)

access_grant = Table(
    "access_grant",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("number", String(80), nullable=False, comment="the mayor's decision"),
    Column("granted_by", String(120), nullable=False),
    Column("starts_us", BigInteger, nullable=False),
    Column("ends_us", BigInteger, nullable=False),
    Column("cameras", JSON(none_as_null=True), comment="list of camera ids, null for all"),
    Column("commune", String(5), comment="INSEE code: whose mayor signed; null: the town's own cameras"),
    Column("revoked_us", BigInteger),
    Column("revoked_reason", Text),
    Index("ix_access_grant_account", "account_id"),
)

qualification = Table(
    "qualification",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("kind", String(16), nullable=False, comment="oath, training or undertaking"),
    Column("title", String(200), nullable=False),
    Column("signed_us", BigInteger, nullable=False),
    Column("ends_us", BigInteger),
    Index("ix_qualification_account", "account_id"),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", LargeBinary(1023), primary_key=True, comment="WebAuthn credential id"),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("label", String(80), nullable=False),
    Column("public_key", LargeBinary, nullable=False, comment="COSE key"),
    Column("sign_count", BigInteger, nullable=False),
    Column("created_us", BigInteger, nullable=False),
)

challenge = Table(
    "webauthn_challenge",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", String(32), comment="whose registration; null for a sign-in"),
    Column("challenge", LargeBinary(64), nullable=False),
    Column("expires_us", BigInteger, nullable=False),
)

identity = Table(
    "identity",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True, comment="one identity each"),
    Column("issuer", String(500), nullable=False, comment="the OpenID provider"),
    Column("subject", String(255), nullable=False, comment="its `sub`: never given to somebody else"),
    Column("linked_us", BigInteger, nullable=False),
    Column("linked_by", String(32), nullable=False),
    Index("ix_identity_subject", "issuer", "subject", unique=True),
)

oidc_flow = Table(
    "oidc_flow",
    metadata,
    Column("state", LargeBinary(32), primary_key=True, comment="SHA-256 of `state`"),
    Column("browser", LargeBinary(32), nullable=False, comment="SHA-256 of the cookie of who began it"),
    Column("address", Text, nullable=False, comment="the workstation"),
    Column("purpose", String(16), nullable=False, comment="sign_in, unlock or link"),
    Column("account_id", String(32), comment="whose account is to be linked"),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(64), nullable=False, comment="RFC 7636"),
    Column("started_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
    Column("proved_account_id", String(32), comment="whose account the provider proved"),
    Column("subject", String(255)),
    Column("sid", String(255)),
    Column("second_factor", Boolean),
    Column("id_token", Text),
)

oidc_session = Table(
    "oidc_session",
    metadata,
    Column("session_id", ForeignKey("session.id"), primary_key=True),
    Column("sid", String(255), comment="the session at the provider"),
    Column("id_token", Text, nullable=False, comment="shown to the provider when one leaves; opens nothing"),
)

confirmation = Table(
    "confirmation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("act", String(64), nullable=False, comment="what is to be confirmed"),
    Column("subject", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", ForeignKey("account.id"), nullable=False),
    Column("asked_us", BigInteger, nullable=False),
    Column("expires_us", BigInteger, nullable=False),
    Column("confirmed_by", ForeignKey("account.id")),
    Column("confirmed_us", BigInteger),
    Column("refused_us", BigInteger),
    Column("used_us", BigInteger, comment="a confirmation serves once"),
)

shift = Table(
    "shift",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),
    Column("starts_us", BigInteger, nullable=False),
    Column("ends_us", BigInteger, nullable=False),
    Column("post", String(80), nullable=False, comment="what for: operator, supervisor…"),
    Index("ix_shift_starts", "starts_us"),
)

shift_swap = Table(
    "shift_swap",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("shift_id", ForeignKey("shift.id"), nullable=False),
    Column("to_account_id", ForeignKey("account.id"), nullable=False),
    Column("asked_by", ForeignKey("account.id"), nullable=False),
    Column("asked_us", BigInteger, nullable=False),
    Column("state", String(16), nullable=False, comment="asked, approved or refused"),
    Column("decided_by", String(32)),
    Column("decided_us", BigInteger),
)

handover = Table(
    "handover",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("from_account_id", ForeignKey("account.id"), nullable=False),
    Column("to_account_id", ForeignKey("account.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("written_us", BigInteger, nullable=False),
    Column("given_us", BigInteger, comment="signed by the one who leaves"),
    Column("taken_us", BigInteger, comment="signed by the one who takes over"),
)
