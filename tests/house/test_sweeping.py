"""What is over is forgotten, and nothing that may come again before it is harmless."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.channels.wecom import NAME
from scheduler import jobs
from scheduler.jobs import tidy
from storage.accounts import accounts
from storage.kf import welcomes
from storage.letters import KNOWN, letters
from storage.links import PLACES, link_codes, link_tries
from storage.sessions import enter_links, web_sessions
from storage.work import Work
from tests.play import Play

DAY = timedelta(days=1)


def left(work: Work) -> list[int]:
    tables = (letters, link_codes, link_tries, web_sessions, enter_links, welcomes)
    places = select(func.count()).where(accounts.c.channel == PLACES)
    queries = [*(select(func.count()).select_from(table) for table in tables), places]
    return [work.conn.execute(query).scalar_one() for query in queries]


def put(play: Play, names: str) -> None:
    """A letter, a code, a wrong guess, a place, a session and a link of each name, all of now."""
    now, person = play.now, play.ids["王奶奶"]
    account = play.caller("王奶奶").account_id

    def write(work: Work) -> None:
        for name in names:
            letter = work.letters.keep(NAME, name, "li", "words", now)
            assert letter
            work.letters.done(letter, now)
            assert work.links.issue(f"{name}{now}", person, now, now + timedelta(minutes=10))
            work.links.missed(account, now)
            place = work.accounts.who(PLACES, f"{name}{now}", now.date(), now).account_id
            work.links.missed(place, now)
            work.sessions.open(f"{name}{now}", account, now, now + timedelta(minutes=10))
            work.kf.may_welcome(f"{name}{now}", "wk1", "code", now + timedelta(seconds=18))
            work.sessions.invite(f"{name}{now}", person, now + timedelta(minutes=10))

    play.do(write)


def test_what_is_over_is_forgotten(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "FEW", 2)
    put(play, "abcde")
    asyncio.run(tidy(play.desk))
    assert play.desk.read_now(left) == [5, 5, 10, 5, 5, 5, 5], "all of it is still good, or may come again"
    play.later(2 * DAY)
    put(play, "f")
    asyncio.run(tidy(play.desk))
    assert play.desk.read_now(left) == [6, 1, 2, 1, 1, 1, 1]
    assert play.do(lambda work: work.letters.keep(NAME, "a", "li", "words", play.now)) is None, "it is still known"
    play.later(KNOWN - DAY)
    asyncio.run(tidy(play.desk))
    assert play.desk.read_now(left) == [1, 0, 0, 0, 0, 0, 0]


def test_a_letter_that_nobody_has_acted_on_is_kept_however_old(play: Play) -> None:
    letter = play.do(lambda work: work.letters.keep(NAME, "a", "li", "words", play.now))
    play.later(2 * KNOWN)
    asyncio.run(tidy(play.desk))
    assert letter
    assert play.do(lambda work: work.letters.text(letter)) == "words"
