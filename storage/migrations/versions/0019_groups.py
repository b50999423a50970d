"""groups of members, and what was posted in them"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "member_groups",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tied_by", _ID, nullable=True),
        sa.Column("tied_at", storage.base.Moment(), nullable=False),
        sa.Column("retired_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_member_groups_account_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_member_groups_unit_id")),
        sa.ForeignKeyConstraint(["tied_by"], ["persons.id"], name=op.f("fk_member_groups_tied_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_groups")),
    )
    op.create_index(op.f("ix_member_groups_unit_id"), "member_groups", ["unit_id"])
    live = sa.text("retired_at IS NULL")
    op.create_index(
        "uq_member_groups_live",
        "member_groups",
        ["account_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    op.create_table(
        "group_cards",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_group_cards_account_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_group_cards_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_cards")),
        sa.UniqueConstraint("account_id", "case_id", "card", name=op.f("uq_group_cards_account_id_case_id_card")),
    )
