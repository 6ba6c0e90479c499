"""archive"""

revision = "0005_archive"
down_revision = "0004_cameras"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
