"""Tables of the room `law`; its queries stand in store.py."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from vigie.kernel.store import metadata

authorisation = Table(
    "authorisation",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("number", String(200), nullable=False, comment="the order's number"),
    Column("prefecture", String(200), nullable=False),
    Column("signed", Date, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False, comment="still in force on it, Paris time"),
    Column("retention_days", Integer, nullable=False),
    Column("minimum_days", Integer),
    Column("purposes", JSON, nullable=False, comment="numbers of CSI L251-2"),
    Column("persons", JSON, nullable=False),
    Column("prescriptions", Text, nullable=False),
    Column("perimeter", JSON(none_as_null=True), comment="GeoJSON geometry"),
    Column("sharing", JSON(none_as_null=True), comment="services that receive images, days, urgent"),
    Column("provisional", Boolean, nullable=False),
    Column("demo", Boolean, nullable=False),
    Column("recorded_us", BigInteger, nullable=False),
    Column("revoked_us", BigInteger),
    Column("revoked_reason", Text),
)

authorisation_camera = Table(
    "authorisation_camera",
    metadata,
    Column("authorisation_id", ForeignKey("authorisation.id"), primary_key=True),
    Column("camera_id", String(64), primary_key=True),
    Index("ix_authorisation_camera_camera", "camera_id"),
)

analytics_basis = Table(
    "analytics_basis",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("text", String(400), nullable=False, comment="law in force that allows it"),
    Column("order_number", String(200), nullable=False),
    Column("authority", String(200), nullable=False),
    Column("event", String(400), nullable=False, comment="the gathering it is for"),
    Column("kinds", JSON, nullable=False, comment="events that may be detected"),
    Column("cameras", JSON, nullable=False),
    Column("starts_us", BigInteger, nullable=False),
    Column("ends_us", BigInteger, nullable=False),
    Column("attestation", String(400), nullable=False, comment="conformity of the processing"),
    Column("recorded_us", BigInteger, nullable=False),
    Column("revoked_us", BigInteger),
    Column("revoked_reason", Text),
)

camera_class = Table(
    "camera_class",
    metadata,
    Column("camera_id", String(64), primary_key=True),
    Column("objective", String(200), nullable=False, comment="main objective, arrêté of 3 August 2007"),
    Column("plan", String(10), nullable=False, comment="narrow or wide"),
    Column("traffic", Boolean, nullable=False),
    Column("fast", Boolean, nullable=False),
    Column("declared_by", String(64), nullable=False),
    Column("declared_us", BigInteger, nullable=False),
)

agreement = Table(
    "agreement",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(16), nullable=False, comment="members or state"),
    Column("number", String(200), nullable=False),
    Column("parties", JSON, nullable=False, comment="who signed"),
    Column("communes", JSON, nullable=False, comment="INSEE codes"),
    Column("signed", Date, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("recorded_us", BigInteger, nullable=False),
    Column("ended_us", BigInteger),
    Column("ended_reason", Text),
)

commissioning = Table(
    "commissioning",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("camera_id", String(64), nullable=False),
    Column("commissioned", Date, nullable=False, comment="first day of service"),
    Column("notified", Date, nullable=False, comment="the day the prefect was told"),
    Column("reference", String(200), nullable=False, comment="of the letter"),
    Column("recorded_by", String(64), nullable=False),
    Column("recorded_us", BigInteger, nullable=False),
    Index("ix_commissioning_camera", "camera_id"),
)
