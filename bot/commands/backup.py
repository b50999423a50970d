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
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    part.touch(0o600)
    try:
        _copy(source_file, part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(source_file: Path, part: Path) -> None:
    source = sqlite3.connect(f"file:{source_file}?mode=ro", uri=True)
    copy = sqlite3.connect(part)
    try:
        # One read transaction for all of it: a copy in steps begins anew whenever somebody has written.
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        source.backup(copy)
        fine = copy.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        copy.close()
        source.close()
    if fine != "ok":
        raise OSError(f"integrity check: {fine}")
