"""Lists of cases at any scope, from a grid to a city of a million cases, each page in one statement."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from handlers.cases.records import Clock, Standing
from storage import paging
from storage.cases import case_of
from storage.filters import After, Filter, Order

__all__ = ["After", "Filter", "Lists", "Order"]


class Lists:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def page(self, wanted: Filter) -> Sequence[Standing]:
        """The cases in order, each with its nearest running clock and its place: all a list needs of the kernel."""
        found: dict[int, Standing] = {}
        for *values, name, started, due, place, community in self._conn.execute(paging.page(wanted, lite=self._lite)):
            if values[0] not in found:
                clock = Clock(values[0], name, started, due) if name else None
                found[values[0]] = Standing(case_of(values), clock, place, community)
        return list(found.values())

    def counts(self, path: str, flows: Iterable[str]) -> Mapping[str, int]:
        """How many cases are under way in each state."""
        return dict(self._conn.execute(paging.counts(Filter(path, tuple(flows)), lite=self._lite)).all())

    def late(self, path: str, flows: Iterable[str], now: datetime) -> Mapping[str, int]:
        """How many of those have a running clock that was due before `now`."""
        wanted = Filter(path, tuple(flows), late_before=now)
        return dict(self._conn.execute(paging.counts(wanted, lite=self._lite)).all())

    @property
    def _lite(self) -> bool:
        return self._conn.dialect.name == "sqlite"
