"""reminders: what each clock is looked at for, reminders on their way, claimers who did not come"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_RUNNING = "met_at IS NULL AND stopped_at IS NULL"
_ALARMED = sa.text(f"{_RUNNING} AND next_at IS NOT NULL")
_WAITING = sa.text("handed_at IS NULL")


def upgrade() -> None:
    op.add_column("clocks", sa.Column("next_at", storage.base.Moment(), nullable=True))
    op.create_index("ix_clocks_alarm", "clocks", ["next_at"], sqlite_where=_ALARMED, postgresql_where=_ALARMED)
    # What runs already is reminded of from here on: what ran out before is no news.
    now = storage.base.to_micros(datetime.now(UTC))
    op.execute(f"UPDATE clocks SET next_at = {now} WHERE {_RUNNING}")  # noqa: S608  # numbers and names of our own
    op.create_table(
        "alarms",
        sa.Column("id", _ID, nullable=False),
        sa.Column("clock_id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.Column("done_at", storage.base.Moment(), nullable=False),
        sa.Column("told", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_alarms_clock_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_alarms_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("clock_id", "due_at", "kind", name=op.f("uq_alarms_clock_id_due_at_kind")),
    )
    op.create_index(op.f("ix_alarms_case_id"), "alarms", ["case_id"], unique=False)
    op.create_table(
        "reminders",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_at", storage.base.Moment(), nullable=False),
        sa.Column("handed_at", storage.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_reminders_person_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reminders_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index(
        "ix_reminders_waiting", "reminders", ["person_id"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_table(
        "no_shows",
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("at", storage.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_no_shows_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_no_shows_person_id")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_no_shows")),
    )
    op.create_index(op.f("ix_no_shows_person_id"), "no_shows", ["person_id"], unique=False)
