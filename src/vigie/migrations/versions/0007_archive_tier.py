"""archive: thumbnails, remote copies"""

revision = "0007_archive_tier"
down_revision = "0006_vision"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
