"""invitations, who came in through them, who agreed to what"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("made_by", _ID, nullable=False),
        sa.Column("made_at", storage.base.Moment(), nullable=False),
        sa.Column("until", storage.base.Moment(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("uses", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revoked_at", storage.base.Moment(), nullable=True),
        sa.Column("revoked_by", _ID, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_invitations_unit_id")),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_invitations_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_unit_id"), "invitations", ["unit_id"], unique=False)
    op.create_table(
        "invitation_joins",
        sa.Column("id", _ID, nullable=False),
        sa.Column("invitation_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("seat_id", _ID, nullable=True),
        sa.Column("ended_at", storage.base.Moment(), nullable=True),
        sa.Column("ended_by", _ID, nullable=True),
        sa.ForeignKeyConstraint(["invitation_id"], ["invitations.id"], name=op.f("fk_invitation_joins_invitation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_invitation_joins_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_invitation_joins_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_joins")),
    )
    op.create_index(op.f("ix_invitation_joins_invitation_id"), "invitation_joins", ["invitation_id"], unique=False)
    op.create_index(op.f("ix_invitation_joins_person_id"), "invitation_joins", ["person_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", storage.base.Moment(), nullable=False),
        sa.Column("withdrawn_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"], unique=False)
