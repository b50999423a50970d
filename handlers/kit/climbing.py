"""How what is late goes up: grid member → branch secretary → community → street → city, in every flow."""

from typing import Final

from handlers.kit.flows import SAME, Check, Facts, Guard, Need, NeedKind, Option, Rel, Step, Tell
from handlers.kit.refusals import Refusal
from handlers.kit.roles import ROLE_NAMES, Role

# Whoever stands on none of these, a helper or an officer of a department, has the lowest above them.
LADDER: Final = (
    Role.GRID_MEMBER,
    Role.BRANCH_SECRETARY,
    Role.COMMUNITY_SECRETARY,
    Role.STREET_OFFICE,
    Role.CITY_OFFICE,
)
RUNGS: Final = LADDER[1:]
# What goes round too often is looked at from above, late or not.
OFTEN: Final = {"reopened": "几次没解决", "handed_on": "几次转手"}
# What may be done from above with what has come up.
WATCHING: Final = ("supervise", "reassign", "extend", "take_away")

LEVEL: Final = Need(
    "level", NeedKind.CHOICE, "报到哪一级？", tuple(Option(role, ROLE_NAMES[role]) for role in RUNGS), name="报到"
)
ORDER: Final = Need(
    "order",
    NeedKind.TEXT,
    "要他怎么办？写一句，办的人会看到。",
    most=300,
    quick=("今天去看，晚上回话", "先打个电话说明", "办不了就说原因"),
)
UNTIL: Final = Need("until", NeedKind.DATE, "延到哪一天？", name="延到")
LONGER: Final = Need("reason", NeedKind.TEXT, "为什么要延？写一句话，提出的人会看到。", most=300)


def rung(role: Role) -> int:
    """How high a role stands."""
    return LADDER.index(role) if role in LADDER else 0


def is_watched(facts: Facts) -> Refusal | None:
    """Only what has come up is looked after from above: the rest is the work of whoever has it. Nobody does so in
    their own matter."""
    case, actor = facts.case, facts.actor
    if not case.counts.get("escalated"):
        return Refusal("cases/not_climbed", case=case.id)
    mine = case.helper_id == actor.person_id or case.seat_id in {seat.seat_id for seat in actor.seats}
    return Refusal("cases/above_you", case=case.id) if mine else None


def stands_as_high(facts: Facts) -> Refusal | None:
    """More time is given by who stands as high as the case has come."""
    case = facts.case
    over = (rung(seat.role) for seat in facts.actor.seats if case.unit_path.startswith(seat.unit_path))
    low = max(over, default=0) < rung(Role(str(case.facts.get("level") or Role.GRID_MEMBER)))
    return Refusal("cases/above_you", case=case.id) if low else None


def climb(frm: tuple[str, ...], labels: dict[str, str], news: str) -> Step:
    """The house's own step; `labels` says by clock what was late."""
    why = tuple(Option(key, f"{label}过了时限") for key, label in labels.items())
    often = tuple(Option(key, said) for key, said in OFTEN.items())
    reason = Need("why", NeedKind.CHOICE, "为什么？", (*why, *often), name="因为")
    return Step(
        "escalate",
        "报上一级",
        by=(Rel.CLOCK,),
        frm=frm,
        to=SAME,
        needs=(LEVEL, reason),
        keeps=("level",),
        counts="escalated",
        tells=(Tell("asker", news),),
        done="报到上一级",
    )


def supervise(by: tuple[Rel, ...], frm: tuple[str, ...], news: str) -> Step:
    return Step(
        "supervise",
        "督办",
        by=by,
        frm=frm,
        to=SAME,
        needs=(ORDER,),
        guards=(is_watched,),
        counts="supervised",
        tells=(Tell("acting", news), Tell("asker", news)),
        done="督办",
        rank=2,
    )


def extend(
    by: tuple[Rel, ...],
    frm: tuple[str, ...],
    clock: str,
    news: str,
    guards: tuple[Guard, ...] = (),
    checks: tuple[Check, ...] = (),
) -> Step:
    """The one above gives more time and asks nobody."""
    return Step(
        "extend",
        "延期",
        by=by,
        frm=frm,
        to=SAME,
        needs=(UNTIL, LONGER),
        guards=(is_watched, stands_as_high, *guards),
        checks=checks,
        extends=clock,
        counts="extended",
        tells=(Tell("holder", news), Tell("asker", news)),
        done="延期",
        rank=4,
    )
