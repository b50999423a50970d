"""Requests moved by name, without their conversations, and the rates read as of now."""

from datetime import date, datetime, timedelta

from handlers import front
from handlers.cases.actions import Move, take
from handlers.kit.flows import Inputs
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.rates.actions import of_unit
from handlers.rates.records import Days, RateKind, Rates, Report
from handlers.requests.actions import submit
from handlers.requests.records import Report as Reported
from storage.work import Work
from tests.cast import CAST, YANWU
from tests.play import SNAP, Play

YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))


def actor_of(play: Play, work: Work, who: str) -> Actor:
    actor = work.accounts.who("web", who, play.now.astimezone(SHANGHAI).date(), play.now).actor
    assert actor
    return actor


def entered(
    play: Play, who: str = "王奶奶", at: datetime | None = None, urgency: str = "day", rebound_of: int | None = None
) -> int:
    """A request about the water, 水电气热 unless said otherwise: contact in 2 hours, settled in 24."""

    def act(work: Work) -> int:
        person, home = play.ids[who], CAST[who].home or YANWU
        report = Reported("停水了", "water", urgency, home, person, person, rebound_of=rebound_of)
        news = submit(work, actor_of(play, work, who), report, play.now, at=at)
        front.react(work)
        return news.case.id

    return play.do(act)


def did(play: Play, case_id: int, who: str, step: str, at: datetime | None = None, **inputs: object) -> None:
    """Somebody takes a step; seats are named by who fills them."""

    def act(work: Work) -> None:
        actor, given = actor_of(play, work, who), dict(inputs)
        if "seat" in given:
            given["seat"] = actor_of(play, work, str(given["seat"])).seats[0].seat_id
        if step == "finish":
            given |= {"how": "修好了", "proof": (work.media.add(SNAP, actor.person_id, play.now),)}
        take(work, actor, Move(case_id, step, _inputs(given)), play.now, occurred_at=at)
        front.react(work)

    play.do(act)


def _inputs(given: dict[str, object]) -> Inputs:
    return {key: value for key, value in given.items() if isinstance(value, str | int | tuple)}


def sent(play: Play, who: str = "王奶奶", **more: str) -> int:
    """Dispatched at once to 小吴."""
    case_id = entered(play, who, **more)  # type: ignore[arg-type]  # only `urgency` is a text
    did(play, case_id, "刘书记", "dispatch", seat="小吴")
    return case_id


def contacted(play: Play, who: str = "王奶奶") -> int:
    case_id = sent(play, who)
    did(play, case_id, "小吴", "contact")
    return case_id


def settled(play: Play, who: str = "王奶奶") -> int:
    case_id = contacted(play, who)
    did(play, case_id, "小吴", "finish")
    return case_id


def closed(play: Play, who: str = "王奶奶", satisfied: str = "good") -> int:
    case_id = settled(play, who)
    did(play, case_id, who, "rate", granted="yes", satisfied=satisfied)
    return case_id


def later(play: Play, hours: float) -> None:
    play.later(timedelta(hours=hours))
    play.ring()


def reported(play: Play, unit: int = YANWU, days: Days = YEAR) -> Report:
    return play.desk.read_now(lambda work: of_unit(work, work.units.get(unit), days, play.now))


def rates(play: Play, unit: int = YANWU, days: Days = YEAR) -> Rates:
    return reported(play, unit, days).rates


def figures(play: Play) -> dict[RateKind, tuple[int, int]]:
    """(numerator, denominator) of each rate."""
    return {kind: (len(rate.numerator), len(rate.denominator)) for kind, rate in rates(play).of.items()}
