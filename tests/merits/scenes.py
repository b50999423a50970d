"""How far a review has come when a conversation begins: one branch with a leader, a committee, its secretaries."""

from datetime import date
from itertools import count

from handlers.kit.roles import Role
from handlers.kit.turns import Incoming, Kind, Photo
from handlers.ledger.records import Balance, Entry
from handlers.ledger.records import Kind as Counted
from handlers.people.records import Post
from handlers.points.actions import counting
from handlers.points.rules import total
from storage.work import Work
from tests.cast import YANWU
from tests.play import Play

_photos = count(1)
LEADER, COMMITTEE = "何叔", "陈书记"


def join(play: Play, who: str, role: Role, unit: int = YANWU, org: int | None = None) -> None:
    def act(work: Work) -> None:
        work.people.add_post(Post(work.people.seat(role, unit, org), play.ids[who], date(2020, 1, 1)))

    play.do(act)


def branch(play: Play) -> Play:
    """何叔 leads the group, 小吴 is on the committee beside 陈书记 and 刘书记."""
    join(play, "何叔", Role.GROUP_LEADER)
    join(play, "小吴", Role.COMMITTEE_MEMBER)
    return play


def snap(play: Play, who: str, data: bytes = b"") -> None:
    """A photo; no two are alike, unless its bytes are given."""
    number = next(_photos)
    photo = Photo(data or b"\xff\xd8 snapped %d \xff\xd9" % number, 640, 480)
    play.send(Incoming("web", who, f"snap{number}", Kind.PHOTO, "", None, (photo,)))
    play.courier()


def applied(
    play: Play, who: str = "李师傅", words: str = "在小区扫雪半天", data: bytes = b"", *, photo: bool = True
) -> str:
    play.script((who, "申报积分", "报哪一项"), (who, "志愿服务", "哪一天的事"), (who, "昨天", "做了什么"))
    play.script((who, words, "有照片吗"))
    if photo:
        snap(play, who, data)
    else:
        play.script((who, "[跳过]"))
    return newest(play)


def newest(play: Play) -> str:
    return play.desk.read_now(lambda work: work.cases.newest())


def first_passed(play: Play, who: str = "李师傅") -> str:
    no = applied(play, who)
    play.script((LEADER, no), (LEADER, "[初审通过]", "初审通过了"))
    return no


def second_passed(play: Play, who: str = "李师傅") -> str:
    no = first_passed(play, who)
    play.script((COMMITTEE, no), (COMMITTEE, "[复审通过]", "等党员大会"))
    return no


def counted(play: Play, no: str, who: str, due: int = 9, present: int = 7, agree: int = 6) -> None:
    label = "我来核票" if play.case(no).state == "counting" else "大会记票"
    play.script((who, no), (who, f"[{label}]", "应到几个人"), (who, str(due), "实到"), (who, str(present), "赞成"))
    play.script((who, str(agree)))


def published(play: Play, who: str = "李师傅") -> str:
    no = second_passed(play, who)
    counted(play, no, "陈书记")
    counted(play, no, "刘书记")
    assert play.case(no).state == "published"
    return no


def effective(play: Play, who: str = "李师傅") -> str:
    no = published(play, who)
    play.days(8)
    assert play.case(no).state == "effective"
    return no


def balance(play: Play, who: str, cycle: str = "2026") -> Balance | None:
    return play.desk.read_now(lambda work: work.ledger.balance(Counted.POINTS, play.ids[who], cycle))


def entries(play: Play, who: str) -> list[Entry]:
    """The newest first."""
    found = balance(play, who)
    return list(play.desk.read_now(lambda work: work.ledger.of(found.id))) if found else []


def points(play: Play, who: str) -> int:
    """What somebody stands at, in hundredths."""

    def read(work: Work) -> int:
        counted_ = counting(work, play.ids[who], play.now.date())
        assert counted_
        return total(counted_.rules, work.ledger.balance(Counted.POINTS, play.ids[who], counted_.cycle.key)).all

    return play.desk.read_now(read)
