"""The rates a second way: told again from the histories alone, deadlines reckoned anew from the rule book.

Knows nothing of the clocks' table, of the case's row or of `handlers.rates.rules`; nothing in here is shared with them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from handlers.cases.records import Event
from handlers.kit.house import House
from handlers.kit.worktime import CLOSES, SHANGHAI
from storage.work import Work

Told = dict[str, tuple[set[int], set[int]]]
ENDS_ALL = ("send_back", "park", "merge", "withdraw", "decline", "go_up", "conclude", "rate", "note_answer")
BACK = ("overrule", "uphold", "unpark", "unmerge")


@dataclass
class Story:
    """One request as its history tells it."""

    opened: datetime
    path: str
    house: House
    kind: str = ""
    category: str = ""
    until: datetime | None = None
    state: str = ""
    running: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    done: dict[str, bool] = field(default_factory=dict)
    spoilt: set[str] = field(default_factory=set)
    kept: list[dict[str, int]] = field(default_factory=list)
    asked: datetime | None = None
    answer: str = ""
    taste: str = ""
    seen: set[str] = field(default_factory=set)
    rebound: bool = False
    reopened: bool = False

    def due(self, name: str, start: datetime) -> datetime:
        if name == "settle" and self.until:
            return self.until
        key = f"request.{name}_{self.kind}"
        return self.house.calendar.due(start, self.house.rules.span(key, start.astimezone(SHANGHAI).date()))

    def works(self, name: str, at: datetime) -> bool:
        """Whether office time is what counts: then what is left is office time as well."""
        if name == "settle" and self.until:
            return False
        rule = self.house.rules.span(f"request.{name}_{self.kind}", at.astimezone(SHANGHAI).date())
        return rule.kind.startswith("working")

    def left(self, name: str, at: datetime, due: datetime) -> int:
        left = self.house.calendar.working_time(at, due) if self.works(name, at) else due - at
        return max(0, int(left.total_seconds()))

    def resumed(self, name: str, at: datetime, left: int) -> datetime:
        if left and self.works(name, at):
            return self.house.calendar.add_working(at, timedelta(seconds=left))
        return at + timedelta(seconds=left)

    def begin(self, at: datetime) -> None:
        """One clock of a name for the whole request: none beside it while it runs, none after it was met."""
        for name in ("contact", "settle"):
            if name not in self.running and name not in self.done:
                self.running[name] = (at, self.due(name, at))

    def end(self, names: Iterable[str], at: datetime) -> None:
        """Clocks end; one that ends after it was due has spoilt what was not done by then."""
        for name in set(names) & set(self.running):
            due = self.running.pop(name)[1]
            if at > due and name not in self.done:
                self.spoilt.add(name)

    def do(self, name: str, at: datetime) -> None:
        if name in self.running:
            self.end([name], at)
            self.done.setdefault(name, name not in self.spoilt)

    def sort(self, category: str, kind: str) -> None:
        """What runs moves by as much as the new kind has longer, or shorter, than the old."""
        old = {name: self.due(name, start) for name, (start, _) in self.running.items()}
        self.category, self.kind = category, kind
        for name, (start, due) in self.running.items():
            self.running[name] = (start, due + (self.due(name, start) - old[name]))

    def hear(self, event: Event) -> None:
        at, step, said = event.occurred_at, event.step, _inputs(event)
        self.state = event.to
        self.seen.add(step)
        if step in ("submit", "classify"):
            self.sort(said["category"], said["urgency"])
        if step in ("send_back", "park", "merge"):
            self.kept.append({name: self.left(name, at, due) for name, (_, due) in self.running.items()})
        if step in ENDS_ALL:
            self.end(["contact", "settle"], at)
        elif step in ("dispatch", "open"):
            self.begin(at)
        elif step in ("contact", "finish"):
            self.do({"contact": "contact", "finish": "settle"}[step], at)
        elif step in BACK:
            self.running |= {name: (at, self.resumed(name, at, left)) for name, left in self.kept.pop().items()}
        if step in ("quit", "go_up", "withdraw"):
            self.kept = self.kept[:-1]
        if step == "go_up":
            self.category = said["category"]
        self.answers(event, said)

    def answers(self, event: Event, said: dict[str, Any]) -> None:
        if event.step in ("rate", "note_answer"):
            self.answer, self.taste = said["granted"], said.get("satisfied", "")
            self.reopened |= self.answer == "no"
        elif event.step == "ask_longer":
            self.asked = datetime.combine(datetime.fromisoformat(said["until"]).date(), CLOSES, SHANGHAI)
        elif event.step == "grant" and self.asked and "settle" in self.running:
            self.running["settle"] = (self.running["settle"][0], self.asked)

    def over(self, now: datetime) -> None:
        """What still runs now and is past due."""
        for name, (_, due) in self.running.items():
            if now > due and name not in self.done:
                self.spoilt.add(name)


def _inputs(event: Event) -> dict[str, Any]:
    found = event.body.get("inputs")
    return found if isinstance(found, dict) else {}


def stories(work: Work, now: datetime) -> dict[int, Story]:
    """Every request there is."""
    found = {}
    for case, events in work.history.all_chains():
        if case.flow == "request":
            found[case.id] = story(work, events, now)
    return found


def story(work: Work, events: Sequence[Event], now: datetime) -> Story:
    first = events[0].body
    case, facts = first["case"], first["facts"]
    assert isinstance(case, dict)
    assert isinstance(facts, dict)
    told = Story(events[0].occurred_at, work.units.get(case["unit"]).path, work.house)
    told.until = datetime.fromisoformat(facts["due"]) if facts.get("due") else None
    told.rebound = bool(facts.get("rebound_of"))
    for event in events:
        told.hear(event)
    told.over(now)
    return told


def retold(found: dict[int, Story]) -> Told:
    """(numerator, denominator) of each rate, and of counts the ids twice."""
    alone = {id_: one for id_, one in found.items() if one.state != "merged"}
    taken = {id_: one for id_, one in alone.items() if one.state not in ("answered", "declined", "to_wish")}
    answered = {id_ for id_, one in alone.items() if one.answer}
    sent = {id_ for id_, one in alone.items() if one.seen & {"dispatch", "assign", "reassign", "hand_on"}}
    back = {id_ for id_, one in alone.items() if "send_back" in one.seen}
    told = {}
    for rate, name in (("response", "contact"), ("on_time", "settle")):
        due = {id_ for id_, one in taken.items() if name in one.done or name in one.spoilt}
        told[rate] = ({id_ for id_ in due if taken[id_].done.get(name)}, due)
    solved = {id_ for id_ in answered if alone[id_].answer == "yes"}
    told["resolution"] = (solved, answered)
    told["satisfaction"] = ({id_ for id_ in solved if alone[id_].taste != "bad"}, answered)
    told["return"] = (back, sent)
    again = {
        "concluded": {id_ for id_, one in alone.items() if one.state == "concluded"},
        "upheld": {id_ for id_, one in alone.items() if "uphold" in one.seen},
        "reopened": {id_ for id_, one in alone.items() if one.reopened},
        "rebound": {id_ for id_, one in alone.items() if one.rebound},
    }
    return told | {key: (ids, ids) for key, ids in again.items()}
