"""Commands that only read: beside a running server, without its lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.house import open_house
from bot.opened import reached
from bot.settings import Settings
from handlers.kit.explained import Explained
from storage.engines import is_sqlite, reader_engine
from storage.vault import Vault
from storage.work import Work


class NoData(Explained):
    """There is no database yet."""


@contextmanager
def reading(settings: Settings) -> Iterator[Work]:
    if is_sqlite(settings.url) and not (settings.data / "weiyuan.db").exists():
        raise NoData(f"{settings.data} 里还没有数据。先运行 weiyuan serve 或 make run；数据在别处，就设 WEIYUAN_DATA")
    engine = reader_engine(settings.url)
    try:
        reached(engine)
        options = {} if is_sqlite(settings.url) else {"isolation_level": "REPEATABLE READ"}
        with engine.connect().execution_options(**options) as conn:  # one moment's view, while others write
            yield Work(conn, Vault.at(settings.key_file), open_house(settings.data / "rules"))
    finally:
        engine.dispose()
