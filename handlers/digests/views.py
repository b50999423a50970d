"""The cards of digests: what to act on first, why one gets it, which ones one gets."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.look import look
from handlers.cases.seen import Seen
from handlers.digests import words
from handlers.digests.reading import owed_to
from handlers.digests.records import Digest
from handlers.duties.records import Build, Duty
from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.spans import PeriodKind
from handlers.kit.turns import Press
from handlers.kit.words import circled, short
from handlers.lists.views import row_of
from handlers.people import channels
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

MOST_PARTS: Final = 3
_OFTEN: Final = {
    PeriodKind.DAY: "每个工作日早上",
    PeriodKind.WEEK: "每周一早上",
    PeriodKind.HALF_MONTH: "每月 1 日、16 日",
    PeriodKind.MONTH: "每月 1 日",
    PeriodKind.QUARTER: "每季第一天",
    PeriodKind.HALF_YEAR: "每半年第一天",
    PeriodKind.YEAR: "每年第一天",
}


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    named = {digest for card in cards for digest in ids_of(card)}
    held = {seat.seat_id for seat in viewer.actor.seats}
    mine = {id_: one for id_, one in work.digests.get(named).items() if one.seat_id in held}
    found = _carried(work, viewer, mine, now)
    ids = {case for one in found.values() for case in one.figures.get("first", ())}
    seen = look(work, viewer.actor, ids, now) if ids else {}
    gone = mine.keys() - found.keys()
    return [
        channels.elsewhere(work, viewer.actor, now, "/digests")
        if gone.intersection(ids_of(card)) and not found.keys() & set(ids_of(card))
        else _face(work, viewer, card, found, seen, now)
        for card in cards
    ]


def _carried(work: "Work", viewer: Viewer, mine: Mapping[int, Digest], now: datetime) -> Mapping[int, Digest]:
    """The digests that the viewer's channel may carry: those of points are party matters."""
    if any(one.build is Build.POINTS for one in mine.values()) and channels.closed(work, viewer.actor, now):
        return {id_: one for id_, one in mine.items() if one.build is not Build.POINTS}
    return mine


def ids_of(card: Card) -> list[int]:
    """The digests that a card names, as it was stored."""
    return [int(one) for one in str(card.args.get("digests") or "").split(",") if one.isdecimal() and len(one) < 16]


def _face(
    work: "Work", viewer: Viewer, card: Card, found: Mapping[int, Digest], seen: Mapping[int, Seen], now: datetime
) -> Face:
    if card.name == "digests/mine":
        return _mine(work, viewer, card, now)
    mine = [found[id_] for id_ in ids_of(card) if id_ in found]
    if not mine:
        return Face("cases/hidden", {}, done=True)
    return _why(work, viewer, mine, now) if card.name == "digests/why" else _digest(work, mine, seen)


def _digest(work: "Work", mine: Sequence[Digest], seen: Mapping[int, Seen]) -> Face:
    """At most three parts and three cases to act on: whatever is more stands on the page."""
    latest = list(
        {(one.duty, one.seat_id): one for one in mine}.values()
    )  # of what was held up only the newest is read out
    units = {one.unit_id: work.units.line(f"/{one.unit_id}/")[0].friendly for one in latest}
    people = work.people.get({person for one in latest for person, _ in one.figures.get("helped", ())})
    called = {person: found.called for person, found in people.items()}
    parts = [_part(one, units, called, alone=len(latest) == 1) for one in latest[:MOST_PARTS]]
    apart = len({one.unit_id for one in latest}) > 1
    first = list(dict.fromkeys(case for one in latest for case in one.figures.get("first", ()) if case in seen))[:3]
    rows = [_row(n, seen[case]) for n, case in enumerate(first, 1)]
    buttons = [Button(circled(n), Press("cases.show", case)) for n, case in enumerate(first, 1)]
    whole = [Button("全文", page=f"/digest/{latest[0].id}"), Button("Excel", page=f"/digest/{latest[0].id}.xlsx")]
    if len(latest) > 1:
        whole = [Button("全文", page="/digests")]
    if any(one.build is Build.CALENDAR for one in latest) and len(latest) == 1:
        whole = []
    value = ",".join(str(one.id) for one in latest)
    why = [Button("为什么发", Press("digests.why", value=value), look=Look.QUIET)] if len(value) < 40 else []
    facts = {"parts": parts, "apart": apart, "rows": rows, "late": any(one.late for one in latest)}
    pictures = tuple(one.id for one in latest if _has_chart(one))[:1]
    return Face("digests/card", facts, (*buttons, *whole, *why), pictures=pictures)


def _part(one: Digest, units: Mapping[int, str], people: Mapping[int, str], *, alone: bool) -> Mapping[str, object]:
    lines = list(words.more(one, people, {})) if alone else []
    return {
        "title": one.title,
        "place": units[one.unit_id],
        "days": words.days(one.period),
        "line": words.headline(one),
        "more": lines,
    }


def _row(number: int, seen: Seen) -> Mapping[str, object]:
    return {**row_of(seen), "mark": circled(number), "short": short(str(seen.facts["what"]))}


def _has_chart(one: Digest) -> bool:
    if one.build is Build.POINTS:
        return True
    return bool(one.figures.get("categories") or one.figures.get("places") or one.figures.get("units"))


def _why(work: "Work", viewer: Viewer, mine: Sequence[Digest], now: datetime) -> Face:
    """Which post brings it, how often, and how to be rid of it."""
    known = {one.key: one for one in owed_to(work, viewer.actor, now)}
    rows = [_reason(known[one.duty], work, one) for one in mine if one.duty in known]
    unwanted = work.digests.unwanted([viewer.actor.person_id]).get(viewer.actor.person_id, frozenset())
    here = [known[duty] for duty in dict.fromkeys(one.duty for one in mine) if duty in known and duty not in unwanted]
    stops = [Button(f"停{one.title}"[:6], Press("digests.stop", value=one.key)) for one in here]
    return Face("digests/why", {"rows": rows, "stops": bool(stops)}, tuple(stops[:5]))


def _reason(duty: Duty, work: "Work", one: Digest) -> Mapping[str, object]:
    place = work.units.line(f"/{one.unit_id}/")[0].friendly
    return {"title": duty.title, "often": _OFTEN[duty.kind], "post": f"{place}的{ROLE_NAMES[duty.role]}"}


def _mine(work: "Work", viewer: Viewer, card: Card, now: datetime) -> Face:
    """Every digest that one's posts bring, with what is on and what is off."""
    known = list(owed_to(work, viewer.actor, now))
    unwanted = work.digests.unwanted([viewer.actor.person_id]).get(viewer.actor.person_id, frozenset())
    rows = [{"title": one.title, "often": _OFTEN[one.kind], "on": one.key not in unwanted} for one in known]
    buttons = [
        Button(
            f"{'要' if one.key in unwanted else '停'}{one.title}"[:6],
            Press("digests.start" if one.key in unwanted else "digests.stop", value=one.key),
        )
        for one in known[:5]
    ]
    page = [Button("看过去的", page="/digests", look=Look.QUIET)] if known else []
    changed = next((one.title for one in known if one.key == card.args.get("changed")), "")
    return Face(
        "digests/mine",
        {"rows": rows, "changed": changed, "wanted": bool(card.args.get("wanted")), "staff": viewer.actor.is_staff},
        (*buttons, *page),
    )
