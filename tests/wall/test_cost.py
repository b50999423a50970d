"""The wall costs the same however much hangs there, and is no longer than it says."""

from handlers.wall.actions import wall
from handlers.wall.records import Part
from handlers.wall.rules import MOST
from storage.work import Work
from tests.house.test_queries import counted, many, many_requests
from tests.play import Play
from tests.requests.scenes import finished
from tests.wall.looking import CODE, hung, proof, put_up, thanked

QUERIES = 6


def cost(play: Play, *, whole: bool) -> list[str]:
    def read(work: Work) -> list[str]:
        with counted(work) as statements:
            wall(work, CODE, play.now, whole=whole)
        return statements

    return play.desk.read_now(read)


def test_six_queries_at_any_length(play: Play) -> None:
    thanked(play)
    put_up(play, "刘书记", proof(play))
    put_up(play, "刘书记", proof(play, finished(play)))
    few = cost(play, whole=False)
    many(play, 60)
    many_requests(play, 60)
    for whole in (False, True):
        lots = cost(play, whole=whole)
        assert len(few) == len(lots) <= QUERIES, "\n".join(lots)


def test_the_rest_is_counted(play: Play) -> None:
    many(play, 40)
    many_requests(play, 40)
    found = hung(play)
    assert len(found.slips[Part.OPEN]) == MOST[Part.OPEN]
    assert found.more[Part.OPEN] == 40 - MOST[Part.OPEN]
    whole = hung(play, whole=True)
    assert (len(whole.slips[Part.OPEN]), whole.more[Part.OPEN]) == (40, 0)


def test_bounded_at_a_hundred(lite_play: Play) -> None:
    many(lite_play, 210)
    whole = hung(lite_play, whole=True)
    assert (len(whole.slips[Part.OPEN]), whole.more[Part.OPEN]) == (100, 5)
