"""search"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    lite = op.get_bind().dialect.name == "sqlite"
    op.add_column("cases", sa.Column("category", sa.String(), nullable=True))
    op.create_table(
        "case_search",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("marks", sa.String() if lite else sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_search_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_search")),
    )
    if lite:
        _full_text()
        op.execute("UPDATE cases SET category = json_extract(facts, '$.category')")
    else:
        op.execute("UPDATE cases SET category = facts ->> 'category'")
        # A short list of pending entries: each search reads it whole.
        op.execute("CREATE INDEX case_words ON case_search USING gin (marks) WITH (gin_pending_list_limit = 256)")
    _indexes()


def _indexes() -> None:
    prefix = {"unit_path": "text_pattern_ops"}
    live, kind = sa.text("closed_at IS NULL"), sa.text("category IS NOT NULL")
    running = sa.text("met_at IS NULL AND stopped_at IS NULL")
    op.create_index(
        "ix_cases_live",
        "cases",
        ["unit_path", "flow", "state", "category", "id"],
        sqlite_where=live,
        postgresql_where=live,
        postgresql_ops=prefix,
    )
    op.create_index("ix_cases_flow", "cases", ["flow", "unit_path", "id"], postgresql_ops=prefix)
    op.create_index("ix_cases_state", "cases", ["state", "flow", "unit_path", "id"], postgresql_ops=prefix)
    op.create_index(
        "ix_cases_category",
        "cases",
        ["category", "unit_path", "flow", "id"],
        sqlite_where=kind,
        postgresql_where=kind,
        postgresql_ops=prefix,
    )
    op.drop_index("ix_clocks_due", "clocks")
    op.create_index("ix_clocks_due", "clocks", ["due_at", "case_id"], sqlite_where=running, postgresql_where=running)
    op.create_index("ix_clocks_next", "clocks", ["case_id", "due_at"], sqlite_where=running, postgresql_where=running)


def _full_text() -> None:
    """The marks stay in `case_search`; the triggers keep the index beside it true, whoever writes there."""
    op.execute(
        "CREATE VIRTUAL TABLE case_words USING fts5(marks, content='case_search', content_rowid='case_id', "
        "detail='none', columnsize=0, tokenize='ascii')"
    )
    enter = "INSERT INTO case_words(rowid, marks) VALUES (new.case_id, new.marks);"
    leave = "INSERT INTO case_words(case_words, rowid, marks) VALUES ('delete', old.case_id, old.marks);"
    op.execute(f"CREATE TRIGGER case_words_insert AFTER INSERT ON case_search BEGIN {enter} END")
    op.execute(f"CREATE TRIGGER case_words_delete AFTER DELETE ON case_search BEGIN {leave} END")
    op.execute(f"CREATE TRIGGER case_words_update AFTER UPDATE ON case_search BEGIN {leave} {enter} END")
