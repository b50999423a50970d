"""duties and digests: what each seat owes a period, what was made of it, who is told and who wants none, lights"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OWED = sa.text("done_at IS NULL")
_WAITING = sa.text("handed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "duties",
        sa.Column("id", _ID, nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("next_at", storage.base.Moment(), nullable=False),
        sa.Column("done_at", storage.base.Moment(), nullable=True),
        sa.Column("late", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("excuse", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_duties_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint("duty", "seat_id", "first", name=op.f("uq_duties_duty_seat_id_first")),
    )
    op.create_index("ix_duties_owed", "duties", ["next_at"], sqlite_where=_OWED, postgresql_where=_OWED)
    op.create_table(
        "digests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("duty_id", _ID, nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("build", sa.String(), nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("made_at", storage.base.Moment(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_digests_duty_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_digests_seat_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_digests_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("duty_id", name=op.f("uq_digests_duty_id")),
    )
    op.create_index(op.f("ix_digests_seat_id"), "digests", ["seat_id"], unique=False)
    op.create_table(
        "digest_notes",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("digest_id", _ID, nullable=False),
        sa.Column("handed_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_digest_notes_person_id")),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_digest_notes_digest_id")),
        sa.PrimaryKeyConstraint("person_id", "digest_id", name=op.f("pk_digest_notes")),
    )
    op.create_index(
        "ix_digest_notes_waiting", "digest_notes", ["person_id"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_table(
        "digests_unwanted",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_digests_unwanted_person_id")),
        sa.PrimaryKeyConstraint("person_id", "duty", name=op.f("pk_digests_unwanted")),
    )
    op.create_table(
        "lights",
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("light", sa.String(), nullable=False),
        sa.Column("met", _ID, nullable=False),
        sa.Column("of", _ID, nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_lights_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "month", name=op.f("pk_lights")),
    )
    prefix = {"unit_path": "text_pattern_ops"}
    op.create_index("ix_cases_opened", "cases", ["flow", "unit_path", "opened_at"], postgresql_ops=prefix)
    over = sa.text("closed_at IS NOT NULL")
    op.create_index(
        "ix_cases_closed",
        "cases",
        ["flow", "unit_path", "closed_at"],
        sqlite_where=over,
        postgresql_where=over,
        postgresql_ops=prefix,
    )
    op.create_index("ix_case_events_step", "case_events", ["step", "occurred_at"])
    _widened()


def _widened() -> None:
    """What SQLite passed by for an index that reads all of a state, of a step or of a kind of link."""
    op.drop_index("ix_cases_holder", "cases")
    op.create_index("ix_cases_holder", "cases", ["holder_kind", "holder_id", "state", "flow"])
    op.drop_index("ix_case_events_doer", "case_events")
    op.create_index("ix_case_events_doer", "case_events", ["actor_id", "step", "occurred_at"])
    op.drop_index("ix_case_links_child_id", "case_links")
    op.create_index("ix_case_links_child", "case_links", ["child_id", "kind", "parent_id"])
    for who in ("asker", "needer"):
        op.drop_index(f"ix_cases_{who}_id", "cases")
        op.create_index(f"ix_cases_{who}", "cases", [f"{who}_id", "flow", "state"])
