"""what a second channel needs: pictures sent together, codes to be known by, where notices go"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "albums",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("album", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_albums")),
        sa.UniqueConstraint("channel", "message_id", name=op.f("uq_albums_channel_message_id")),
    )
    op.add_column("accounts", sa.Column("preferred_at", storage.base.Moment(), nullable=True))
    op.create_table(
        "link_codes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("expires_at", storage.base.Moment(), nullable=False),
        sa.Column("spent_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_link_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_codes")),
    )
    op.create_index(op.f("ix_link_codes_mark"), "link_codes", ["mark"])
    op.create_index(op.f("ix_link_codes_person_id"), "link_codes", ["person_id"])
    op.create_table(
        "link_tries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_link_tries_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_tries")),
    )
    op.create_index("ix_link_tries_at", "link_tries", ["at"])
