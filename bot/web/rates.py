"""The rates as pages: a unit's table for a period, the cases behind each number, and the open page of a community."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.errors import outside, said
from bot.web.site import guest_of, site_of, viewer_of
from handlers.kit.periods import Period
from handlers.kit.refusals import Refusal
from handlers.kit.spans import PeriodKind
from handlers.kit.speech import exact
from handlers.kit.worktime import SHANGHAI
from handlers.rates.actions import community, report, seats_of, shown
from handlers.rates.records import (
    BESIDE_NAMES,
    RATE_NAMES,
    REASON_NAMES,
    Beside,
    Child,
    Days,
    RateKind,
    Reason,
    Report,
)
from handlers.rates.rules import called, chosen, percent, why
from handlers.units.records import Level, Unit
from storage.work import Work

KINDS: Final = {
    PeriodKind.WEEK: "一周",
    PeriodKind.MONTH: "一个月",
    PeriodKind.QUARTER: "一季",
    PeriodKind.YEAR: "一年",
}
ANY: Final = "days"
A_PAGE: Final = 50
_LONGEST: Final = timedelta(days=3660)
SIDES: Final[Mapping[RateKind, Mapping[str, str]]] = {
    RateKind.RESPONSE: {"met": "按时联系", "of": "该联系", "missed": "没按时"},
    RateKind.ON_TIME: {"met": "按时办好", "of": "该办好", "missed": "没按时"},
    RateKind.RESOLUTION: {"met": "解决了", "of": "有回音", "missed": "没解决"},
    RateKind.SATISFACTION: {"met": "满意", "of": "有回音", "missed": "不满意"},
    RateKind.RETURN: {"met": "退过单", "of": "派过单", "missed": "没退过"},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; `kind` is empty for any two days."""

    days: Days
    kind: PeriodKind | None = None
    unit: int | None = None
    by: RateKind = RateKind.RESPONSE

    @property
    def title(self) -> str:
        return called(self.days, self.kind)

    def query(self, **more: object) -> str:
        """The address that asks for this again; `more` outweighs."""
        found = {
            "unit": self.unit,
            "kind": str(self.kind or ANY),
            "from": self.days.first,
            "to": self.days.last,
            "by": str(self.by),
        }
        return urlencode({key: value for key, value in {**found, **more}.items() if value is not None})

    def moved(self, way: int) -> "Asked":
        """The period before (-1) or after (1)."""
        if self.kind:
            day = self.days.first - timedelta(days=1) if way < 0 else self.days.last + timedelta(days=1)
            return replace(self, days=_period(self.kind, day))
        length = self.days.last - self.days.first + timedelta(days=1)
        return replace(self, days=Days(self.days.first + way * length, self.days.last + way * length))


@dataclass(frozen=True, slots=True)
class Behind:
    """The number behind which a case stands: `back` leads there."""

    back: str
    name: str
    why: str


