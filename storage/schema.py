"""All tables, and the way to bring a database up to date."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

import storage.work  # noqa: F401  # imports every storage file, and with them every table
from handlers.kit.explained import Explained
from storage.base import metadata
from storage.search import WORDS

__all__ = ["differences", "metadata", "upgrade"]


class SchemaError(Explained):
    """The database can't be brought to this program's version."""


def upgrade(engine: Engine) -> None:
    """Migrate to the newest version; nothing where it is there already."""
    try:
        with engine.begin() as conn:
            command.upgrade(_config(conn), "head")
    except CommandError as error:
        raise SchemaError("数据库是更新的版本建的。请用新版本的程序,或换回旧的数据") from error
    except DatabaseError as error:
        raise SchemaError(f"打不开数据库:{error.orig}") from error


def empty(conn: Connection) -> None:
    """Take out every row of every table; numbers begin at one again."""
    if conn.dialect.name == "sqlite":
        for table in reversed(metadata.sorted_tables):
            conn.execute(table.delete())
        return
    names = ", ".join(table.name for table in metadata.sorted_tables)
    conn.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


def differences(conn: Connection) -> list[object]:
    """What the database has otherwise than the tables declared in code."""
    opts = {"compare_type": True, "include_name": ours}
    return list(compare_metadata(MigrationContext.configure(conn, opts=opts), metadata))


def ours(name: str | None, kind: str, _: object) -> bool:
    """The index of words is the database's own: on SQLite a virtual table with its shadows, which no Table declares."""
    return kind not in ("table", "index") or not (name or "").startswith(WORDS)


def revise(conn: Connection, message: str) -> None:
    """Write a new version from the difference between tables and database (a developer's tool)."""
    command.revision(_config(conn), message=message, autogenerate=True)


def _config(conn: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = conn
    return config
