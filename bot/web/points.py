"""The page of points: one's own, and for the offices of a branch or community those of their members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.texts import page
from bot.web.asked import acted, looked, number, sentence
from bot.web.errors import said
from bot.web.site import Guest, site_of
from handlers.kit.days import day_in, day_of
from handlers.kit.refusals import Refusal
from handlers.kit.scores import TYPE_NAMES, Item, PointSet, spoken
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.points import says
from handlers.points.exempting import asked, end, exempt
from handlers.points.explaining import Explained, explain
from handlers.points.offices import EXEMPTERS
from handlers.points.reading import Statement, overseen, oversees, readable_cases, statement
from handlers.points.records import WHY_NAMES, Why
from storage.work import Work

A_PAGE: Final = 50
_DONE: Final = {"exempt": "记好了，从那天起不排名。", "end": "结束了，从今天起照常排名。"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: whose points (0: one's own), which cycle (empty: the one that runs), which page."""

    of: int = 0
    cycle: str = ""
    page: int = 1

    def query(self, **more: object) -> str:
        """The address that asks for this again; `more` outweighs, empty values are left out."""
        found = {"of": self.of, "cycle": self.cycle, "page": 0 if self.page == 1 else self.page, **more}
        return urlencode({key: value for key, value in found.items() if value})


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page shows it; `case` is whether its occasion leads to a page that the reader may see."""

    told: Explained
    day: str
    case: bool


@dataclass(frozen=True, slots=True)
class Spared:
    """A time in which a member is not ranked, with why, for those who may know."""

    id: int
    days: str
    why: str
    open: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A member's points before one reader. `members`: (id, called) to choose from; `spares` only for secretaries."""

    person_id: int
    called: str
    own: bool
    asked: Asked
    statement: Statement | None
    lines: Sequence[Line] = ()
    pages: int = 1
    cycles: Sequence[str] = ()
    members: Sequence[tuple[int, str]] = ()
    spares: Sequence[Spared] | None = None


async def points(request: Request) -> Response:
    """One's own points, or those of a member whom the reader's office looks after."""
    return await _shown(request, _asked(request.query_params), _DONE.get(request.query_params.get("done", ""), ""))


async def spare(request: Request) -> Response:
    """Enter or end an exemption; what was typed stays where it can't be entered."""

    def act(work: Work, actor: Actor, form: Mapping[str, str], now: datetime) -> tuple[int, str, Mapping[str, str]]:
        person = number(form.get("of"))
        if form.get("end"):
            end(work, actor, person, number(form["end"]), now)
            return person, "", {}
        try:
            starts, ends = (_day(form.get(name, "")) for name in ("starts", "ends"))
            exempt(work, actor, asked(person, form.get("why", ""), starts, ends), now)
        except Refusal as refusal:
            if refusal.code in ("points/not_yours", "points/own_exemption"):
                raise
            return person, sentence(refusal), form
        return person, "", form

    done = await acted(request, act)
    if isinstance(done, Response):
        return done
    person, fault, form = done
    if fault:
        return await _shown(request, Asked(person), fault=fault, typed=form, status=422)
    return RedirectResponse(f"/points?{Asked(person).query(done='exempt' if form else 'end')}#spared", 303)


def _day(typed: str) -> date | None:
    """None where nothing was typed; what is no day must not pass for none."""
    found = day_in(typed)
    if typed and found is None:
        raise Refusal("points/exempt_days")
    return found


