"""`weiyuan backup`: the database in one file while the server runs. The master key is not in it, on purpose."""

import sqlite3
from pathlib import Path

from bot.settings import Settings


def backup(settings: Settings, target: Path) -> int:
    """Copy the SQLite database, consistent as of one moment; returns its size in bytes."""
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
