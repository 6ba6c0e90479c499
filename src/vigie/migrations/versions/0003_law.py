"""law"""

revision = "0003_law"
down_revision = "0002_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
