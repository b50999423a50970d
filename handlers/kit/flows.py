"""The vocabulary in which a mechanism is declared: steps over states, as data on one page.

A flow is code, checked when it is built; numbers stay in rule sets.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from handlers.kit.needs import OFFERED, Inputs, Need, NeedKind, Option
from handlers.kit.refusals import Refusal
from handlers.kit.relations import HOUSE, REL_NAMES, Rel
from handlers.kit.roles import Role

if TYPE_CHECKING:
    from datetime import datetime

    from handlers.cases.records import Case
    from handlers.people.records import Actor, Held

__all__ = [
    "HOUSE",
    "OFFERED",
    "REL_NAMES",
    "RETURN",
    "SAME",
    "Check",
    "ClockSpec",
    "Facts",
    "Flow",
    "Guard",
    "Inputs",
    "Need",
    "NeedKind",
    "Option",
    "Rel",
    "Seating",
    "State",
    "Step",
    "Tell",
]

SAME: Final = "@same"
RETURN: Final = "@return"


@dataclass(frozen=True, slots=True)
class Facts:
    """What guards may look at. `counts` are the room's own numbers, `doers` who did which step before.

    `words`: what the room read in the same query and only its cards need.
    """

    case: "Case"
    actor: "Actor"
    now: "datetime"
    counts: Mapping[str, int] = field(default_factory=dict)
    doers: Mapping[str, frozenset[int]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


Guard: TypeAlias = Callable[[Facts], Refusal | None]
Check: TypeAlias = Callable[[Facts, Inputs], Refusal | None]


class Seating(StrEnum):
    """What a step does with the holder."""

    KEEP = "keep"
    CLEAR = "clear"
    ACTOR = "actor"
    SEAT = "seat"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Tell:
    """Whom a step tells with which card; `after` names a rule with the wait, none at once.

    A late notice is sent only if the case still stands where the step left it.
    """

    whom: str
    card: str
    after: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One act that moves a case. No `frm`: it creates the case.

    `label` is its button (at most 6 characters), `done` how a history tells it. `keeps` names the inputs that
    become facts of the case; `lifts` is added to its priority; `rank` orders buttons, the sensible next first.
    `pushes` saves where the case stands, for a later step to RETURN to. `asks` begins a petition about the clock
    of this name, until the date in `until`; `grants` and `denies` decide it; the case stays where it is.
    `then` names steps to offer right after this one, for what may be added but must not keep it from being done.
    `locks`: whose turns wait for each other (`actor`, `needer`, `chosen`), where a guard counts what they have.
    `guards` say whether the step is offered at all; `checks` look at what was put in so far, before anything
    is asked further or written.
    `drops` forgets the frame that was pushed last, `restores` as well, but the clocks that go on run again;
    `stamps` keeps when and by whom, as facts `<word>_at` and `<word>_by`; `retimes` moves running clocks as a fact
    has changed that their rules depend on; `passes` makes the room's heir the asker. `counts` adds one to a count of
    the case, which one the outcome may say.
    """

    name: str
    label: str
    by: tuple[Rel, ...]
    to: str | Mapping[str, str]
    frm: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    guards: tuple[Guard, ...] = ()
    checks: tuple[Check, ...] = ()
    outcome: Callable[[Facts, Inputs], str] | None = None
    starts: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    seat: Seating | Role = Seating.KEEP
    retimes: tuple[str, ...] = ()
    pushes: bool = False
    drops: bool = False
    restores: bool = False
    passes: bool = False
    stamps: str = ""
    tells: tuple[Tell, ...] = ()
    counts: str | Mapping[str, str] = ""
    asks: str = ""
    grants: str = ""
    denies: str = ""
    extends: str = ""
    then: tuple[str, ...] = ()
    locks: str = ""
    keeps: tuple[str, ...] = ()
    lifts: int = 0
    done: str = ""
    rank: int = 5

    def targets(self) -> tuple[str, ...]:
        return (self.to,) if isinstance(self.to, str) else tuple(self.to.values())


