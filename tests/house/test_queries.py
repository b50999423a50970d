"""Lists cost the same however long they are: at most four queries for fifty cards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from bot.turns import run
from handlers import front
from handlers.cases.actions import Move, take
from handlers.cases.records import Case
from handlers.kit.cards import Card
from handlers.kit.turns import Incoming, Kind, Press
from handlers.people.records import Person, Viewer
from handlers.requests import actions as requests
from handlers.requests.records import Report
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted, WishKind
from storage.work import Work
from tests.cast import BLOCK_3, CITY
from tests.play import Play

CARDS, LIST = 4, 7


def many(play: Play, count: int) -> list[int]:
    """Wishes of as many neighbours; every other one is public."""
    actor = play.caller("刘书记").actor
    assert actor

    def act(work: Work) -> list[int]:
        found: list[Case] = []
        for n in range(count):
            needer = work.people.add(Person(0, CITY, f"邻居{n}", f"邻居{n}", unit_id=BLOCK_3))
            draft = Wanted(f"想要第{n}本书", WishKind.THING, None, needer)
            found.append(submit(work, actor, draft, play.now).case)
            if n % 2:
                take(work, actor, Move(found[-1].id, "approve"), play.now)
        work.news.clear()
        return [case.id for case in found]

    return play.do(act)


def many_requests(play: Play, count: int) -> list[int]:
    """Requests of as many neighbours; every other one waits to be claimed."""
    actor = play.caller("刘书记").actor
    assert actor

    def act(work: Work) -> list[int]:
        found: list[Case] = []
        for n in range(count):
            asker = work.people.add(Person(0, CITY, f"住户{n}", f"住户{n}", unit_id=BLOCK_3))
            report = Report(f"第{n}盏路灯坏了", "lamp", "week", BLOCK_3, asker, actor.person_id)
            found.append(requests.submit(work, actor, report, play.now).case)
            if n % 2:
                take(work, actor, Move(found[-1].id, "open"), play.now)
        work.news.clear()
        return [case.id for case in found]

    return play.do(act)


@contextmanager
def counted(work: Work) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE")):
            statements.append(statement)

    event.listen(work.conn, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(work.conn, "before_cursor_execute", note)


def cost(play: Play, who: str, cards: list[Card]) -> list[str]:
    caller = play.caller(who)
    assert caller.actor
    viewer = Viewer(caller.actor, caller.conversation)

    def read(work: Work) -> list[str]:
        with counted(work) as statements:
            faces = front.show(work, viewer, cards, play.now)
        assert len(faces) == len(cards)
        return statements

    return play.desk.read_now(read)


@pytest.mark.parametrize(("make", "name"), [(many, "wishes/case"), (many_requests, "requests/case")])
def test_fifty_cards_in_four_queries(play: Play, make: Callable[[Play, int], list[int]], name: str) -> None:
    cards = [Card(name, case) for case in make(play, 50)]
    for who in ("刘书记", "张敏", "王奶奶"):
        statements = cost(play, who, cards)
        assert len(statements) <= CARDS, "\n".join([who, *statements])


def test_both_flows_together_cost_one_query_more(lite_play: Play) -> None:
    """What guards look at is each room's own; all else is read once for all."""
    wishes = [Card("wishes/case", case) for case in many(lite_play, 10)]
    cards = [*wishes, *(Card("requests/case", case) for case in many_requests(lite_play, 10))]
    statements = cost(lite_play, "刘书记", cards)
    assert len(statements) <= CARDS + 1, "\n".join(statements)


@pytest.mark.parametrize(
    ("who", "name"), [("刘书记", "waiting"), ("张敏", "open"), ("刘书记", "mine"), ("小吴", "waiting")]
)
def test_a_list_costs_the_same_at_any_length(lite_play: Play, who: str, name: str) -> None:
    many(lite_play, 4)
    many_requests(lite_play, 4)
    few = cost(lite_play, who, [Card(f"lists/{name}")])
    many(lite_play, 23)
    many_requests(lite_play, 23)
    lots = cost(lite_play, who, [Card(f"lists/{name}")])
    assert len(few) == len(lots), "\n".join(lots)
    assert len(lots) <= LIST, "\n".join(lots)


@pytest.mark.parametrize(("make", "news"), [(many, "wishes/news"), (many_requests, "requests/news")])
def test_a_claim_is_about_fifteen_statements(play: Play, make: Callable[[Play, int], list[int]], news: str) -> None:
    """The hot path of the design: what a turn costs is known and kept."""
    case = make(play, 2)[1]
    version = play.desk.read_now(lambda work: work.cases.get([case])[case].version)
    press = Press("cases.take", case, version, "claim")

    def act(work: Work) -> list[str]:
        with counted(work) as statements:
            answer = run(work, Incoming("web", "张敏", "claim", Kind.PRESS, press=press), play.now)
        assert [b.card.name for b in answer.bubbles if b.card] == [news]
        return statements

    found = play.do(act)
    assert len(found) <= 17, "\n".join(found)
