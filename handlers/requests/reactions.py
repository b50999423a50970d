"""What else must change when a request, or a wish that is one, takes a step."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from handlers.cases.actions import Move, take
from handlers.cases.petitions import open_petition
from handlers.cases.records import Case, Link, LinkKind
from handlers.kit.events import Stepped
from handlers.kit.flows import Rel, Step
from handlers.kit.notices import Notice
from handlers.kit.refusals import Fact, Refusal
from handlers.people.records import CLOCK
from handlers.requests.actions import submit
from handlers.requests.flow import REQUEST
from handlers.requests.names import NEWS
from handlers.requests.records import LIVE_STATES, Report
from handlers.routing.records import Urgency
from handlers.routing.subjects import guess_category, guess_urgency
from handlers.wishes.flow import WISH

if TYPE_CHECKING:
    from storage.work import Work

# The asker's own answer, and what is between the asker and one of those who wait with them.
ANSWERS: Final = ("rate", "note_answer")
BETWEEN: Final = ("submit", "merge", "unmerge", "leave", "ask_again")
# With these the deadline ends that an extension may have been asked for.
ENDS_SETTLING: Final = ("finish", "send_back", "give_back", "merge", "park", "go_up", "withdraw", "conclude")


def react(work: "Work", news: Stepped) -> None:
    flow, step, case = news.case.flow, news.step.name, news.case
    if flow == WISH.name and case.state == "set_aside":
        become_request(work, news)
    elif flow == REQUEST.name and step == "submit":
        enter(work, news)
    elif flow == REQUEST.name and step == "merge":
        tie(work, case, int(str(news.inputs["into"])), news.at)
    elif flow == REQUEST.name and step in ("unmerge", "quit"):
        untie(work, case, news.at)
    elif flow == REQUEST.name and step == "leave":
        take_over(work, case, news.at)
    elif flow == REQUEST.name and step == "to_wish":
        back_to_wish(work, case, news.at)
    if flow == REQUEST.name and step in ENDS_SETTLING:
        lapse(work, case, news.at)
    if flow == REQUEST.name and not news.quiet:
        tell_joiners(work, news)


def enter(work: "Work", news: Stepped) -> None:
    """A report that comes back to a closed case is tied to it; what can't wait goes to the first seat at once."""
    case = news.case
    if case.facts.get("rebound_of"):
        work.cases.link(Link(LinkKind.REBOUND, int(str(case.facts["rebound_of"])), case.id))
    if case.facts.get("urgency") == Urgency.URGENT and case.facts.get("first") and not news.quiet:
        take(work, CLOCK, Move(case.id, "dispatch", {"seat": str(case.facts["first"])}), news.at)


def become_request(work: "Work", news: Stepped) -> None:
    """B2: a wish for what belongs to everybody is a request; whose it is stays as it was, and so does its history."""
    wish = news.case
    texts = [text.text for text in work.history.texts([wish.id]).get(wish.id, ()) if text.key == "what"]
    what = texts[-1] if texts else ""
    key = guess_category(what).best
    photos, voices = wish.facts.get("photos"), wish.facts.get("voices")
    report = Report(
        what,
        key,
        str(guess_urgency(what, key)),
        wish.unit_id,
        wish.asker_id,
        wish.typist_id,
        shown=tuple(photos) if isinstance(photos, list | tuple) else (),
        heard=tuple(voices) if isinstance(voices, list | tuple) else (),
    )
    entered = submit(work, CLOCK, report, news.at, at=news.at if news.quiet else None)
    work.cases.link(Link(LinkKind.BECAME, wish.id, entered.case.id))


def back_to_wish(work: "Work", case: Case, now: datetime) -> None:
    wish = next(link.parent_id for link in work.cases.links(case.id) if link.kind is LinkKind.BECAME)
    take(work, CLOCK, Move(wish, "take_back"), now)


def take_over(work: "Work", case: Case, now: datetime) -> None:
    """Whoever the case has passed to waits for it as its asker now: their own case beside it is over."""
    mine = [child for child, asker in work.requests.askers(case.id) if asker == case.asker_id]
    for child in mine:
        take(work, CLOCK, Move(child, "quit"), now, quiet=True)


def tell_joiners(work: "Work", news: Stepped) -> None:
    """Whose own cases were merged into this one are told, each on their own card, what the first asker is told."""
    case, step = news.case, news.step
    if not case.counts.get("joined") or step.name in BETWEEN or not _tells_asker(step):
        return
    args: dict[str, Fact] = {"step": step.name, "by": news.actor.person_id, "seq": case.version}
    waiting = [child for child, asker in work.requests.askers(case.id) if asker != case.asker_id]
    work.touched.update(waiting)
    work.outbox.put(
        [
            Notice(f"{case.id}:{case.version}:{child}", Rel.ASKER, NEWS, child, case.version, args, news.at, news.at)
            for child in waiting
        ]
    )


def _tells_asker(step: Step) -> bool:
    return step.name in ANSWERS or any(told.whom == Rel.ASKER for told in step.tells)


def lapse(work: "Work", case: Case, now: datetime) -> None:
    """An extension that was asked for and not decided ends with the deadline that it was about."""
    petition = open_petition(work, case.id, "settle")
    if petition:
        work.cases.decide(petition.id, CLOCK.person_id, now, granted=False)


def tie(work: "Work", child: Case, parent_id: int, now: datetime) -> None:
    """Children of a merged case come along: everybody follows one case, never a chain of them."""
    followers = work.requests.askers(child.id)
    for case_id, _ in followers:
        work.cases.unlink(Link(LinkKind.MERGED, child.id, case_id))
        work.cases.link(Link(LinkKind.MERGED, parent_id, case_id))
    work.cases.link(Link(LinkKind.MERGED, parent_id, child.id))
    if followers:  # they follow the other case now, and read this one no more
        take(work, CLOCK, Move(child.id, "parted", {"joiners": ()}), now)
    _note(work, parent_id, "joined", now)


def untie(work: "Work", child: Case, now: datetime) -> None:
    for link in work.cases.links(child.id):
        if link.kind is LinkKind.MERGED and link.child_id == child.id:
            work.cases.unlink(link)
            _note(work, link.parent_id, "parted", now)


def _note(work: "Work", parent_id: int, step: str, now: datetime) -> None:
    """The case that others wait for knows who they are: they may read how it goes on."""
    parent = work.cases.lock(parent_id)
    if step == "joined" and (parent is None or parent.state not in LIVE_STATES):
        raise Refusal("requests/over_meanwhile", case=parent_id)
    if parent and parent.state in LIVE_STATES:
        waiting = tuple(dict.fromkeys(asker for _, asker in work.requests.askers(parent_id)))
        take(work, CLOCK, Move(parent_id, step, {"joiners": waiting}), now)
