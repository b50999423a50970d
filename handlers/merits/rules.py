"""Whose seat counts, what people mean by a day, hours and numbers, how a name is masked: pure functions."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from handlers.cases.records import Case
from handlers.kit.days import parse_day
from handlers.kit.flows import Inputs, Rel
from handlers.kit.scores import HUNDRED, ScoreType, signed
from handlers.kit.worktime import SHANGHAI
from handlers.merits.records import BALLOT
from handlers.people.records import Actor, Held

_AGO = {"今天": 0, "昨天": 1, "前天": 2, "大前天": 3}
_HALVES = re.compile(r"(?:的?(?:早上|上午|中午|下午|晚上|夜里))$")
_DAYS_AGO = re.compile(r"(\d{1,3})\s*天(?:前|以前|之前)")
_HOURS = re.compile(r"(\d{1,2}(?:\.\d{1,2})?)\s*(?:个)?(?:小时|钟头)?")
_SPOKEN = {"半小时": "0.5", "半个小时": "0.5", "一": "1", "两": "2", "二": "2", "三": "3", "四": "4"}
_MOST_HOURS = 24
_REVIEWS = (Rel.GROUP, Rel.COMMITTEE)
_PICKED = re.compile(r"\d{1,2}(?:[\s、，,和]+\d{1,2})*")


def ours(case: Case, rel: Rel, actor: Actor, seat: Held) -> bool:
    """Whether a seat counts before a member's case: a branch looks after its own and those below it.

    Without an organisation a seat or member counts as the community's one branch. Nobody reviews what they are part
    of: not even who has objected is known to them by their seat.
    """
    if rel in _REVIEWS and (actor.person_id == case.needer_id or (case.id and involved(case, actor.person_id))):
        return False  # a case that is not there yet is proposed by a seat
    orgs = orgs_of(case)
    return seat.org_id is None or not orgs or seat.org_id in orgs


def orgs_of(case: Case) -> tuple[int, ...]:
    """The member's branch and all above it; none where the community is one branch."""
    found = case.facts.get("orgs")
    return tuple(int(one) for one in found) if isinstance(found, list | tuple) else ()


def involved(case: Case, person_id: int) -> bool:
    """Whose it is, who proposed or typed it, who had entered what an appeal is about, and who has objected: none of
    them reviews it."""
    return person_id in (case.needer_id, case.asker_id, case.typist_id, case.facts.get("against"), *objectors(case))


def objectors(case: Case) -> tuple[int, ...]:
    """Who has objected during a publication."""
    found = case.facts.get("joiners")
    return tuple(int(one) for one in found) if isinstance(found, list | tuple) else ()


def idle(case: Case, actor: Actor) -> bool:
    """Who has had their say where the case stands now: it waits for somebody else of the branch."""
    said = {"second_review": "first_by", "counting": "counted_by"}.get(case.state, "")
    return involved(case, actor.person_id) or (bool(said) and case.facts.get(said) == actor.person_id)


def same_count(case: Case, inputs: Inputs) -> bool:
    """Whether the second count says what the first said."""
    return all(case.facts.get(key) == inputs.get(f"{key}_again") for key in BALLOT)


def more_than(part: int, of: int, percent: int) -> bool:
    """More than a share, not just as much: 5 of 10 are not more than half."""
    return part * 100 > of * percent


def points_of(case: Case) -> str:
    """+1 分, −5 分 or 清零, as the set says now; what a cap leaves of it is known when it takes effect."""
    if case.facts.get("type") == ScoreType.RESET:
        return "清零"
    return f"{signed(int(str(case.facts.get('amount') or 0)))} 分"


def masked_name(name: str) -> str:
    """王桂兰 → 王**: for those who need not know who it is."""
    return f"{name[:1]}**"


def past_day(text: str, now: datetime) -> date | None:
    """昨天, 3天前, 3月1日, 2026-03-01: the last such day. None: not a day."""
    today, text = now.astimezone(SHANGHAI).date(), _HALVES.sub("", text.strip())
    if text in _AGO:
        return today - timedelta(days=_AGO[text])
    if found := _DAYS_AGO.fullmatch(text):
        return today - timedelta(days=int(found.group(1)))
    day = parse_day(text, now)
    has_year = bool(re.match(r"\d{4}", text))
    if day is None or day <= today or has_year or not text[:1].isdigit() or "天" in text:
        return day
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 2月29日, and the year before had none
        return None


def hours_of(text: str) -> int | None:
    """2, 1.5小时, 两个小时, in hundredths of an hour; none where it is no number of hours in a day."""
    text = text.strip()
    for word, number in _SPOKEN.items():
        text = number if text == word else text.replace(word, number, 1) if text.startswith(word) else text
    found = _HOURS.fullmatch(text)
    try:
        hours = Decimal(found.group(1)) if found else Decimal(0)
    except InvalidOperation:
        return None
    return int(hours * HUNDRED) if 0 < hours <= _MOST_HOURS else None


def picked(text: str, most: int) -> Sequence[int] | None:
    """2 5, 2、5, 第2条: numbers of lines, each from 1 to `most`; none where it is something else."""
    plain = text.replace("第", "").replace("条", "").strip(" 。.")
    if not _PICKED.fullmatch(plain):
        return None
    numbers = list(dict.fromkeys(int(one) for one in re.findall(r"\d+", plain)))
    return numbers if all(1 <= number <= most for number in numbers) else None
