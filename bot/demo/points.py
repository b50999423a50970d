"""A year of points: what members did besides the wishes, counted by the set in force, each on its own day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from handlers.kit.periods import Period
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.ledger.actions import reverse
from handlers.points.actions import count, counting
from handlers.points.records import Deed
from handlers.rankings.actions import tally
from storage.work import Work

ENTERED_BY: Final = "陈书记"
_TOLD: Final = timedelta(days=6)  # entered once it was reviewed and had hung out


@dataclass(frozen=True, slots=True)
class Told:
    """Who did what, how many days ago; `taken_back` so many days later, where it was a mistake."""

    days: int
    who: str
    item: str
    taken_back: int = 0


TOLD: Final = (
    *(
        Told(days, who, "study")
        for days in (300, 265, 230, 195, 160, 130, 100, 70, 42, 14)
        for who in ("李师傅", "老韩")
    ),
    *(Told(days, "冯大姐", "study") for days in (300, 230, 160, 100, 42)),
    *(Told(days, "何军", "study") for days in (265, 195, 130)),
    *(Told(days, "李师傅", "volunteer") for days in (290, 251, 214, 178, 121, 93, 58, 23)),
    *(Told(days, "张敏", "volunteer") for days in (284, 247, 221, 187, 153, 117, 84, 55, 27, 10)),
    *(Told(days, "冯大姐", "volunteer") for days in (276, 203, 137, 66)),
    *(Told(days, "老韩", "volunteer") for days in (268, 149)),
    *(Told(days, "宋阿姨", "volunteer") for days in (242, 172, 110, 38)),
    Told(205, "老田", "training"),
    Told(205, "老韩", "training"),
    Told(205, "冯大姐", "training"),
    Told(233, "李师傅", "donate"),
    Told(233, "冯大姐", "donate"),
    Told(98, "张敏", "donate"),
    Told(98, "宋阿姨", "donate"),
    Told(260, "何军", "missed_day"),
    Told(198, "何军", "missed_class"),
    Told(135, "老韩", "missed_day", taken_back=9),  # he was there, and had signed on another sheet
    Told(74, "老田", "missed_day"),
    Told(45, "老田", "missed_class"),
)


def tell(work: Work, ids: dict[str, int], now: datetime) -> None:
    """Enter the year in the order in which it happened; each entry in the cycle of its own day."""
    for n, told in sorted(enumerate(TOLD), key=lambda one: (-one[1].days, one[0])):
        _enter(work, told, f"demo:points:{n}", ids, now)


def rank(work: Work, community_id: int, now: datetime) -> None:
    """The ranking of the month that is over, as the clock would have made it."""
    today = now.astimezone(SHANGHAI).date()
    tally(work, work.units.get(community_id), Period.of(PeriodKind.MONTH, today).before().first, now)


def _enter(work: Work, told: Told, source: str, ids: dict[str, int], now: datetime) -> None:
    day = now.astimezone(SHANGHAI).date() - timedelta(days=told.days)
    found = counting(work, ids[told.who], day)
    if found is None:
        return
    by = ids[ENTERED_BY]
    entry = count(work, found, Deed(told.item, source, day, by=by), _evening(day + _TOLD, now))
    if entry and told.taken_back:
        reverse(work, entry.id, by, _evening(day + _TOLD + timedelta(days=told.taken_back), now))


def _evening(day: date, now: datetime) -> datetime:
    return min(datetime.combine(day, time(18, 0), SHANGHAI), now - timedelta(minutes=1))
