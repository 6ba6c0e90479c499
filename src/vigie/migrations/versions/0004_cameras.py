"""cameras"""

revision = "0004_cameras"
down_revision = "0003_law"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
