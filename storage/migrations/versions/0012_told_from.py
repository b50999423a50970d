"""from when on the alarms of a clock are told; what each seat has to come, without what it has done"""

import sqlalchemy as sa
from alembic import op

import storage.base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_RUNNING = "met_at IS NULL AND stopped_at IS NULL"
_OWED = sa.text("done_at IS NULL")


def upgrade() -> None:
    op.add_column("clocks", sa.Column("told_from", storage.base.Moment(), nullable=True))
    # When a clock is next looked at said this as well until now.
    op.execute(f"UPDATE clocks SET told_from = next_at WHERE {_RUNNING} AND next_at > started_at")  # noqa: S608
    op.create_index("ix_duties_seat", "duties", ["seat_id", "duty"], sqlite_where=_OWED, postgresql_where=_OWED)
