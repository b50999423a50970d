"""What came of confirmed cases in a month: who helped, who asked, who answered, and where they live."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, String, and_, cast, exists, literal, select

from handlers.ledger.records import Kind
from handlers.rankings.records import Month
from storage.cases import cases
from storage.history import case_events
from storage.ledger import balances, entries
from storage.people import persons
from storage.ranking_queries import standings

_SERVED = "served"
_ANSWERS = ("rate", "note_answer")


def awarded(month: Month) -> Any:
    """Entries of the rule `served` with the source case:<id>:served, of the people in `standings`."""
    asker, back = persons.alias("asker"), entries.alias("back")
    source = literal("case:") + cast(cases.c.id, String) + literal(f":{_SERVED}")
    return (
        select(
            *(entries.c.source, balances.c.person_id, entries.c.occurred_on, entries.c.delta, persons.c.household_id),
            *(cases.c.asker_id, asker.c.household_id.label("asker_household")),
        )
        .select_from(standings)
        .join(balances, and_(balances.c.person_id == standings.c.person_id, balances.c.kind == Kind.POINTS))
        .join(entries, entries.c.balance_id == balances.c.id)
        .join(persons, persons.c.id == balances.c.person_id)
        .join(cases, source == entries.c.source)
        .outerjoin(asker, asker.c.id == cases.c.asker_id)
        .where(
            entries.c.rule == _SERVED,
            entries.c.reverses.is_(None),
            entries.c.at >= month.starts,
            entries.c.at < month.ends,
            ~exists().where(back.c.balance_id == entries.c.balance_id, back.c.reverses == entries.c.id),
        )
        .order_by(entries.c.id)
    )


def raters_of(conn: Connection, case_ids: Iterable[int]) -> Mapping[int, int | None]:
    """The household of whoever answered last how a case went, by case."""
    query = (
        select(case_events.c.case_id, persons.c.household_id)
        .join(persons, persons.c.id == case_events.c.actor_id)
        .where(case_events.c.case_id.in_(list(case_ids)), case_events.c.step.in_(_ANSWERS))
        .order_by(case_events.c.case_id, case_events.c.seq)
    )
    return dict(conn.execute(query).all())
