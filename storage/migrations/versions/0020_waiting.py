"""what waits in one chat is found without reading the chat"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    queued = sa.text("state = 'queued'")
    columns = ["account_id", "number"]
    op.create_index("ix_messages_waiting", "messages", columns, sqlite_where=queued, postgresql_where=queued)
