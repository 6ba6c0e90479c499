"""cameras: where each hangs"""

import sqlalchemy as sa
from alembic import op

revision = "0013_camera_place"
down_revision = "0012_single_sign_on"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("camera", sa.Column("latitude_deg", sa.Double))
    op.add_column("camera", sa.Column("longitude_deg", sa.Double))
