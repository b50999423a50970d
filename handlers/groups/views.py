"""The cards of groups: what the wall says, with the button to claim. They are the same for everybody who reads them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.groups.records import BUNDLE, CLAIM, DONE
from handlers.groups.rules import claim_of, claimable, ids_of
from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.days import day_of
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from handlers.units.records import Unit
from handlers.wall.actions import told
from handlers.wall.records import Part, Slip

if TYPE_CHECKING:
    from storage.work import Work

_PROMISED = "settle"  # the clock of the day by which it is wanted, where there is one


def faces(work: "Work", viewer: Viewer | None, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    return [_face(work, card, now) for card in cards]


def _face(work: "Work", card: Card, now: datetime) -> Face:
    if card.name in (CLAIM, DONE):
        case = work.cases.get([card.case or 0])[card.case or 0]
        return _claim(work, case, now) if card.name == CLAIM else _done(work, case, now)
    if card.name == BUNDLE:
        return _bundle(work, ids_of(card.args.get("cases")), ids_of(card.args.get("done")), now)
    unit = card.args.get("unit")
    name = work.units.get(int(str(unit))).friendly if unit else ""
    return Face(card.name, {**card.args, "place_name": name})


def _claim(work: "Work", case: Case, now: datetime) -> Face:
    slip = told(work, [case], Part.OPEN, now).get(case.id)
    place = work.units.get(case.community_id)
    facts = {"no": case.no, "community": place.friendly, "stands": _stands(case, slip), "due": _day(work, case, now)}
    facts |= {"kind": slip.kind if slip else "", "what": slip.what if slip else ""}
    step = claim_of(case) if slip else None
    if step is None:
        return Face(CLAIM, facts, done=True)
    press = Press("cases.take", case.id, case.version, step.name)
    return Face(CLAIM, facts, (Button(step.label, press, look=Look.FIRST), _wall(place)))


def _done(work: "Work", case: Case, now: datetime) -> Face:
    slip = told(work, [case], Part.DONE, now).get(case.id)
    place = work.units.get(case.community_id)
    said = {"kind": slip.kind, "what": slip.what, "helper": slip.helper} if slip else {}
    facts = {"no": case.no, "community": place.friendly, "kind": "", "what": "", "helper": "", **said}
    return Face(DONE, facts, (_wall(place),) if slip else (), done=True)


def _bundle(work: "Work", ids: Sequence[int], done: Sequence[int], now: datetime) -> Face:
    """One line a case: those that still wait, and those of which it is told here that they were done."""
    cases = work.cases.get({*ids, *done})
    rows: list[Mapping[str, str]] = []
    for part, some, stands in ((Part.OPEN, ids, "open"), (Part.DONE, done, "done")):
        slips = told(work, [cases[id_] for id_ in some if id_ in cases], part, now)
        found = (_row(cases[id_], slips[id_]) for id_ in some if id_ in slips)
        rows += [row for row in found if row["stands"] == stands]
    buttons = (_wall(work.units.get(next(iter(cases.values())).community_id)),) if rows else ()
    return Face(BUNDLE, {"rows": rows}, buttons, done=not rows)


def _row(case: Case, slip: Slip) -> Mapping[str, str]:
    return {"no": case.no, "kind": slip.kind, "what": slip.what, "stands": _stands(case, slip)}


def _stands(case: Case, slip: Slip | None) -> str:
    """How a case stands, as far as everybody may know."""
    if claimable(case):
        return "open" if slip else "over"
    if room_of(case.flow).flow.state(case.state).final:
        return "done" if case.state == "closed" else "over"
    return "taken" if case.holder else "over"


def _day(work: "Work", case: Case, now: datetime) -> str:
    """The day by which it is to be done, where the house has promised one."""
    clocks = work.clocks.of([case.id]).get(case.id, ())
    due = next((one.due_at for one in clocks if one.name == _PROMISED and one.runs), None)
    return day_of(due.astimezone(SHANGHAI).date(), now) if due else ""


def _wall(place: Unit) -> Button:
    return Button("公开墙", page=f"/wall/{place.code}", look=Look.QUIET)
