"""Fifty helpers press 我来接 at the same moment: one wins, the others are told who."""

from datetime import date
from threading import Barrier, Thread

from bot.turns import Answer
from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind
from handlers.people.records import Person, Post
from storage.work import Work
from tests.cast import CITY, GRID_1, YANWU
from tests.play import Play
from tests.scenes import opened

MANY = 50


def enlist(work: Work, play: Play) -> dict[str, int]:
    """Fifty volunteers more, each with an account."""
    seat = work.people.seat(Role.VOLUNTEER, YANWU)
    found = {}
    for n in range(MANY):
        called = f"志愿者{n}"
        found[called] = work.people.add(Person(0, CITY, called, called, unit_id=GRID_1))
        work.people.add_post(Post(seat, found[called], date(2020, 1, 1)))
        work.accounts.open(found[called], "web", called, play.now)
    return found


def test_one_of_fifty_wins(play: Play) -> None:
    opened(play)
    press = play.button("李师傅", "我来接")
    helpers = play.do(lambda work: enlist(work, play))
    answers: dict[str, Answer] = {}
    ready = Barrier(MANY)

    def claim(who: str) -> None:
        ready.wait()
        answers[who] = play.desk.turn(Incoming("web", who, f"race {who}", Kind.PRESS, press=press)).result(30)

    threads = [Thread(target=claim, args=(who,)) for who in helpers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(answers) == MANY
    cards = {who: [b.card for b in answer.bubbles if b.card] for who, answer in answers.items()}
    assert all(len(found) == 1 for found in cards.values())
    winners = [who for who, (card,) in cards.items() if card.name == "wishes/news"]
    assert len(winners) == 1
    case = play.case()
    assert (case.state, case.version, case.helper_id) == ("claimed", 3, helpers[winners[0]])
    assert [event.step for event in play.events()] == ["submit", "approve", "claim"]
    losers = [card for who, (card,) in cards.items() if who not in winners]
    assert {(card.name, card.args["code"], card.args["step"]) for card in losers} == {
        ("wishes/refusal", "cases/moved", "claim")
    }
    told = play.last_of_stranger(sorted(set(helpers) - set(winners))[0])
    assert f"被{winners[0]}认领了" in told
    assert play.clocks() == ["connect"]
