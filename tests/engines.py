"""Engines that are quickly made: those of one kind share what SQLAlchemy has found out and compiled."""

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

_FIRST: dict[str, Engine] = {}


def sharing(address: str, **options: Any) -> Engine:
    """`create_engine`, only that it takes the dialect and the compiled statements of the first engine of its kind.

    Each test opens databases of its own: every engine would ask anew what the server can, and compile every statement
    anew, which is half of what such a test costs. Pool, connections, options and events stay the engine's own.
    """
    kind = make_url(address).drivername
    first = _FIRST.get(kind)
    if first is None or first.dialect.server_version_info is None:  # it has met no server yet
        _FIRST[kind] = create_engine(address, **options)
        return _FIRST[kind]
    made = create_engine(address, _initialize=False, **options)
    made.dialect = made.pool._dialect = first.dialect
    made._compiled_cache = first._compiled_cache
    if set_up := first.dialect.on_connect_url(made.url):
        event.listen(made.pool, "connect", lambda raw, _: set_up(raw))
    return made
