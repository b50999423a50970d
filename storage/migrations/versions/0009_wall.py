"""wall: the photos that were put on it"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIVE = sa.text("taken_off_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "wall_photos",
        sa.Column("id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("media_id", _ID, nullable=False),
        sa.Column("shown_by", _ID, nullable=False),
        sa.Column("shown_at", storage.base.Moment(), nullable=False),
        sa.Column("taken_off_by", _ID, nullable=True),
        sa.Column("taken_off_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_wall_photos_case_id")),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name=op.f("fk_wall_photos_media_id")),
        sa.ForeignKeyConstraint(["shown_by"], ["persons.id"], name=op.f("fk_wall_photos_shown_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_photos")),
    )
    op.create_index(op.f("ix_wall_photos_case_id"), "wall_photos", ["case_id"], unique=False)
    op.create_index(
        "uq_wall_photos_live",
        "wall_photos",
        ["media_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
