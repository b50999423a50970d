"""What counts as new and as under way, and what only passed through."""

from handlers import front
from handlers.duties.records import Build
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted, WishKind
from storage.work import Work
from tests.digests.test_conversation import actor, at, of
from tests.play import Play


def test_a_wish_that_is_a_request_is_over_at_once_and_counts_once(lite_play: Play) -> None:
    def act(work: Work) -> int:
        who = lite_play.ids["王奶奶"]
        news = submit(
            work, actor(lite_play, "王奶奶"), Wanted("小广场想要个长椅", WishKind.FACILITY, None, who), lite_play.now
        )
        front.react(work)
        return news.case.id

    lite_play.ring()
    wish = lite_play.do(act)
    lite_play.until(at("2026-03-09 09:00"))
    cases = lite_play.do(lambda work: work.cases.get([wish, wish + 1]))
    assert (cases[wish].state, cases[wish].closed_at) == ("set_aside", cases[wish].opened_at)
    assert cases[wish + 1].closed_at is None
    found = of(lite_play, "刘书记", Build.WEEK).figures
    assert (found["new"], found["done"], found["live"]) == ([wish + 1], [], 1)
