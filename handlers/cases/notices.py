"""Whom a step tells: notices put into the outbox in the turn, their readers found after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.records import Case, Holder
from handlers.cases.registry import room_of
from handlers.cases.rules import community_path, current
from handlers.kit.events import Stepped
from handlers.kit.flows import Flow, Rel, Tell
from handlers.kit.notices import Notice
from handlers.kit.quiet import polite
from handlers.kit.refusals import Fact
from handlers.kit.worktime import SHANGHAI

if TYPE_CHECKING:
    from storage.work import Work

ACTING: Final = "acting"  # whoever is to act: the holder, or who decides where nobody holds it


def tell(work: "Work", news: Stepped) -> None:
    """Put a step's notices into the outbox; what is entered later tells nobody."""
    if not news.quiet:
        notices = [_notice(work, news, told) for told in news.step.tells]
        work.outbox.put([notice for notice in notices if notice])


def _notice(work: "Work", news: Stepped, told: Tell) -> Notice | None:
    audience = _pinned(told.whom, news)
    if audience is None:
        return None
    case, due = news.case, news.at
    if told.after:
        rules = work.house.rules
        span = rules.span(told.after, news.at.astimezone(SHANGHAI).date(), work.unit_codes(case.unit_path))
        due = work.house.calendar.due(news.at, span)
    elif _rang(news) and not _is_urgent(case):
        due = polite(work.house, news.at, work.unit_codes(case.unit_path))
    args: dict[str, Fact] = {"step": news.step.name, "by": news.actor.person_id, "seq": case.version}
    if told.whom == "left":
        args["lost"] = True
    key = f"{case.id}:{case.version}:{told.whom}"
    return Notice(key, audience, told.card, case.id, case.version, args, news.at, due)


def _rang(news: Stepped) -> bool:
    """Whether a clock took the step: nobody is woken by that, as by somebody who has just pressed."""
    flow = room_of(news.case.flow).flow
    return not news.actor.person_id and news.step.name in {flow.climbs, *(clock.rings for clock in flow.clocks)}


def _is_urgent(case: Case) -> bool:
    flow = room_of(case.flow).flow
    return bool(flow.urgent and flow.urgent(case))


def _pinned(whom: str, news: Stepped) -> str | None:
    """Holders change, so they are written down now; others are found when the notice leaves."""
    if whom == "left":
        return _address(news.before.holder) if news.before else None
    if whom == Rel.HOLDER:
        return _address(news.case.holder)
    if whom == ACTING:
        return _address(news.case.holder) or Rel.REVIEWER
    return whom


def _address(holder: Holder | None) -> str | None:
    return f"{holder.kind}:{holder.id}" if holder else None


def readers(work: "Work", notice: Notice, now: datetime) -> Sequence[int]:
    """The persons a notice is for: nobody twice, and never who did it."""
    if notice.audience.startswith("person:"):
        found: Sequence[int] = [int(notice.audience.removeprefix("person:"))]
    elif notice.audience.startswith("seat:"):
        seat_id = int(notice.audience.removeprefix("seat:"))
        found = work.sittings.of(seat_id, now.astimezone(SHANGHAI).date())
    else:
        case = work.cases.get([notice.case_id or 0]).get(notice.case_id or 0)
        if case is None or (notice.due_at > notice.created_at and not current(case, notice.version)):
            return []  # it no longer stands where it was to be told of; what was only added takes nothing back
        found = _audience(work, notice.audience, case, now)
    return [person for person in dict.fromkeys(found) if person and person != notice.args.get("by")]


def _audience(work: "Work", audience: str, case: Case, now: datetime) -> Sequence[int]:
    room = room_of(case.flow)
    if audience in room.audiences:
        return room.audiences[audience](work, case, now)
    if audience == Rel.ASKER:
        return _asker(work, case)
    if audience == Rel.TYPIST:
        return [case.typist_id]
    return seated(work, room.flow, Rel(audience), case, now)


def _asker(work: "Work", case: Case) -> Sequence[int]:
    """The asker; for somebody without a phone, whoever typed it."""
    reachable = work.accounts.with_account({case.asker_id})
    return [case.asker_id] if reachable else [case.typist_id]


def seated(work: "Work", flow: Flow, rel: Rel, case: Case, now: datetime) -> list[int]:
    """The persons whose seats give a relation to a case, today; those above where it is shut to these. A room that
    asks more of a seat than its place finds them itself, as an audience of the relation's name."""
    if own := room_of(flow.name).audiences.get(str(rel)):
        return list(own(work, case, now))
    if flow.shut and flow.shut(case, rel):
        rel = Rel.DISPATCHER
    day = now.astimezone(SHANGHAI).date()
    roles = flow.roles.get(rel, ())
    ids = [part for part in case.unit_path.strip("/").split("/") if part]
    above = ["/" + "/".join(ids[: n + 1]) + "/" for n in range(len(ids))]
    found = list(work.people.seated(roles, above, day))
    if not found and rel is Rel.REVIEWER and flow.roles.get(Rel.DISPATCHER):
        return seated(work, flow, Rel.DISPATCHER, case, now)  # a community without an office: the one above hears
    if rel is Rel.POOL:
        found += work.people.seated_under(roles, community_path(case), day)
    return [person for person, _, _ in found]
