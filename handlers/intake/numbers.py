"""Case numbers as people say them: 0060, 60, 演武60, 看看0060吧. One's own come before what one may read."""

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from handlers.cases.reading import open_to
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work

_NUMBER = re.compile(
    r"(?:我?(?:想|要)?(?:看看|看一下|看下|看|查查|查一下|查下|查|问问|问一下|问))?\s*(?:编号|第|单号)?\s*"
    r"(?P<place>[一-龥]{2,12})?\s*[-—]?\s*(?P<number>\d{1,7})"
    r"\s*(?:这件|那件|那个|这个)?(?:怎么样了?|到哪了|的?进度|办了没|修好了吗|好了吗)?[吧呢啊吗]?[。？?！!~\s]*"
)


def said(text: str) -> tuple[str, int, bool] | None:
    """(the place named, the number, whether it can be nothing else than a case's number)."""
    text = unicodedata.normalize("NFKC", text)
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found["number"]
    plain = bool(found["place"]) or (digits[0] == "0" and len(digits) > 1) or text.strip().strip("。？?！!~") != digits
    return found["place"] or "", int(digits), plain


def meant(work: "Work", actor: Actor, place: str, number: int) -> Sequence[Case]:
    """One's own cases of this number; without any, the one of one's own community where it may be read."""
    seats = [seat.seat_id for seat in actor.seats]
    own = {case.id: case for case in (*work.queues.own(actor.person_id), *work.queues.held(actor.person_id, seats))}
    mine = [case for case in own.values() if _fits(case.no, place, number)]
    return mine or [case for case in _near(work, actor, number) if _fits(case.no, place, number)]


def _near(work: "Work", actor: Actor, number: int) -> Sequence[Case]:
    ids = {actor.community_id, *(work.units.get(seat.unit_id).community_id for seat in actor.seats)}
    names = {work.units.get(id_).short for id_ in ids if id_}
    found = [case for name in sorted(names) if (case := work.cases.by_no(f"{name}-{number:04d}"))]
    return [case for case in found if open_to(room_of(case.flow), case, actor)]


def _fits(no: str, place: str, number: int) -> bool:
    prefix, _, digits = no.rpartition("-")
    return digits.isdecimal() and int(digits) == number and place in prefix
