"""Queries about requests over the kernel's tables."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, select

from handlers.cases.records import Case, LinkKind
from handlers.requests.records import BUSY_STATES, LIVE_STATES, Standing
from handlers.routing.categories import CATEGORIES, OTHER, passes_community
from handlers.wishes.records import LIVE_STATES as LIVE_WISHES
from storage.accounts import accounts
from storage.base import Moment
from storage.cases import CASE, case_of, cases
from storage.clocks import clocks
from storage.history import case_events
from storage.people import persons
from storage.ties import case_links, petitions

DAY = timedelta(days=1)
_load = (
    select(func.count())
    .select_from(cases)
    .where(
        cases.c.flow == "request",
        cases.c.holder_kind == "person",
        cases.c.holder_id == bindparam("person"),
        cases.c.state.in_(BUSY_STATES),
    )
)
_merged = case_links.alias("merged")
_into = case_links.alias("into")
_from = case_links.alias("came")
_parent = cases.alias("parent")
_child = cases.alias("child")
_other = cases.alias("other")
_wish = cases.alias("wish")
_ABOVE = [one.key for one in CATEGORIES if passes_community(one.key)]
_running = clocks.c.met_at.is_(None) & clocks.c.stopped_at.is_(None) & (clocks.c.case_id == cases.c.id)


def _above(table: Any) -> Any:
    """Whether it is about those who lead the community."""
    return func.coalesce(table.c.category, OTHER).in_(_ABOVE)


def _one(query: Any) -> Any:
    return query.correlate(cases).scalar_subquery()


_standing = (
    select(
        cases.c.id,
        persons.c.household_id,
        exists().where(accounts.c.person_id == cases.c.asker_id, accounts.c.retired_at.is_(None)),
        _load.correlate(None).scalar_subquery(),
        _one(
            select(func.count(_child.c.asker_id.distinct()))
            .select_from(_merged.join(_child, _child.c.id == _merged.c.child_id))
            .where(_merged.c.kind == str(LinkKind.MERGED), _merged.c.parent_id == cases.c.id)
            .where(_child.c.asker_id != cases.c.asker_id)
        ),
        _into.c.parent_id,
        _parent.c.no,
        _parent.c.state,
        _parent.c.needer_id,
        _parent.c.category,
        _one(
            select(func.max(petitions.c.until)).where(
                petitions.c.case_id == cases.c.id, petitions.c.decided_at.is_(None)
            )
        ),
        _one(
            select(func.max(petitions.c.asked_by)).where(
                petitions.c.case_id == cases.c.id, petitions.c.decided_at.is_(None)
            )
        ),
        _one(select(func.max(clocks.c.due_at)).where(_running, clocks.c.name == "settle")),
        _one(
            select(func.max(_from.c.parent_id)).where(
                _from.c.kind == str(LinkKind.BECAME), _from.c.child_id == cases.c.id
            )
        ),
        select(func.count())
        .select_from(case_events)
        .where(
            case_events.c.actor_id == bindparam("person"),
            case_events.c.step == "claim",
            case_events.c.occurred_at > bindparam("since", type_=Moment),
        )
        .correlate(None)
        .scalar_subquery(),
        exists()
        .where(_other.c.community_id == cases.c.community_id, _other.c.flow == "request", _other.c.id != cases.c.id)
        .where(_other.c.state.in_(LIVE_STATES), _above(_other) == _above(cases))
        .correlate(cases),
        _one(
            select(func.count())
            .select_from(_wish)
            .where(_wish.c.needer_id == cases.c.needer_id, _wish.c.flow == "wish", _wish.c.state.in_(LIVE_WISHES))
        ),
    )
    .join(persons, persons.c.id == cases.c.needer_id)
    .outerjoin(_into, (_into.c.kind == str(LinkKind.MERGED)) & (_into.c.child_id == cases.c.id))
    .outerjoin(_parent, _parent.c.id == _into.c.parent_id)
    .where(cases.c.id.in_(bindparam("ids", expanding=True)))
)


class Requests:
    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def standing(self, person_id: int, case_ids: Iterable[int], now: datetime) -> Mapping[int, Standing]:
        """What guards need to know of each of these requests and of a person before them, in one query."""
        rows = self._conn.execute(_standing, {"person": person_id, "ids": list(case_ids), "since": now - DAY})
        return {
            id_: Standing(home, bool(seen), load or 0, joiners or 0, parent, no or "", state or "", *rest)
            for id_, home, seen, load, joiners, parent, no, state, *rest in rows
        }

    def live_of(self, asker_id: int) -> int:
        """How many requests of a person are under way."""
        mine = (cases.c.flow == "request") & (cases.c.asker_id == asker_id) & cases.c.state.in_(LIVE_STATES)
        mine &= cases.c.source.is_(None)  # what an office imports is not the person's own doing
        return self._conn.execute(select(func.count()).select_from(cases).where(mine)).scalar_one()

    def alike(
        self, community_id: int, category: str, states: Iterable[str], since: datetime, most: int = 20
    ) -> Sequence[Case]:
        """Requests of a community and category in these states that moved since then, the newest first."""
        query = (
            select(*CASE)
            .where(cases.c.community_id == community_id, cases.c.flow == "request", cases.c.state.in_(list(states)))
            .where(cases.c.category == category, cases.c.moved_at >= since)
            .order_by(cases.c.id.desc())
            .limit(most)
        )
        return [case_of(row) for row in self._conn.execute(query)]

    def others(self, case: Case, states: Iterable[str], most: int = 300) -> Sequence[Case]:
        """Requests of the same community that a case could be merged into: those of its category first."""
        here = (cases.c.community_id == case.community_id) & (cases.c.flow == "request") & (cases.c.id != case.id)
        query = (
            select(*CASE)
            .where(here, cases.c.state.in_(list(states)))
            .order_by(cases.c.category != str(case.facts.get("category")), cases.c.id.desc())
            .limit(most)
        )
        return [case_of(row) for row in self._conn.execute(query)]

    def askers(self, parent_id: int) -> Sequence[tuple[int, int]]:
        """(case, asker) of the cases merged into one, in the order they were opened."""
        query = (
            select(cases.c.id, cases.c.asker_id)
            .join(case_links, case_links.c.child_id == cases.c.id)
            .where(case_links.c.kind == str(LinkKind.MERGED), case_links.c.parent_id == parent_id)
            .order_by(cases.c.id)
        )
        return [(case_id, asker) for case_id, asker in self._conn.execute(query)]

    def by_external(self, source: str, external_no: str) -> int | None:
        query = select(cases.c.id).where(cases.c.source == source, cases.c.external_no == external_no)
        return self._conn.execute(query).scalar()
