"""What the rates look at: one row a request with how its clocks have run, in one statement for any unit and period."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, and_, bindparam, case, func, literal, select

from handlers.rates.records import Leg, Row
from handlers.rates.rules import ABOVE
from storage.base import Moment
from storage.cases import cases
from storage.clocks import clocks
from storage.units import units


def _count(key: str) -> Any:
    return func.coalesce(cases.c.counts[key].as_integer(), 0)


def _fact(key: str) -> Any:
    return func.coalesce(cases.c.facts[key].as_string(), "")


def _first(name: str, which: ColumnElement[bool]) -> Any:
    """The number of the first clock of a name that is so; clocks of a name begin one after the other."""
    return func.min(case((and_(clocks.c.name == name, which), clocks.c.id)))


_met = clocks.c.met_at.is_not(None)
_ended = func.coalesce(clocks.c.met_at, clocks.c.stopped_at, bindparam("now", type_=Moment))
_broken = _ended > clocks.c.due_at
# Written out, not bound: only a pattern that is known when the statement is planned is a range of an index.
_under = cases.c.unit_path.like(bindparam("pattern", type_=String, literal_execute=True))
_rows = (
    select(
        cases.c.id,
        cases.c.unit_path,
        cases.c.state,
        _first("contact", _met),
        _first("contact", _broken),
        _first("settle", _met),
        _first("settle", _broken),
        _first("sign", literal(True)),
        _fact("granted"),
        _fact("satisfied"),
        _count("returned"),
        _count("upheld"),
        _count("reopened"),
        _fact("rebound_of"),
        cases.c.category,
    )
    .outerjoin(clocks, and_(clocks.c.case_id == cases.c.id, clocks.c.name.in_(("contact", "settle", "sign"))))
    .where(
        cases.c.flow == "request",
        _under,
        cases.c.opened_at >= bindparam("start", type_=Moment),
        cases.c.opened_at < bindparam("end", type_=Moment),
    )
    .group_by(cases.c.id)
)


class Rates:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def rows(self, path: str, start: datetime, end: datetime, now: datetime) -> Sequence[Row]:
        """The requests at or below `path` that were opened from `start` to before `end`, as they stand at `now`.

        Whoever was dispatched to signs for it: a case without that clock never was.
        """
        wanted = {"pattern": f"{path}%", "start": start, "end": end, "now": now}
        return [_row(*row) for row in self._conn.execute(_rows, wanted)]

    def unit(self, code: str) -> int | None:
        """The unit with this code."""
        return self._conn.execute(select(units.c.id).where(units.c.code == code)).scalar()


def _row(id_: int, path: str, state: str, *rest: Any) -> Row:
    contact, late, settled, overdue, signs, granted, satisfied, returned, upheld, reopened, rebound, category = rest
    return Row(
        id_,
        path,
        state,
        Leg(contact, late),
        Leg(settled, overdue),
        signs is not None,
        granted,
        satisfied,
        returned,
        upheld,
        reopened,
        bool(rebound),
        category in ABOVE,
    )
