"""people"""

revision = "0002_people"
down_revision = "0001_audit"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