@dataclass(frozen=True, slots=True)
class State:
    """`final`: the case rests here for good. `live`: it counts as something the asker still waits for."""

    key: str
    name: str
    final: bool = False
    live: bool = True


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """A clock of a flow: `rule` names its span in the rule set, `rings` the step that the clock takes when due.

    `rule` may hold `{fact}`, filled from the case (`request.settle.{urgency}`; `kinds` then says which there are).
    `until` names a fact with a day or moment that outweighs the rule, for a deadline that somebody else has set.
    `within`: the states in which it may start; a step that leads elsewhere does not start it.
    `opens`: a bare day in `until` counts from when the office opens, not until it closes.
    `goes_on`: one clock for the whole case, whoever has it: not begun again while it runs, nor once it was met.
    `whose`: who is reminded of it, and over whose head it climbs when it is late; none: nobody's. `promised`: the asker
    counts on it, and is told when it is late.
    """

    name: str
    label: str
    rule: str
    rings: str = ""
    within: tuple[str, ...] = ()
    until: str = ""
    kinds: tuple[str, ...] = ()
    opens: bool = False
    goes_on: bool = False
    whose: Rel | None = None
    promised: bool = False

    def rules(self) -> tuple[str, ...]:
        """Every rule that this clock may run by."""
        head, brace, rest = self.rule.partition("{")
        return tuple(f"{head}{kind}{rest.partition('}')[2]}" for kind in self.kinds) if brace else (self.rule,)


@dataclass(frozen=True, slots=True)
class Flow:
    """A kind of case. `roles` says which roles fill a relation at a unit that covers the case's place.

    `neighbours`: whoever lives in the case's community stands in a relation to it. `shut` says which relations don't
    hold before this case: a complaint about an office is none of that office's business. `ours`: whether somebody's
    seat counts before a case, where a place alone does not say it. `urgent`: what can't wait for the morning. `climbs`
    names the step by which a late case goes to the next above.
    """

    name: str
    title: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    clocks: tuple[ClockSpec, ...] = ()
    roles: Mapping[Rel, tuple[Role, ...]] = field(default_factory=dict)
    neighbours: bool = False
    shut: "Callable[[Case, Rel], bool] | None" = None
    ours: "Callable[[Case, Rel, Actor, Held], bool] | None" = None
    urgent: "Callable[[Case], bool] | None" = None
    climbs: str = ""

    def __post_init__(self) -> None:
        problems = list(_problems(self))
        if problems:
            raise ValueError(f"flow {self.name}: " + "; ".join(problems))

    def state(self, key: str) -> State:
        return next(s for s in self.states if s.key == key)

    def step(self, name: str) -> Step | None:
        return next((s for s in self.steps if s.name == name), None)

    def clock(self, name: str) -> ClockSpec:
        return next(c for c in self.clocks if c.name == name)

    def steps_from(self, state: str) -> Sequence[Step]:
        return [s for s in self.steps if state in s.frm]


# Relations that come from a seat: the flow must say of which roles.
_SEATED = (Rel.DISPATCHER, Rel.REVIEWER, Rel.SECOND, Rel.POOL, Rel.ABOVE, Rel.GROUP, Rel.COMMITTEE)


def _asked(step: Step) -> frozenset[str]:
    return frozenset(need.key for need in step.needs)


def _problems(flow: Flow) -> "Sequence[str]":
    """What is wrong with a declaration: found when the module is imported, not when somebody presses."""
    states = {s.key for s in flow.states}
    clocks = {c.name for c in flow.clocks}
    names = [s.name for s in flow.steps]
    found = [f"step {n} twice" for n in set(names) if names.count(n) > 1]
    for step in flow.steps:
        found += [f"{step.name}: unknown state {s}" for s in step.frm if s not in states]
        found += [f"{step.name}: unknown state {s}" for s in step.targets() if s not in states | {SAME, RETURN}]
        found += [f"{step.name}: keeps {k}, which it never asks" for k in step.keeps if k not in _asked(step)]
        found += [f"{step.name}: nobody fills {rel}" for rel in step.by if rel in _SEATED and not flow.roles.get(rel)]
        petitions = (name for name in (step.asks, step.grants, step.denies, step.extends) if name)
        used = (*step.starts, *step.meets, *step.stops, *step.retimes, *petitions)
        found += [f"{step.name}: unknown clock {c}" for c in used if c not in clocks | {"*"}]
        if isinstance(step.to, Mapping) != bool(step.outcome):
            found.append(f"{step.name}: several ends need an outcome, and only they")
        if len(step.label) > 6:
            found.append(f"{step.name}: a button holds 6 characters")
    found += [f"clock {c.name} within unknown {s}" for c in flow.clocks for s in c.within if s not in states]
    found += [f"clock {c.name} rings unknown step {c.rings}" for c in flow.clocks if c.rings and c.rings not in names]
    if flow.climbs and flow.climbs not in names:
        found.append(f"climbs by unknown step {flow.climbs}")
    for state in flow.states:
        if state.final == bool(flow.steps_from(state.key)) and not state.final:
            found.append(f"state {state.key} is a dead end")
    return found