async def _shown(
    request: Request,
    wanted: Asked,
    done: str = "",
    fault: str = "",
    typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    now = site_of(request).now()
    found = await looked(request, lambda work, actor: _sheet(work, actor, wanted, now))
    if isinstance(found, Response):
        return found
    guest, sheet = found
    if sheet.statement is None and not sheet.cycles and not sheet.members:
        return said("还没有积分", _nothing(sheet), 200)
    return HTMLResponse(_html(guest, sheet, done, fault, typed or {}), status)


def _nothing(sheet: Sheet) -> str:
    if sheet.own:
        return "积分是记给党员和志愿者的，您的岗位现在没有积分规则。想知道怎么才算，问问社区书记。"
    return "这一位没有积分。"


def _html(guest: Guest, sheet: Sheet, done: str, fault: str, typed: Mapping[str, str]) -> str:
    found = sheet.statement
    rules = found.rules if found else None
    facts = {**_figures(found, rules), "items": _items(rules), "whys": WHY_NAMES}
    facts["source"] = says.untagged(rules.source) if rules else ""
    ways = {"done": done, "fault": fault, "typed": typed, "csrf": guest.csrf}
    return page(
        "points.html", sheet=sheet, rules=rules, called=says.cycle_called, no_rounding=says.NO_ROUNDING, **facts, **ways
    )


def _figures(found: Statement | None, rules: PointSet | None) -> dict[str, object]:
    """The numbers of a cycle in words; without its rules only what was entered."""
    if found is None:
        return {"total": "", "band": "", "next": "", "reset": "", "hours": "", "columns": []}
    long_enough = found.long_enough
    columns = says.columns(rules, found.total) if rules else {}
    return {
        "total": says.minus(spoken(found.total.all)),
        "band": says.band_called(rules, found.total, long_enough=long_enough) if rules else "",
        "next": says.next_line(rules, found.total, long_enough=long_enough) if rules and found.now else "",
        "reset": says.reset_line(rules, found.entries),
        "hours": says.hours_line(rules, found.hours) if rules else "",
        "columns": [(TYPE_NAMES[kind], says.minus(spoken(sum_))) for kind, sum_ in columns.items()],
    }


def _items(rules: PointSet | None) -> Sequence[Mapping[str, object]]:
    return [_item(one) for one in rules.items.values()] if rules else []


def _item(item: Item) -> Mapping[str, object]:
    told = {"worth": says.worth_of(item), "how": says.how_of(item), "cap": says.cap_of(item)}
    named = {"title": item.title, "unit": item.unit, "type": TYPE_NAMES[item.type]}
    return {**told, **named, "source": says.untagged(item.source), "open": item.open}


def _sheet(work: Work, actor: Actor, wanted: Asked, now: datetime) -> Sheet:
    """Raises Refusal `points/not_yours`: for somebody who is not there just the same."""
    person = wanted.of or actor.person_id
    own = person == actor.person_id
    if not own and not oversees(work, actor, person, now):
        raise Refusal("points/not_yours")
    members = overseen(work, actor, now)
    people = work.people.get({person, *(one.person_id for one in members)})
    found = statement(work, person, now, wanted.cycle)
    sheet = Sheet(
        *(person, people[person].called, own, wanted, found),
        cycles=[key for key in work.ledger.cycles(person) if not found or key != found.key],
        members=[(one.person_id, people[one.person_id].called) for one in members if one.person_id != actor.person_id],
        spares=_spares(work, actor, person, now),
    )
    return _with_lines(work, actor, sheet, found, now) if found else sheet


def _with_lines(work: Work, actor: Actor, sheet: Sheet, found: Statement, now: datetime) -> Sheet:
    pages = max(1, -(-len(found.entries) // A_PAGE))
    place = min(sheet.asked.page, pages)
    here = found.entries[(place - 1) * A_PAGE : place * A_PAGE]
    cases = readable_cases(work, actor, here)
    lines = [
        Line(explain(found.rules, one, found.entries, now), day_of(one.occurred_on, now), one.source in cases)
        for one in here
    ]
    return replace(sheet, lines=lines, pages=pages, asked=replace(sheet.asked, page=place))


def _spares(work: Work, actor: Actor, person: int, now: datetime) -> Sequence[Spared] | None:
    """None where the reader may not know why: the member themselves, and offices that are no secretary's."""
    if person == actor.person_id or not oversees(work, actor, person, now, EXEMPTERS):
        return None
    today = now.astimezone(SHANGHAI).date()
    return [
        Spared(
            one.id,
            f"{day_of(one.starts, now)}起" + (f"，到{day_of(one.ends, now)}" if one.ends else ""),
            WHY_NAMES[Why(one.why)] if one.why in set(Why) else "",
            one.ends is None or one.ends >= today,
        )
        for one in work.points.exemptions(person)
    ]


def _asked(query: Mapping[str, str]) -> Asked:
    return Asked(number(query.get("of")), query.get("cycle", "")[:10], max(1, number(query.get("page"))))
