"""How far a request has come when a conversation begins."""

from datetime import datetime

from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.requests.actions import submit
from handlers.requests.records import Report
from handlers.routing.subjects import guess_category, guess_urgency
from storage.work import Work
from tests.cast import BLOCK_3, CAST
from tests.play import Play

LAMP = "三号楼门口的路灯坏了，晚上看不见"


def reported(play: Play, text: str = LAMP, who: str = "王奶奶", typist: str = "", category: str = "") -> str:
    """A request enters, as the intake would enter it; returns its number."""
    key = category or guess_category(text).best
    home = CAST[who].home or BLOCK_3

    def act(work: Work) -> str:
        from handlers import front  # noqa: PLC0415  # only a scene needs the house's reactions

        actor = play.caller(typist or who).actor
        assert actor
        report = Report(text, key, str(guess_urgency(text, key)), home, play.ids[who], actor.person_id)
        news = submit(work, actor, report, play.now)
        front.react(work)
        return news.case.no

    no = play.do(act)
    play.courier()
    return no


def dispatched(play: Play, text: str = LAMP, who: str = "王奶奶") -> str:
    """With 小吴, the grid member of 二号网格."""
    no = reported(play, text, who)
    play.script(("刘书记", "[派小吴]", "派给小吴了"))
    return no


def working(play: Play, text: str = LAMP, who: str = "王奶奶") -> str:
    no = dispatched(play, text, who)
    play.script(("小吴", "[已联系上]"))
    return no


def finished(play: Play, text: str = LAMP, who: str = "王奶奶") -> str:
    no = working(play, text, who)
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡", "辛苦了"))
    return no


def seat_of(play: Play, role: str, unit: int) -> int:
    return play.do(lambda work: work.people.seat(Role(role), unit))


def due(play: Play, clock: str, no: str = "演武-0001") -> datetime:
    """When a running clock of a case is due, as people read it."""
    case = play.case(no)
    clocks = play.desk.read_now(lambda work: work.clocks.of([case.id]).get(case.id, ()))
    return next(one.due_at for one in clocks if one.name == clock and one.runs).astimezone(SHANGHAI)
