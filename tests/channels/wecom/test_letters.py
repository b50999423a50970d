"""Letters on either database: once each, in their order, known for good."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.channels.wecom import NAME
from storage.letters import letters
from storage.messages import inbox
from storage.work import Work
from tests.channels.wecom.live import MEMBERS, Phones, event
from tests.emulators.wecom import WeComApi
from tests.play import Play


def put(play: Play, key: str, address: str = "somebody") -> int | None:
    now = play.now
    return play.do(lambda work: work.letters.keep(NAME, key, address, f"words of {key}", now))


def waiting(play: Play, *own: int, but: tuple[int, ...] = (), tries: int = 3, most: int = 10) -> list[int]:
    before = play.now - timedelta(minutes=1)
    return [row[0] for row in play.do(lambda work: work.letters.waiting(NAME, own, before, but, tries, most))]


def test_a_letter_is_stored_once_and_known_for_good(play: Play) -> None:
    first = put(play, "m1")
    assert first
    assert put(play, "m1") is None
    assert play.do(lambda work: work.letters.keep("kf", "m1", "somebody", "words", play.now)), "another channel's"
    play.do(lambda work: work.letters.done(first, play.now))
    assert play.do(lambda work: work.letters.text(first)) is None
    assert put(play, "m1") is None
    assert waiting(play, first) == []


def test_who_takes_which(play: Play) -> None:
    """Its own at once, those of others when they have lain a while, in the order in which they came."""
    ids = [put(play, f"m{n}") or 0 for n in range(4)]
    assert waiting(play) == []
    assert waiting(play, ids[2], ids[1]) == [ids[1], ids[2]]
    play.later(timedelta(minutes=2))
    assert waiting(play) == ids
    assert waiting(play, but=(ids[0],), most=2) == ids[1:3]
    for _ in range(3):
        play.do(lambda work: work.letters.failed(ids[0]))
    assert waiting(play) == ids[1:]
    play.do(lambda work: work.letters.give_another_chance(NAME))
    assert waiting(play) == ids


def test_an_erased_sender_leaves_nothing_to_read(play: Play) -> None:
    play.do(lambda work: work.accounts.open(play.ids["王奶奶"], NAME, "granny", play.now))
    letter = put(play, "m1", "granny") or 0
    assert play.do(lambda work: work.letters.text(letter)) == "words of m1"
    play.do(lambda work: work.people.erase(play.ids["王奶奶"]))
    assert play.do(lambda work: work.letters.text(letter)) is None


def test_many_at_once_on_either_database(database_url: str, api: WeComApi) -> None:
    phones = Phones(database_url, api)
    try:
        phone = phones.phones["王奶奶"]
        for n in range(30):
            content = event(api, phone, "click", 1_700_000_000, EventKey=f"lists.open|0|0|{n}")
            for _ in range(2):
                api.forge(MEMBERS["王奶奶"], content=content)
        phones.heard()
        assert phones.desk.read_now(counts) == (30, 30)
        assert len(phones.shows("王奶奶")) == 30
    finally:
        phones.close()


def counts(work: Work) -> tuple[int, int]:
    """(letters, messages)."""
    found = [work.conn.execute(select(func.count()).select_from(table)).scalar_one() for table in (letters, inbox)]
    return int(found[0]), int(found[1])
