"""What is asked of the tables that only grow is found by an index: no statement reads one of them from end to end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from scheduler import jobs
from storage.letters import KNOWN
from storage.work import Work
from tests.play import Play

GROWING = {"messages", "letters", "inbox", "accounts", "link_codes", "link_tries", "web_sessions", "enter_links"}
GROWING |= {"albums", "kf_customers", "kf_welcomes", "group_cards", "persons"}
HOUR = timedelta(hours=1)
MANY = list(range(1000, 1032))

NUMBERS = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 3000)"
STATE = "CASE WHEN n > 2990 THEN 'queued' WHEN n > 2980 THEN 'held' ELSE 'shown' END"
ROWS = (
    "INSERT INTO accounts (id, channel, address, last_no, created_at) VALUES (1000, 'kf', 'li', 9, 0)",
    "INSERT INTO accounts (channel, address, last_no, created_at) [n] SELECT 'web', 'a' || n, 0, 0 FROM n",
    "INSERT INTO messages (account_id, number, mine, at, card, args, state, next_at, external_id) [n]"
    " SELECT CASE WHEN n > 2900 THEN 1000 ELSE 1001 + n % 60 END, n, 0, n, 'cases/card', '{}', [state],"
    " CASE WHEN n > 2990 THEN n END, 'x' FROM n",
    "INSERT INTO letters (channel, key, address, arrived_at, done_at) [n]"
    " SELECT 'wecom', n, 'a' || (n % 50), n, CASE WHEN n <= 2990 THEN n END FROM n",
    "INSERT INTO link_tries (account_id, at) [n] SELECT 1000, n FROM n",
    "INSERT INTO link_codes (mark, person_id, expires_at) [n] SELECT 'm' || n, 1 + n % 5, n FROM n",
)


def fill(work: Work) -> None:
    """Sixty chats with a past, one of which has ten messages that wait and ten that are held; letters, all done but
    ten; codes and guesses."""
    for statement in ROWS:
        work.conn.execute(text(statement.replace("[n]", NUMBERS).replace("[state]", STATE)))


ASKED: dict[str, Callable[[Work, Play], object]] = {
    "deliveries.queued": lambda work, play: work.deliveries.queued("kf", play.now),
    "deliveries.take_queued": lambda work, play: work.deliveries.take_queued(1000),
    "deliveries.named": lambda work, play: work.deliveries.named("kf", "li", "x"),
    "deliveries.names": lambda work, play: work.deliveries.names("kf", "li", 1000),
    "deliveries.unreached": lambda work, play: work.deliveries.unreached(7, 1),
    "deliveries.redrawn": lambda work, play: work.deliveries.redrawn("kf", [1000], [7], 5),
    "deliveries.redrawn, many": lambda work, play: work.deliveries.redrawn("kf", MANY, MANY, 5),
    "kf.waiting": lambda work, play: work.kf.waiting("li"),
    "kf.welcome": lambda work, play: work.kf.welcome("li", play.now),
    "kf.forget": lambda work, play: work.kf.forget(play.now, jobs.FEW),
    "kf.customer": lambda work, play: work.kf.customer("li"),
    "kf.unsent": lambda work, play: work.kf.unsent("li", "x"),
    "groups.count": lambda work, play: work.groups.count(1000, play.now - HOUR, 10),
    "groups.said": lambda work, play: work.groups.said(1000, "cases/card"),
    "groups.at": lambda work, play: work.groups.at(1000),
    "groups.gather": lambda work, play: work.groups.gather(1000, 7, "cases"),
    "letters.waiting": lambda work, play: work.letters.waiting("wecom", [2995], play.now - HOUR, [], 3, 10),
    "letters.left": lambda work, play: work.letters.waiting("wecom", [], None, [], 3, 10),
    "letters.text": lambda work, play: work.letters.text(2995),
    "letters.again": lambda work, play: work.letters.give_another_chance("wecom"),
    "letters.forget": lambda work, play: work.letters.forget(play.now - KNOWN, jobs.FEW),
    "links.issue": lambda work, play: work.links.issue("m5", 1, play.now, play.now + HOUR),
    "links.spend": lambda work, play: work.links.spend("m5", play.now),
    "links.misses": lambda work, play: work.links.misses(play.now - HOUR),
    "links.forget": lambda work, play: work.links.forget(play.now, jobs.FEW),
    "sessions.account": lambda work, play: work.sessions.account("s", play.now),
    "sessions.shut_out": lambda work, play: work.sessions.shut_out(1, play.now),
    "sessions.forget": lambda work, play: work.sessions.forget(play.now, jobs.FEW),
    "albums.of": lambda work, play: work.albums.of("telegram", "li", "a"),
    "albums.drop": lambda work, play: work.albums.drop("telegram", "li", ["1"]),
}


def plans(work: Work, ask: Callable[[], object]) -> list[str]:
    """What the database means to do for each statement, as SQLite tells it: also of those that pass SQLAlchemy by."""
    raw = work.conn.connection.dbapi_connection
    assert raw
    statements: list[str] = []
    raw.set_trace_callback(statements.append)
    ask()
    raw.set_trace_callback(None)
    asked = [one for one in statements if one.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert asked
    return [row[3] for one in asked for row in raw.execute(f"EXPLAIN QUERY PLAN {one}")]


def scanned(plan: str) -> bool:
    """Whether a step reads a growing table from end to end; an index that holds only what waits may be."""
    words = plan.split()
    small = any(words[-1].startswith(f"ix_{name}") for name in ("messages_queued", "letters_undone", "letters_sender"))
    return words[0] == "SCAN" and words[1] in GROWING and not small


def whole_channel(plan: str) -> bool:
    """Whether it reads all accounts of a channel, which may be all that there are."""
    return "accounts" in plan and plan.endswith("(channel=?)")


@pytest.mark.parametrize("name", ASKED)
def test_nothing_reads_a_growing_table_from_end_to_end(lite_play: Play, name: str) -> None:
    def ask(work: Work) -> list[str]:
        fill(work)
        return plans(work, lambda: ASKED[name](work, lite_play))

    found = lite_play.do(ask)
    assert not [one for one in found if scanned(one)], "\n".join(found)
    few = name == "links.forget"  # of the places that guesses came from only those of a day are there
    assert few or not [one for one in found if whole_channel(one)], "\n".join(found)


@pytest.mark.parametrize("name", ["deliveries.queued", "deliveries.take_queued", "kf.waiting"])
def test_what_waits_is_found_without_the_chats_past(lite_play: Play, name: str) -> None:
    def ask(work: Work) -> list[str]:
        fill(work)
        return plans(work, lambda: ASKED[name](work, lite_play))

    found = [one for one in lite_play.do(ask) if "messages" in one or "earlier" in one]
    assert found
    assert all("ix_messages_" in one for one in found), "\n".join(found)
