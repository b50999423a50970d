"""Cases as lines of the desk: what the policy opens to the reader, with two queries for any number of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.web.desk_seats import post_name
from handlers.cases.look import masked, what_of
from handlers.cases.policy import See
from handlers.cases.reading import open_to
from handlers.cases.records import Case, Holder, HolderKind, Standing
from handlers.cases.registry import room_of
from handlers.cases.rules import relations
from handlers.cases.seen import Known
from handlers.kit.flows import Rel
from handlers.kit.roles import ROLE_NAMES
from handlers.kit.speech import left
from handlers.kit.words import short
from handlers.kit.worktime import SHANGHAI
from handlers.lists.headings import heading
from handlers.lists.watch import Remit, is_urgent, next_of, often, unnumbered
from handlers.people.records import Actor
from handlers.units.records import friendly
from storage.work import Work

MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One case on the desk; `pick` is what its checkbox sends: the case as it was when it was drawn."""

    pick: str
    no: str
    kind: str
    state: str
    clock: str
    late: bool
    what: str
    where: str
    holder: str
    next: str
    marks: Sequence[str]
    over: bool
    urgent: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    rows: Sequence[Row]
    known: Known


def draw(
    work: Work,
    actor: Actor,
    remit: Remit,
    standings: Sequence[Standing],
    now: datetime,
    asked: Collection[int] = (),
    holders: Iterable[Holder] = (),
) -> Drawn:
    """The lines of what the actor may read, in their order, and the names of who holds what."""
    shown = [(one, sees) for one in standings if (sees := open_to(room_of(one.case.flow), one.case, actor))]
    cases, holders = [one.case for one, _ in shown], list(holders)
    said = work.history.texts([case.id for case in cases]) if cases else {}
    people = {i for case in cases for i in (case.needer_id, case.helper_id) if i}
    people |= {one.id for one in holders if one.kind is HolderKind.PERSON}
    seats = {i for case in cases for i in (case.seat_id, first_of(case)) if i}
    seats |= {one.id for one in holders if one.kind is HolderKind.SEAT}
    known = work.sittings.known(people, seats, now.astimezone(SHANGHAI).date())
    what = {id_: next((t.text for t in reversed(texts) if t.key == "what"), "") for id_, texts in said.items()}
    pen = _Pen(work, actor, remit, known, asked, now)
    return Drawn([pen.row(one, sees, what.get(one.case.id, "")) for one, sees in shown], known)


def first_of(case: Case) -> int:
    """The seat that the routing thinks of, while nobody has the case."""
    return 0 if case.holder or case.closed_at else int(str(case.facts.get("first") or 0))


def holder_name(known: Known, holder: Holder) -> str:
    """小吴 网格员; a seat that nobody fills is called by its post."""
    if holder.kind is HolderKind.PERSON:
        return known.called(holder.id)
    seat = known.seats.get(holder.id)
    if seat is None:
        return "（岗位空着）"
    if seat.person_ids:
        return f"{known.sitting(holder.id)} {ROLE_NAMES[seat.role]}"
    return f"{post_name(seat)}（空着）"


@dataclass(frozen=True, slots=True)
class _Pen:
    work: Work
    actor: Actor
    remit: Remit
    known: Known
    asked: Collection[int]
    now: datetime

    def row(self, one: Standing, sees: frozenset[str], what: str) -> Row:
        case = one.case
        room = room_of(case.flow)
        state = room.flow.state(case.state)
        clock, late = self._clock(one)
        return Row(
            pick=f"{case.id}.{case.version}",
            no=case.no,
            kind=room.flow.title,
            state=state.name,
            clock=clock,
            late=late,
            what=self._what(case, sees, what),
            where=self._where(one, sees),
            holder=self._holder(case) if See.HELPER in sees else "",
            next=self._next(case, late=late),
            marks=often(case),
            over=state.final,
            urgent=is_urgent(case),
        )

    def _clock(self, one: Standing) -> tuple[str, bool]:
        """The nearest deadline in words."""
        clock = one.clock
        if clock is None or one.case.closed_at:
            return "", False
        label = room_of(one.case.flow).flow.clock(clock.name).label
        said = left(clock.due_at, self.now, self.work.house.calendar)
        return f"{label} {said}", clock.due_at < self.now

    def _what(self, case: Case, sees: frozenset[str], what: str) -> str:
        needer, what = self.known.person(case.needer_id), what_of(case, what)
        text = what if See.TEXT in sees else masked(case, needer, what)
        return short(unnumbered(text), MOST_WORDS) or "（内容已删除）"

    def _where(self, one: Standing, sees: frozenset[str]) -> str:
        """The building for whoever sits in the community, with the community's name for an office above it."""
        community = friendly(one.community)
        place = friendly(one.place) if See.DOOR in sees and one.place != one.community else ""
        inside = f"/{one.case.community_id}/" in self.remit.path
        return (place or community) if inside else f"{community} {place}".strip()

    def _holder(self, case: Case) -> str:
        if case.holder:
            return holder_name(self.known, case.holder)
        first = self.known.sitting(first_of(case))
        return f"还没派，可派{first}" if first else "" if case.closed_at else "还没派"

    def _next(self, case: Case, *, late: bool) -> str:
        if case.closed_at:
            return ""
        rels = relations(room_of(case.flow).flow, case, self.actor)
        if Rel.HOLDER in rels:
            return heading("mine", {"state": case.state, "holder": True})
        return next_of(case, asked=case.id in self.asked, late=late)
