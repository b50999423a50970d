"""Which desk a database needs."""

from bot.clock import Clock
from bot.desk.base import Desk
from bot.desk.lite import LiteDesk
from bot.desk.postgres import PostgresDesk
from handlers.kit.house import House
from storage.engines import is_sqlite, reader_engine, writer_engine
from storage.vault import Vault


def open_desk(url: str, vault: Vault, house: House, clock: Clock) -> Desk:
    """A desk over a database whose schema is up to date."""
    kind = LiteDesk if is_sqlite(url) else PostgresDesk
    return kind(writer_engine(url), reader_engine(url), vault, house, clock)
