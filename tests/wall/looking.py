"""What somebody sees who walks past: the wall as the house gives it, and how far a case has come before."""

from collections.abc import Sequence

from handlers.cases.actions import Move, take
from handlers.wall.actions import wall
from handlers.wall.photos import albums, photo, show, take_off
from handlers.wall.records import Part, Slip, Wall
from handlers.wishes.actions import submit
from handlers.wishes.records import Wanted, WishKind
from storage.work import Work
from tests.play import Play
from tests.requests.scenes import finished
from tests.scenes import fulfilled

CODE, EAST = "140403001", "140403002"


def hung(play: Play, code: str = CODE, *, whole: bool = False) -> Wall:
    found = play.desk.read_now(lambda work: wall(work, code, play.now, whole=whole))
    assert found, "there is no such community"
    return found


def slips(play: Play, part: Part, code: str = CODE) -> Sequence[Slip]:
    return hung(play, code).slips[part]


def where(play: Play, no: str = "演武-0001") -> str:
    """Under which headings a case hangs."""
    return " ".join(part for part in Part if any(one.no == no for one in slips(play, part)))


def wished(play: Play, text: str) -> None:
    """A wish that waits, whatever the intake would have made of its words."""
    actor = play.caller("刘书记").actor
    assert actor

    def act(work: Work) -> None:
        case = submit(work, actor, Wanted(text, WishKind.THING, None, play.ids["王奶奶"]), play.now).case
        take(work, actor, Move(case.id, "approve"), play.now)
        work.news.clear()

    play.do(act)


def thanked(play: Play, words: str = "谢谢，走得动了") -> None:
    """The wheelchair wish, to the end; the office has looked at it and put its photo up."""
    fulfilled(play)
    play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]"), ("王奶奶", words))
    put_up(play, "刘书记", proof(play))


def settled(play: Play, words: str = "亮堂多了", *, text: str = "三号楼门口的路灯坏了，晚上看不见") -> str:
    """A street lamp, to the end, looked at by the office."""
    no = finished(play, text)
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("王奶奶", words))
    put_up(play, "刘书记", proof(play, no))
    return no


def proof(play: Play, no: str = "演武-0001", key: str = "proof") -> int:
    """The first photo of a kind that a case has."""
    case = play.case(no)
    kept = case.facts[key]
    assert isinstance(kept, list | tuple)
    return int(kept[0])


def put_up(play: Play, who: str, *media: int, code: str = CODE) -> int:
    actor = play.caller(who).actor
    assert actor
    return play.do(lambda work: show(work, actor, code, media, play.now))


def taken_off(play: Play, who: str, media: int, code: str = CODE) -> int:
    actor = play.caller(who).actor
    assert actor
    return play.do(lambda work: take_off(work, actor, code, media, play.now))


def chosen_from(play: Play, who: str, code: str = CODE) -> Sequence[str]:
    """The numbers of the cases whose photos somebody may choose from."""
    actor = play.caller(who).actor
    assert actor
    _, found = play.desk.read_now(lambda work: albums(work, actor, code, play.now))
    return [album.no for album in found]


def hangs(play: Play, media: int, code: str = CODE) -> bool:
    """Whether anybody can fetch a photo from a wall."""
    return play.desk.read_now(lambda work: photo(work, code, media, play.now)) is not None
