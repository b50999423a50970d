"""codes by which customers may be welcomed, for whichever process sends the welcome"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kf_welcomes",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("open_kfid", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("ends_at", storage.base.Moment(), nullable=False),
        sa.Column("tried", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_kf_welcomes")),
    )
    op.create_index(op.f("ix_kf_welcomes_ends_at"), "kf_welcomes", ["ends_at"])
