"""audit"""

import sqlalchemy as sa
from alembic import op

revision = "0001_audit"
down_revision = None
branch_labels = None
depends_on = None

GENESIS = bytes(32)
NO_UPDATE_SQLITE = """
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
NO_DELETE_SQLITE = """
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
WHEN OLD.seq >= (SELECT purged_before FROM journal_head)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"""
GUARD_POSTGRESQL = """
CREATE FUNCTION journal_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'DELETE' THEN
IF OLD.seq < (SELECT purged_before FROM journal_head) THEN RETURN OLD; END IF; END IF;
RAISE EXCEPTION 'the journal is append-only'; END $$"""
NO_CHANGE_POSTGRESQL = """
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION journal_guard()"""
NO_TRUNCATE_POSTGRESQL = """
CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_guard()"""
GUARDS = {
    "sqlite": (NO_UPDATE_SQLITE, NO_DELETE_SQLITE),
    "postgresql": (GUARD_POSTGRESQL, NO_CHANGE_POSTGRESQL, NO_TRUNCATE_POSTGRESQL),
}


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("tag", sa.String(96), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("session_id", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("basis", sa.Text),
        sa.Column("recipients", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("chain", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("ix_journal_at", "journal", ["at_us"])
    for column in ("actor", "tag", "subject"):
        op.create_index(f"ix_journal_{column}", "journal", [column, "seq"])
    head = op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("last_us", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
        sa.Column("frontier", sa.LargeBinary, nullable=False),
        sa.Column("purged_before", sa.BigInteger, nullable=False),
        sa.Column("purged_chain", sa.LargeBinary, nullable=False),
        sa.Column("purged_frontier", sa.LargeBinary, nullable=False),
    )
    op.bulk_insert(
        head,
        [
            {
                "id": 1,
                "size": 0,
                "last_us": 0,
                "chain": GENESIS,
                "frontier": b"",
                "purged_before": 0,
                "purged_chain": GENESIS,
                "purged_frontier": b"",
            }
        ],
    )
    op.create_table(
        "journal_checkpoint",
        sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("stamp", sa.LargeBinary),
    )
    for statement in GUARDS[op.get_bind().dialect.name]:
        op.execute(statement)
