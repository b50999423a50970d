"""ways to find letters of one sender, what a customer is kept back, and what is old enough to be forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    held = sa.text("state = 'held'")
    columns = ["account_id", "number"]
    op.create_index("ix_messages_held", "messages", columns, sqlite_where=held, postgresql_where=held)
    undone = sa.text("done_at IS NULL")
    columns = ["channel", "address", "id"]
    op.create_index("ix_letters_sender", "letters", columns, sqlite_where=undone, postgresql_where=undone)
    op.create_index(op.f("ix_letters_done_at"), "letters", ["done_at"])
    op.create_index(op.f("ix_link_codes_expires_at"), "link_codes", ["expires_at"])
    op.create_index(op.f("ix_link_tries_account_id"), "link_tries", ["account_id"])
    op.create_index(op.f("ix_web_sessions_expires_at"), "web_sessions", ["expires_at"])
    op.create_index(op.f("ix_enter_links_expires_at"), "enter_links", ["expires_at"])
    op.create_index(op.f("ix_enter_links_person_id"), "enter_links", ["person_id"])
