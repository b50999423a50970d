"""kernel: a medium is a picture or a voice"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("media", sa.Column("kind", sa.String(), server_default="photo", nullable=False))
    op.add_column("media", sa.Column("seconds", sa.Integer(), server_default="0", nullable=False))
