"""Commands that only read: beside a running server, without its lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.house import open_house
from bot.settings import Settings
from storage.engines import reader_engine
from storage.vault import Vault
from storage.work import Work


@contextmanager
def reading(settings: Settings) -> Iterator[Work]:
    engine = reader_engine(settings.url)
    try:
        with engine.connect() as conn:
            yield Work(conn, Vault.at(settings.key_file), open_house(settings.data / "rules"))
    finally:
        engine.dispose()
