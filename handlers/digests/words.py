"""A digest in sentences: pure. The lines of a card, the lead of a paper; numbers first, then what to do."""

from collections.abc import Mapping, Sequence

from handlers.digests.figures import share
from handlers.digests.records import Digest, Figures
from handlers.duties.records import Build
from handlers.kit.periods import Period
from handlers.kit.spans import PeriodKind
from handlers.rankings import drawing as ranking
from handlers.rates.records import RATE_NAMES, Days, RateKind
from handlers.rates.rules import called, percent

_IN_SHORT = (RateKind.RESPONSE, RateKind.ON_TIME, RateKind.RESOLUTION, RateKind.SATISFACTION)


def days(period: Period) -> str:
    """3月2日, 2026年3月2日到3月8日, 2026年3月."""
    if period.kind is PeriodKind.DAY:
        return f"{period.first.month}月{period.first.day}日"
    return called(Days(period.first, period.last), period.kind)


def headline(one: Digest) -> str:
    """The numbers that matter, in one sentence."""
    found = one.figures
    match one.build:
        case Build.TODAY:
            return f"要盯的 {len(found['watch'])} 件，今天到期 {len(found['due'])} 件，一共在办 {found['live']} 件。"
        case Build.CIRCULAR:
            return (
                f"报上来 {len(found['climbed'])} 件，督办 {len(found['supervised'])} 件，"
                f"现在过时限 {len(found['late'])} 件。"
            )
        case Build.CALENDAR:
            return calendar(found)
        case Build.POINTS:
            return ranking.headline(found)
    return f"新来 {len(found['new'])} 件，销号 {len(found['done'])} 件，现在过时限 {len(found['late'])} 件。"


def calendar(found: Figures) -> str:
    return f"{found['year']} 年的调休还没有填。没填之前只按周末算工作日，春节、国庆会算错。"


def more(one: Digest, people: Mapping[int, str], units: Mapping[int, str]) -> Sequence[str]:
    """What a reader in a hurry may still want to know."""
    found = one.figures
    if one.build is Build.POINTS:
        return ranking.more(found)
    lines = [rates_line(found)] if "rates" in found else []
    if found.get("decide"):
        lines.append(f"等着拿主意的 {len(found['decide'])} 件。")
    helpers = [f"{people[person]} {number} 件" for person, number in found.get("helped", ())[:3] if person in people]
    if helpers:
        lines.append(f"帮忙办成：{'，'.join(helpers)}。")
    if red := [units.get(each["unit"], each["name"]) for each in found.get("units", ()) if each["light"] == "red"]:
        lines.append(f"红牌：{'、'.join(red[:5])}{'等' if len(red) > 5 else ''}。")
    return [line for line in lines if line]


def rates_line(found: Figures) -> str:
    """响应率 95.0%（19/20），… those that have something to divide by."""
    known = [(kind, found["rates"][kind]) for kind in _IN_SHORT if found["rates"][kind][1]]
    said = "，".join(f"{RATE_NAMES[kind]} {percent(share(of))}（{of[0]}/{of[1]}）" for kind, of in known)
    return f"{said}。" if said else ""


def lateness(one: Digest) -> str:
    return "补发：过了该发的时候。" if one.late else ""
