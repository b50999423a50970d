"""directory"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), server_default="", nullable=False),
        sa.Column("updated_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("updated_at", storage.base.Moment(), nullable=False),
        sa.Column("retired_at", storage.base.Moment(), nullable=True),
        sa.Column("retired_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["community_id"], ["units.id"], name=op.f("fk_directory_entries_community_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["persons.id"], name=op.f("fk_directory_entries_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_entries")),
    )
    op.create_index(op.f("ix_directory_entries_community_id"), "directory_entries", ["community_id"], unique=False)
    op.create_index(op.f("ix_directory_entries_first_id"), "directory_entries", ["first_id"], unique=False)
