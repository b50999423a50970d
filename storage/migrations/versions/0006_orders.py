"""orders"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("external_no", sa.String(), nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_orders_case_id")),
        sa.PrimaryKeyConstraint("source", "external_no", name=op.f("pk_orders")),
    )
    op.create_index(op.f("ix_orders_case_id"), "orders", ["case_id"], unique=False)
    op.create_table(
        "order_layouts",
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_order_layouts_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "signature", name=op.f("pk_order_layouts")),
    )
    op.create_table(
        "order_uploads",
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_order_uploads_person_id")),
        sa.PrimaryKeyConstraint("secret", name=op.f("pk_order_uploads")),
    )
    op.create_index(op.f("ix_order_uploads_at"), "order_uploads", ["at"], unique=False)
    op.create_index(op.f("ix_order_uploads_person_id"), "order_uploads", ["person_id"], unique=False)
    op.create_table(
        "order_exports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_exports")),
    )
