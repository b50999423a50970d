"""`weiyuan backup`: the database in one file while the server runs. The master key is not in it, on purpose."""

import sqlite3
from pathlib import Path

from bot.settings import Settings
from storage.engines import is_sqlite


class NotSqlite(Exception):
    """The data is kept by a database server, which has its own way of backing up."""


def backup(settings: Settings, target: Path) -> int:
    """Copy the SQLite database, consistent as of one moment; returns its size in bytes."""
    if not is_sqlite(settings.url):
        raise NotSqlite
    source_file = settings.data / "weiyuan.db"
    if not source_file.exists():
        raise FileNotFoundError(source_file)
    if target.exists():
        raise FileExistsError(target)
    source = sqlite3.connect(f"file:{source_file}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        # Reading through the write-ahead log lets the server go on writing meanwhile.
        source.backup(copy, pages=2000)
        fine = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
        source.close()
    if fine != "ok":
        raise OSError(f"integrity check: {fine}")
    target.chmod(0o600)
    return target.stat().st_size
