"""what outside servers have told us and is not acted on yet"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("arrived_at", storage.base.Moment(), nullable=False),
        sa.Column("done_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_letters_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_letters_channel_key")),
    )
    op.create_index(op.f("ix_letters_person_id"), "letters", ["person_id"])
    undone = sa.text("done_at IS NULL")
    op.create_index("ix_letters_undone", "letters", ["id"], sqlite_where=undone, postgresql_where=undone)
