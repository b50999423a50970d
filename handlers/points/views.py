"""The cards of points: one's own cycle, the last entries to choose from, one entry explained, how points are earned."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.days import day_of
from handlers.kit.roles import SCORED
from handlers.kit.scores import TYPE_NAMES, ScoreType, spoken
from handlers.kit.turns import Press
from handlers.kit.words import circled
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.records import Entry, EntryState
from handlers.people.records import Viewer
from handlers.points import says
from handlers.points.dialog import entry_number
from handlers.points.explaining import explain
from handlers.points.reading import Statement, entry_of, readable_cases, statement

if TYPE_CHECKING:
    from storage.work import Work

LAST: Final = 5
MOST_ITEMS: Final = 8
_Draw = Callable[["Work", Viewer, datetime], Face]


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """A chat may hold many of one's own cards: each kind is drawn once."""
    own = {name: _OWN[name](work, viewer, now) for name in {card.name for card in cards} & set(_OWN)}
    return [own.get(card.name) or _face(work, viewer, card, now) for card in cards]


def _face(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    if card.name == "points/entry":
        return _entry(work, viewer, entry_number(card.args.get("entry")), now)
    return Face("points/refusal", dict(card.args), done=True)


def _mine(work: "Work", viewer: Viewer, now: datetime) -> Face:
    found = statement(work, viewer.actor.person_id, now)
    if found is None or found.rules is None:
        return _none(viewer)
    rules, total, long_enough = found.rules, found.total, found.long_enough
    facts = {
        "cycle": says.cycle_called(found.key),
        "set": rules.title,
        "total": says.minus(spoken(total.all)),
        "band": says.band_called(rules, total, long_enough=long_enough),
        "columns": says.columns_line(rules, total),
        "hours": says.hours_line(rules, found.hours),
        "exempt": found.exempt,
        "next": says.next_line(rules, total, long_enough=long_enough),
        "reset": says.reset_line(rules, found.entries),
        "rows": _rows(found, now),
    }
    return Face("points/mine", facts, _ways(bool(found.entries)))


def _ways(any_entries: bool) -> tuple[Button, ...]:
    some = (Button("为什么", Press("points.why")), Button("有异议", Press("points.doubt"))) if any_entries else ()
    return (
        Button("明细", page="/points", look=Look.FIRST),
        Button("申报", Press("merits.new")),
        *some,
        Button("月榜", Press("rankings.month")),
        Button("怎么得分", Press("points.how"), look=Look.QUIET),
    )


def _none(viewer: Viewer) -> Face:
    """No set counts for them: what there is instead."""
    helper = viewer.actor.holds(*SCORED)
    task = Button("等人接的", Press("lists.open")) if viewer.actor.is_helper else Button("我的", Press("lists.mine"))
    return Face("points/none", {"helper": helper, "staff": viewer.actor.is_staff}, (task,))


def _why(work: "Work", viewer: Viewer, now: datetime) -> Face:
    return _last(work, viewer, now, "points.entry")


def _doubt(work: "Work", viewer: Viewer, now: datetime) -> Face:
    return _last(work, viewer, now, "merits.appeal")


def _last(work: "Work", viewer: Viewer, now: datetime, press: str) -> Face:
    """The last entries with a number each: what is pressed goes on to `press` with the entry's id."""
    found = statement(work, viewer.actor.person_id, now)
    if found is None:
        return _none(viewer)
    if press != "points.entry":
        found = replace(found, entries=[one for one in found.entries if _open_to_doubt(work, viewer, one, now)])
    numbered = list(enumerate(_shown(found), 1))
    buttons = [Button(circled(n), Press(press, value=str(one.id))) for n, one in numbered]
    rows = [{**row, "mark": circled(n)} for n, row in enumerate(_rows(found, now), 1)]
    facts = {"rows": rows, "doubt": press != "points.entry", "more": len(found.entries) > LAST}
    return Face("points/last", facts, (*buttons, Button("明细", page="/points", look=Look.QUIET)))


def _open_to_doubt(work: "Work", viewer: Viewer, entry: Entry, now: datetime) -> bool:
    """Whether an appeal would still be heard: not what was taken back, and not what is long in force."""
    rules, today, codes = work.house.rules, now.astimezone(SHANGHAI).date(), work.unit_codes(viewer.actor.unit_path)
    until = work.house.calendar.due(entry.at, rules.span("merit.appeal", today, codes))
    return entry.state is EntryState.EFFECTIVE and now <= until


def _rows(found: Statement, now: datetime) -> list[Mapping[str, object]]:
    return [_row(found, one, now) for one in _shown(found)]


def _shown(found: Statement) -> Sequence[Entry]:
    """The last few; what is only put on record, at no points at all, has its place on the page."""
    items = found.rules.items if found.rules else {}
    silent = {code for code, item in items.items() if not item.worth and item.type is not ScoreType.RESET}
    return [one for one in found.entries if one.delta or one.rule not in silent][:LAST]


def _row(found: Statement, entry: Entry, now: datetime) -> Mapping[str, object]:
    told = explain(found.rules, entry, found.entries, now)
    day = day_of(entry.occurred_on, now)
    return {
        "amount": told.amount,
        "title": told.title,
        "occasion": entry.occasion,
        "day": day,
        "corrected": told.corrected,
    }


def _entry(work: "Work", viewer: Viewer, entry_id: int, now: datetime) -> Face:
    """One entry with its reasons, to its owner or an office that looks after them; to anybody else nothing."""
    found = entry_of(work, viewer.actor, entry_id, now)
    if found is None:
        return Face("cases/hidden", {}, done=True)
    person_id, told = found
    own, entry = person_id == viewer.actor.person_id, told.entry
    case = readable_cases(work, viewer.actor, [entry]).get(entry.source)
    facts = {
        "title": told.title,
        "amount": told.amount,
        "points": not told.is_reset,
        "who": "" if own else work.people.get([person_id])[person_id].called,
        "type": TYPE_NAMES[entry.type],
        "occasion": entry.occasion,
        "source": told.source,
        "lines": list(told.lines),
        "corrected": told.corrected,
    }
    see = [Button("看这件事", Press("cases.show", case), look=Look.FIRST)] if case else []
    doubt = [Button("有异议", Press("merits.appeal", value=str(entry_id)))] if own else []
    back = [_BACK] if own else []
    return Face("points/entry", facts, (*see, *doubt, *back))


def _how(work: "Work", viewer: Viewer, now: datetime) -> Face:
    """The items of the set, at most so many as a card holds; the page has every one with its source."""
    found = statement(work, viewer.actor.person_id, now)
    if found is None or found.rules is None:
        return _none(viewer)
    items = [one for one in found.rules.items.values() if one.worth or one.type is ScoreType.RESET]
    rows = [
        {
            "worth": says.worth_of(item),
            "title": item.title,
            "unit": item.unit,
            "cap": says.cap_of(item),
            "how": says.how_of(item),
        }
        for item in items[:MOST_ITEMS]
    ]
    facts = {"set": found.rules.title, "rows": rows, "more": len(items) - len(rows)}
    page = Button("明细", page="/points#how", look=Look.FIRST)
    return Face("points/how", facts, (page, Button("申报", Press("merits.new")), _BACK))


_BACK: Final = Button("我的积分", Press("points.mine"), look=Look.QUIET)
_OWN: Final[Mapping[str, _Draw]] = {
    "points/mine": _mine,
    "points/why": _why,
    "points/doubt": _doubt,
    "points/how": _how,
}
