"""Letters on either database: once each, in their order, known for good."""

from datetime import timedelta

from sqlalchemy import func, select

from bot.channels.wecom import NAME
from storage.letters import KNOWN, letters
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
    ids = [put(play, f"m{n}", f"sender{n}") or 0 for n in range(4)]
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


def test_a_letter_waits_for_an_earlier_one_of_its_sender_that_another_process_has(play: Play) -> None:
    theirs, mine, later, others = (put(play, f"m{n}", who) or 0 for n, who in enumerate(["li", "li", "li", "wang"]))
    assert waiting(play, mine, later, others) == [others]
    assert waiting(play, theirs, mine, later, others) == [theirs, mine, later, others]
    assert waiting(play, mine, later, but=(theirs,)) == [mine, later], "those in hand go before it in its lane"
    play.do(lambda work: work.letters.done(theirs, play.now))
    assert waiting(play, mine, later) == [mine, later]
    assert play.do(lambda work: work.letters.undone([theirs, mine])) == {mine}


def test_what_lies_or_can_not_be_done_holds_up_nobody_for_long(play: Play) -> None:
    theirs, mine = (put(play, f"m{n}") or 0 for n in range(2))
    play.later(timedelta(minutes=2))
    assert waiting(play, mine) == [theirs, mine], "whoever had it is gone: both are taken, in their order"
    last = put(play, "m2") or 0
    assert waiting(play, last, but=(theirs, mine)) == [last]
    play.do(lambda work: work.letters.done(mine, play.now))
    newest = put(play, "m3") or 0
    assert waiting(play, newest, but=(theirs,)) == []
    play.do(lambda work: work.letters.failed(last))
    assert waiting(play, newest, but=(theirs,)) == [newest], "a fault of the program in the other process"


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


def test_a_departure_that_is_older_than_any_letter_is_played_again_in_vain(phones: Phones) -> None:
    """Somebody recorded it: its key is forgotten by now, so only its date tells."""
    for age, here in ((KNOWN + timedelta(days=1), True), (KNOWN - timedelta(days=1), False)):
        at = int((phones.now - age).timestamp())
        phones.api.forge("", content=event(phones.api, phones.phones["张敏"], "unsubscribe", at))
        phones.heard()
        whose = phones.desk.read_now(lambda work: work.accounts.person_at(NAME, MEMBERS["张敏"]))
        assert (whose == phones.ids["张敏"]) is here


def counts(work: Work) -> tuple[int, int]:
    """(letters, messages)."""
    found = [work.conn.execute(select(func.count()).select_from(table)).scalar_one() for table in (letters, inbox)]
    return int(found[0]), int(found[1])
