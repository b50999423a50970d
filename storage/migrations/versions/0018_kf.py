"""customer service: what was read of its inboxes, what its customers may be sent"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kf_cursors",
        sa.Column("open_kfid", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("open_kfid", name=op.f("pk_kf_cursors")),
    )
    op.create_table(
        "kf_customers",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("open_kfid", sa.String(), nullable=False),
        sa.Column("heard_at", storage.base.Moment(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_kf_customers")),
    )
