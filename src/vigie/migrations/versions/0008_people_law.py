"""people and law, second part"""

revision = "0008_people_law"
down_revision = "0007_archive_tier"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
