"""vision"""

revision = "0006_vision"
down_revision = "0005_archive"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
