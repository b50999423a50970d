"""Requests in many states, played through the same flow as everybody's, with their own dates and no messages."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, TypeAlias

from bot.demo.tales import Teller
from handlers.cases.records import Case, LinkKind
from handlers.front import react
from handlers.requests.actions import seats_for, submit
from handlers.requests.records import Report
from handlers.routing.subjects import guess_category, guess_urgency
from storage.work import Work

REVIEWER = "刘书记"
Course: TypeAlias = tuple[tuple[str, str, dict[str, str], float], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A request: who asked, how many days ago, who settled it, and where it stands now."""

    what: str
    asker: str
    days: int
    end: str
    handler: str = ""
    words: str = ""
    answer: str = "good"


TOLD: Final = (
    Told("1号楼二单元楼道灯不亮，晚上看不见台阶", "王奶奶", 88, "closed", "小赵", "换了声控灯，试过了"),
    Told("3号楼后面下水道堵了，污水往外冒", "何军", 81, "closed", "小吴", "请疏通公司通开了"),
    Told("小区门口早市占道，车出不去", "郑叔", 74, "closed", "小孟", "跟摊主说好，八点半前收", "fair"),
    Told("老院的自来水一下午没水", "何师傅", 66, "closed", "小孟", "水管爆了，晚上修好了"),
    Told("楼上半夜拖椅子，说了也不听", "周阿姨", 59, "closed", "小赵", "两家坐下来说开了，铺了地毯", "fair"),
    Told("老年证到哪里办，要带什么", "钱大妈", 55, "answered", words="带身份证和一寸照片，到居委会就能办，当天能拿"),
    Told("5号楼前的垃圾桶满了好几天没人倒", "小雨妈妈", 47, "closed", "小吴", "跟环卫说了，改成一天两趟"),
    Told("法院判的赡养费对方不给", "郑叔", 43, "declined"),
    Told("单元门的门禁坏了，谁都能进", "张敏", 5, "reopened", "小吴", "换了一块电池"),
    Told("6号楼西头的路灯晚上不亮", "郑叔", 33, "closed", "小孟", "市政换了灯头"),
    Told("暖气不热，家里只有十四度", "周阿姨", 12, "parked", "小赵"),
    Told("健身器材的把手松了，孩子差点摔着", "小雨妈妈", 2, "finished", "小吴", "拧紧了，换了两个螺丝"),
    Told("3号楼门口的路灯晚上不亮，老人不敢下楼", "何军", 3, "working", "小吴"),
    Told("2号楼的水管漏水，楼道里都是水", "周阿姨", 1, "signed", "小赵"),
    Told("广场上夜里十一点还在放音响", "钱大妈", 1, "returning", "小孟"),
    Told("电动车在楼道里充电，怕着火", "王奶奶", 0, "review"),
)


class Requests(Teller):
    """Plays each request with the dates it is told with, in working hours."""

    def play(self, work: Work, told: Told) -> None:
        at = self.morning(work.house.calendar, told.days)
        asker = self.actor(work, told.asker)
        key = guess_category(told.what).best
        report = Report(
            told.what,
            key,
            str(guess_urgency(told.what, key)),
            asker.unit_id or 0,
            asker.person_id,
            asker.person_id,
        )
        case = submit(work, asker, report, self.now, at=at).case
        for step, who, inputs, hours in _course(told):
            at = self.after(at, hours)
            case = self.step(work, case, step, who or told.asker, self._inputs(work, case, step, told, inputs), at)
        react(work)

    def go_on(self, work: Work, wish: Case, handler: str, words: str) -> None:
        """What became of a wish that is everybody's: settled as a request."""
        child = next(link.child_id for link in work.cases.links(wish.id) if link.kind is LinkKind.BECAME)
        case, told = work.cases.get([child])[child], Told("", "", 0, "closed", handler, words)
        at = case.opened_at
        for step, who, inputs, hours in _course(told):
            at = self.after(at, hours)
            actor = who or next(called for called in self.names if self.person(called) == wish.asker_id)
            case = self.step(work, case, step, actor, self._inputs(work, case, step, told, inputs), at)
        react(work)

    def _inputs(
        self, work: Work, case: Case, step: str, told: Told, given: dict[str, str]
    ) -> dict[str, str | tuple[int, ...]]:
        """The chosen seat as the handler's own; a parking ends a month from now."""
        if step == "dispatch":
            mine = {seat.seat_id for seat in self.actor(work, told.handler).seats}
            return {"seat": str(next(seat for seat in seats_for(work, case, self.now) if seat in mine))}
        if step == "park":
            return {**given, "until": (self.now + timedelta(days=30)).date().isoformat()}
        return dict(given)


def _course(told: Told) -> Course:
    """(step, who, inputs, hours after the step before) to where it stands; who empty: the asker."""
    given: Course = (("dispatch", REVIEWER, {}, 0.5),)
    signed: Course = (*given, ("sign", told.handler, {}, 0.3))
    working: Course = (*signed, ("contact", told.handler, {}, 1.2))
    finished: Course = (*working, ("finish", told.handler, {"how": told.words}, 20))
    rated: Course = (*finished, ("rate", "", {"granted": "yes", "satisfied": told.answer}, 5))
    unsettled: Course = (("rate", "", {"granted": "no"}, 5), ("explain", "", {"missing": "过一夜又打不开了"}, 0.1))
    elsewhere = "执行的事归法院管，请到区法院执行局申请强制执行"
    courses: dict[str, Course] = {
        "review": (),
        "answered": (("answer", REVIEWER, {"reply": told.words}, 1),),
        "declined": (("decline", REVIEWER, {"why": "court", "reason": elsewhere}, 2),),
        "signed": signed,
        "working": (*working, ("progress", told.handler, {"note": "灯头买好了，等师傅来换"}, 4)),
        "parked": (*working, ("park", REVIEWER, {"reason": "换管子要等停暖，开春就换"}, 24)),
        "returning": (*given, ("send_back", told.handler, {"why": "duty", "reason": "广场归城管，网格员管不了"}, 2)),
        "finished": finished,
        "reopened": (*finished, *unsettled),
        "closed": rated,
    }
    return courses[told.end]
