"""A wish as one viewer may see it: facts masked by the policy, steps offered by the kernel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.policy import See
from handlers.cases.reading import rights
from handlers.cases.records import Case, Clock, Standing, Text
from handlers.cases.registry import room_of
from handlers.cases.rules import offers, relations
from handlers.kit.flows import Rel, Step
from handlers.kit.masking import mask_text
from handlers.kit.speech import ago, left, when
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Person
from handlers.units.records import friendly
from handlers.wishes import rules
from handlers.wishes.actions import facts as facts_of
from handlers.wishes.flow import WISH
from handlers.wishes.needs import SATISFACTION
from handlers.wishes.records import KIND_NAMES, WishKind

if TYPE_CHECKING:
    from storage.work import Work


@dataclass(frozen=True)
class Seen:
    """One wish before one viewer: `facts` for templates, `steps` that the viewer may take now."""

    case: Case
    rels: frozenset[Rel]
    sees: frozenset[str]
    facts: Mapping[str, object]
    steps: tuple[Step, ...]
    late: bool
    people: Mapping[int, Person]
    viewer_id: int


def look(work: "Work", actor: Actor, ids: Iterable[int], now: datetime, also: Iterable[int] = ()) -> dict[int, Seen]:
    """Any number of wishes in four queries; those that the viewer may not read are left out.

    `also`: persons whose names the cards need besides (who acted, whom one may choose).
    """
    standings = work.cases.standing(ids)
    if not standings:
        return {}
    cases = [one.case for one in standings.values()]
    texts = work.history.texts(standings)
    wanted = {person for c in cases for person in (c.asker_id, c.needer_id, c.typist_id, c.helper_id or 0)}
    people = work.people.get(wanted | set(also))
    facts = facts_of(work, cases, actor, now)
    found = {}
    for one in standings.values():
        case, rels = one.case, relations(WISH, one.case, actor)
        open_to = rights(room_of(WISH.name), case, rels)
        if not open_to:
            continue
        said = _facts(one, texts.get(case.id, ()), people, rels, open_to)
        said |= _times(work, case, one.clock, now) | _rules(work, case, now)
        steps = tuple(offers(WISH, facts[case.id]))
        late = bool(one.clock and one.clock.due_at < now)
        found[case.id] = Seen(case, rels, open_to, said, steps, late, people, actor.person_id)
    return found


def _facts(
    one: Standing,
    texts: Iterable[Text],
    people: Mapping[int, Person],
    rels: frozenset[Rel],
    open_to: frozenset[str],
) -> dict[str, object]:
    case = one.case
    latest = {text.key: text.text for text in texts}
    what = latest.get("what", "(内容已删除)")
    value = case.facts.get("value")
    yuan = value if isinstance(value, int) else None
    needer, full = people[case.needer_id], See.TEXT in open_to
    mine = bool(rels & {Rel.ASKER, Rel.NEEDER})
    return {
        "no": case.no,
        "state": case.state,
        "state_name": WISH.state(case.state).name,
        "what": what if full else mask_text(what, needer.name, needer.called),
        "kind": case.facts.get("kind"),
        "kind_name": KIND_NAMES[WishKind(str(case.facts["kind"]))],
        "yuan": yuan,
        "place": friendly(one.place) if See.DOOR in open_to and one.place != one.community else "",
        "community": friendly(one.community),
        "mine": mine,
        "who": needer.called if See.NAME in open_to else "代提的邻居" if Rel.TYPIST in rels else "一位邻居",
        "name": needer.name if See.NAME in open_to else "",
        "phone": needer.phone if See.PHONE in open_to else "",
        "door": needer.door if See.DOOR in open_to else "",
        "typist": people[case.typist_id].called if full and case.typist_id != case.needer_id else "",
        **_answers(case, latest, people, open_to),
        "released": case.counts.get("released", 0) + case.counts.get("given_back", 0),
        "holder": Rel.HOLDER in rels,
        "staff": bool(rels & {Rel.REVIEWER, Rel.SECOND}),
    }


def _answers(
    case: Case, latest: Mapping[str, str], people: Mapping[int, Person], open_to: frozenset[str]
) -> dict[str, object]:
    """What was said after the claim, each only to those it is open to."""
    helper = people.get(case.helper_id or 0)
    words = latest if See.REASONS in open_to else {}
    names = {option.key: option.label for option in SATISFACTION}
    return {
        "helper": helper.called if helper and See.HELPER in open_to else "",
        "helper_phone": helper.phone if helper and See.HELPER_PHONE in open_to else "",
        "reason": words.get("reason", ""),
        "missing": words.get("missing", ""),
        "note": words.get("note", ""),
        "thanks": words.get("thanks", "") if case.state == "closed" else "",
        "satisfied": names.get(str(case.facts.get("satisfied", "")), "") if case.state == "closed" else "",
    }


def _rules(work: "Work", case: Case, now: datetime) -> dict[str, object]:
    """The numbers that sentences name, as they are in force here."""
    day, codes, book = now.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path), work.house.rules
    value, most = case.facts.get("value"), book.number("wish.most_yuan", day, codes)
    return {
        "review_span": book.span("wish.review", day, codes).words,
        "connect_span": book.span("wish.connect", day, codes).words,
        "most_yuan": most,
        "over": rules.over(value if isinstance(value, int) else None, most),
    }


def _times(work: "Work", case: Case, clock: Clock | None, now: datetime) -> dict[str, object]:
    return {
        "clock": WISH.clock(clock.name).label if clock else "",
        "left": left(clock.due_at, now, work.house.calendar) if clock else "",
        "due": when(clock.due_at, now) if clock else "",
        "late": bool(clock and clock.due_at < now),
        "moved": ago(case.moved_at or case.opened_at, now),
    }
