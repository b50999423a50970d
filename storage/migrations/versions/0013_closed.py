"""wishes that were requests from their first step on are over since then"""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "UPDATE cases SET closed_at = opened_at WHERE flow = 'wish' AND state = 'set_aside' AND closed_at IS NULL"
    )