async def rates(request: Request) -> Response:
    """The table of a unit at or below one of the reader's."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    now = site.now()
    asked = _asked(request.query_params, now.astimezone(SHANGHAI).date())

    def read(work: Work) -> tuple[Report, Sequence[Unit]]:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            raise Refusal("cases/not_yours")
        found = report(work, viewer.actor, asked.unit, asked.days, now)
        return found, [work.units.get(id_) for id_ in dict.fromkeys(s.unit_id for s in seats_of(viewer.actor))]

    try:
        found, mine = await site.desk.read(read)
    except Refusal as refusal:
        return _refused(refusal)
    return _table(replace(asked, unit=found.unit.id), found, exact(now), mine=mine, path="/rates")


async def cases(request: Request) -> Response:
    """The cases behind a number, those that the reader may see."""
    site, guest = site_of(request), await guest_of(request)
    if guest is None:
        return outside(request)
    now, query = site.now(), request.query_params
    asked = _asked(query, now.astimezone(SHANGHAI).date())
    what, side, place = query.get("of", ""), query.get("side", ""), max(1, _number(query.get("page")) or 1)

    def read(work: Work) -> tuple[Unit, int, int, Sequence[Mapping[str, object]]]:
        viewer = viewer_of(work, guest.account_id, now)
        if viewer is None:
            raise Refusal("cases/not_yours")
        found = report(work, viewer.actor, asked.unit, asked.days, now)
        ids = chosen(found.rates, what, side)
        if ids is None:
            raise Refusal("cases/unknown")
        here = ids[::-1][(place - 1) * A_PAGE : place * A_PAGE]
        return found.unit, len(ids), len(here), shown(work, viewer.actor, here, now)

    try:
        unit, total, here, rows = await site.desk.read(read)
    except Refusal as refusal:
        return _refused(refusal)
    following = asked.query(of=what, side=side, page=place + 1) if place * A_PAGE < total else ""
    facts = {"unit": unit, "asked": asked, "title": named(what, side), "total": total, "rows": rows}
    facts["here"] = asked.query(of=what, side=side, page=place)
    return HTMLResponse(page("rates_cases.html", hidden=here - len(rows), following=following, **facts))


def behind(work: Work, query: Mapping[str, str], case_id: int, now: datetime) -> Behind | None:
    """For a case that was reached from a number: which, why it counts there, and the way back; none for other words."""
    what, side = query.get("of", ""), query.get("side", "")
    known = what in set(RateKind) and side in {"of", "met", "missed", *Reason}
    if not (known or what == "all" or what in set(Beside)):
        return None
    asked, place = _asked(query, now.astimezone(SHANGHAI).date()), max(1, _number(query.get("page")) or 1)
    clocks = work.clocks.of([case_id]).get(case_id, ())
    back = asked.query(of=what, side=side, page=place)
    return Behind(f"/rates/cases?{back}", named(what, side), why(clocks, what, now))


async def open_rates(request: Request) -> Response:
    """A community's figures for everybody: numbers only."""
    site, now = site_of(request), site_of(request).now()
    asked, code = _asked(request.query_params, now.astimezone(SHANGHAI).date()), request.path_params["code"]
    found = await site.desk.read(lambda work: community(work, code, asked.days, now))
    if found is None:
        return said("没有这一页", "没有这个社区的编码。您看看地址是不是抄错了。", 404, chat=False)
    return _table(replace(asked, unit=None), found, exact(now), path=f"/open/rates/{code}")


def _table(asked: Asked, found: Report, at: str, path: str, mine: Sequence[Unit] = ()) -> HTMLResponse:
    inside = bool(mine)
    html = page(
        "rates.html",
        asked=asked,
        found=found,
        children=_ordered(found.children, asked.by) if inside else [],
        mine=[unit for unit in mine if unit.id not in {one.id for one in found.trail}],
        at=at,
        path=path,
        inside=inside,
        public=found.unit.code if inside and found.unit.level is Level.COMMUNITY else "",
        kinds=list(RateKind),
        rate_names=RATE_NAMES,
        side_names=SIDES,
        reason_names=REASON_NAMES,
        beside_names=BESIDE_NAMES,
        period_names=KINDS,
        percent=percent,
    )
    return HTMLResponse(html)


def _ordered(children: Sequence[Child], by: RateKind) -> Sequence[Child]:
    """By their places, those without a rate last."""
    return sorted(children, key=lambda one: (one.places[by] is None, one.places[by] or 0))


def named(what: str, side: str) -> str:
    """A number in words: 响应率：没按时."""
    if what in set(Beside):
        return BESIDE_NAMES[Beside(what)]
    if what not in set(RateKind):
        return "收到的诉求"
    kind = RateKind(what)
    return f"{RATE_NAMES[kind]}：{SIDES[kind].get(side) or f'不算的，{REASON_NAMES[Reason(side)]}'}"


def _refused(refusal: Refusal) -> Response:
    if refusal.code == "cases/unknown":
        return said("没有这一页", "地址不对，或者已经搬走了。您从三率的首页再点进来。", 404)
    why = "三率给社区书记、支部书记、街道、市级和督导员看，各看各管的地方。"
    return said("这一页不归您看", f"{why}您自己的事办得怎么样，回聊天说“进度”就能看到。", 403)


def _asked(query: Mapping[str, str], today: date) -> Asked:
    """What can't be read in an address is this month."""
    first, last = _day(query.get("from")) or today, _day(query.get("to"))
    unit, by = _number(query.get("unit")), query.get("by", "")
    sort = RateKind(by) if by in set(RateKind) else RateKind.RESPONSE
    if query.get("kind") == ANY and last and timedelta() <= last - first <= _LONGEST:
        return Asked(Days(first, last), None, unit, sort)
    wanted = query.get("kind", "")
    kind = PeriodKind(wanted) if wanted in set(KINDS) else PeriodKind.MONTH
    return Asked(_period(kind, first), kind, unit, sort)


def _period(kind: PeriodKind, day: date) -> Days:
    period = Period.of(kind, day)
    return Days(period.first, period.last)


def _day(text: str | None) -> date | None:
    """Of a year that people may mean: the ends of the calendar have no day before or after."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if 1970 < day.year < 9000 else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
