"""What a reader of the desk asked for: read from an address, written into the next, turned into a list's filter."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from handlers.cases.records import Holder, HolderKind
from handlers.kit.words import clean
from handlers.kit.worktime import SHANGHAI
from handlers.lists.watch import TABS, Remit, states_of
from handlers.routing.categories import CATEGORIES
from storage.lists import After, Filter, Order
from storage.watch import due, held, needing, these
from storage.work import Work

if TYPE_CHECKING:
    from sqlalchemy import Select

PAGE = 40
ORDERS = {"due": "期限近的在前", "new": "最新的在前", "old": "最早的在前"}
DUES = {"late": "已经过期", "today": "今天到期", "three": "三天内到期"}
_PATH = re.compile(r"(?:/[0-9]{1,15}){1,9}/")
_APART = re.compile(r"(?<![一-龥])[一-龥](?:\s+[一-龥])+(?![一-龥])")
_LONG_NUMBER = re.compile(r"\d{7,}")
_HOLDER = re.compile(r"(seat|person)\.([0-9]{1,15})")
_CATEGORIES = {one.key for one in CATEGORIES}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Each as it stands in the address; empty: not asked for."""

    tab: str = ""
    unit: str = ""
    flow: str = ""
    state: str = ""
    category: str = ""
    holder: str = ""
    due: str = ""
    order: str = ""
    q: str = ""
    after: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Wanted":
        """What is unknown or badly written is not asked for."""
        unit, holder = given.get("unit", ""), given.get("holder", "")
        return cls(
            tab=_one_of(given.get("tab", ""), TABS),
            unit=unit if _PATH.fullmatch(unit) else "",
            flow=clean(given.get("flow", ""))[:20],
            state=clean(given.get("state", ""))[:20],
            category=_one_of(given.get("category", ""), _CATEGORIES),
            holder=holder if _HOLDER.fullmatch(holder) else "",
            due=_one_of(given.get("due", ""), DUES),
            order=_one_of(given.get("order", ""), ORDERS),
            q=_joined(clean(given.get("q", ""))[:60]),
            after=given.get("after", "")[:40],
        )

    def link(self, **changed: str) -> str:
        """The address of the same list with something else asked for."""
        return f"/desk?{self.but(**changed)}"

    def but(self, **changed: str) -> str:
        values = replace(self, **changed)
        return urlencode([(key, value) for key in self.__slots__ if (value := getattr(values, key))])

    def by_order(self) -> Order:
        """Everything is read from the newest on; what is to be done, by its deadline."""
        return Order(self.order or ("new" if self.tab == "all" else "due"))

    def is_narrowed(self) -> bool:
        return bool(self.unit or self.flow or self.state or self.category or self.holder or self.due or self.order)


def hint(q: str) -> str:
    """Why a search may find nothing: what is not looked for here, and what is."""
    plain = "".join(q.split())
    if _LONG_NUMBER.search(plain.replace("-", "")):
        return "姓名和电话不在这里找。请写编号，或者这件事里的字，两个字以上。"
    if len(plain) < 2:
        return "一个字太少，找不准。请写两个字以上，比如“路灯”。"
    return "姓名和电话不在这里找。请换这件事里的字试试，两个字以上。"


def filter_of(work: Work, remit: Remit, wanted: Wanted, now: datetime, ahead: Sequence[int] = ()) -> Filter:
    """The page of a list; one more than it shows, to know whether there is another.

    `ahead`: cases that stand before all others, and may turn up among these again.
    """
    states = states_of(wanted.tab, remit.flows)
    if wanted.state:
        states = (wanted.state,) if not states or wanted.state in states else ("none",)
    return Filter(
        path=remit.path,
        flows=remit.flows,
        states=states,
        holder=holder_of(wanted.holder),
        category=wanted.category,
        ids=_ids(work, remit, wanted, now),
        order=wanted.by_order(),
        after=After.read(wanted.after),
        most=PAGE + 1 + len(ahead),
    )


def ahead_of(work: Work, remit: Remit, wanted: Wanted, now: datetime, ahead: Sequence[int]) -> Filter:
    """Those of the cases that stand ahead that fit what else was asked for."""
    asked = filter_of(work, remit, wanted, now)
    among = _ids(work, remit, wanted, now)
    some = these(ahead, None if isinstance(among, tuple) else among)
    return replace(asked, ids=some, order=Order.DUE, after=None, most=len(ahead))


def holder_of(text: str) -> Holder | None:
    found = _HOLDER.fullmatch(text)
    return Holder(HolderKind(found.group(1)), int(found.group(2))) if found else None


def written(holder: Holder) -> str:
    return f"{holder.kind}.{holder.id}"


def _ids(work: Work, remit: Remit, wanted: Wanted, now: datetime) -> "Select[int] | tuple[int, ...] | None":
    """Those that the words, the deadline and the tab leave; none: no such condition."""
    found: Select[int] | None = None
    if wanted.q:
        found = work.search.hits(wanted.q, remit.path, flows=remit.flows)
        if found is None:
            return ()
    if wanted.due:
        found = due(remit, *_span(wanted.due, now), found)
    if wanted.tab == "watch":
        found = needing(remit, now, found)
    # What is barred is left out before a page is cut: a gap in it would tell of what is hidden.
    return held(remit, found) if remit.held is not None or remit.barred else found


def _span(key: str, now: datetime) -> tuple[datetime | None, datetime]:
    """From when until when: days end at midnight in Shanghai."""
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    if key == "late":
        return None, now
    return (midnight, midnight + timedelta(days=1)) if key == "today" else (now, midnight + timedelta(days=4))


def _joined(text: str) -> str:
    """井 盖 is 井盖: single characters with spaces between are one word."""
    return _APART.sub(lambda found: "".join(found.group().split()), text)


def _one_of(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""
