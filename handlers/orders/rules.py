"""What a row of a sheet means, and what is wrong with it: pure functions of its cells and one `now`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.census.rules.cells import phone_of
from handlers.kit.worktime import CLOSES, SHANGHAI
from handlers.orders.columns import plain
from handlers.orders.records import (
    COMPARED,
    FIELD_NAMES,
    REQUIRED,
    REQUIRED_PAST,
    Batch,
    Columns,
    Fault,
    Field,
    Kept,
    Known,
    Line,
    Order,
    Plan,
)
from handlers.requests.needs import HOW, WHAT
from handlers.routing.categories import passes_community

MOST_NO, MOST_HANDLER, MOST_SHORT = 40, 40, 200
MOST_WHAT, MOST_ANSWER = WHAT.most, HOW.most
_ADDED = MOST_HANDLER + 24  # what `told_how` puts behind an answer
SOURCE = re.compile(r"[0-9A-Za-z一-龥]{1,20}")

_MOMENT = re.compile(
    r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?"
    r"(?:[T ]*(\d{1,2})[:时点](?:(\d{1,2})(?:[:分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?)?"
)
_TIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")
_SERIAL = re.compile(r"[2-9]\d{4}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=SHANGHAI)  # how Excel counts days
_OLDEST = 2000
_YES = {"是", "已解决", "解决", "1", "√", "Y", "YES", "已办结", "完全解决", "基本解决"}
_NO = {"否", "未解决", "没解决", "没有解决", "无法解决", "不能解决", "0", "\u00d7", "X", "N", "NO", "部分解决"}
_SATISFIED = {
    "good": {"满意", "非常满意", "很满意", "十分满意", "good", "5", "4"},
    "fair": {"基本满意", "比较满意", "较满意", "一般", "fair", "3"},
    "bad": {"不满意", "很不满意", "非常不满意", "bad", "2", "1"},
}


@dataclass(frozen=True, slots=True)
class Told:
    """A moment as a cell tells it; often only the day."""

    at: datetime
    day_only: bool

    def not_before(self, floor: datetime | None) -> datetime:
        """A bare day that is the floor's own day means no earlier than the floor."""
        same_day = floor is not None and self.at.date() == floor.astimezone(SHANGHAI).date()
        return floor if self.day_only and same_day and floor else self.at

    def end(self) -> datetime:
        """The last moment meant: a deadline of a day holds until the office closes."""
        return datetime.combine(self.at.date(), CLOSES, SHANGHAI) if self.day_only else self.at


def moment_of(text: str) -> Told | None:
    """2026-03-02 09:30, 2026/3/2, 2026年3月2日 9时30分, 20260302093000, or Excel's own number of a day."""
    said = plain(text)
    found = _MOMENT.fullmatch(said) or _TIGHT.fullmatch(said)
    if found:
        parts = [int(part) if part else 0 for part in found.groups()]
        return _told(parts, day_only=found.group(4) is None)
    if _SERIAL.fullmatch(said):
        at = _SERIAL_ZERO + timedelta(seconds=round(float(said) * 86_400))
        return Told(at, "." not in said)
    return None


def _told(parts: Sequence[int], *, day_only: bool) -> Told | None:
    year, month, day, hour, minute, second = parts
    try:
        at = datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)
    except ValueError:
        return None
    return Told(at, day_only) if year >= _OLDEST else None


def granted_of(text: str) -> bool | None:
    said = plain(text).upper()
    return True if said in _YES else False if said in _NO else None


def satisfied_of(text: str) -> str | None:
    said = plain(text).lower()
    return next((key for key, words in _SATISFIED.items() if said in words), None)


@dataclass
class _Cells:
    """Reads the cells of one line by their meaning, and remembers what is wrong with them."""

    line: Line
    columns: Columns
    faults: list[Fault] = field(default_factory=list)

    def text(self, key: Field, most: int = MOST_SHORT) -> str:
        place = self.columns.get(key, -1)
        if place in self.line.unread:
            self.wrong(key, self.line.unread[place])
        said = self.line.cells[place].strip() if 0 <= place < len(self.line.cells) else ""
        if len(said) > most:
            self.wrong(key, f"有 {len(said)} 个字，最多 {most} 个，请缩短。")
        return said

    def moment(self, key: Field) -> Told | None:
        said = self.text(key)
        told = moment_of(said) if said else None
        if said and told is None:
            self.wrong(key, f"“{said[:30]}”看不懂，请写成 2026-03-02 09:30。")
        return told

    def wrong(self, key: Field, why: str) -> None:
        self.faults.append(Fault(self.line.row, f"「{FIELD_NAMES[key]}」", why))


def told_how(order: Order) -> str:
    """How it was settled, as the sheet says it, and by whom."""
    lines = [order.answer or "原来的表里没有写办理结果。"]
    if order.granted and not order.satisfied:
        lines.append("原来的表里写着已解决，没写满意度。")
    return "\n".join([*lines, f"承办：{order.handler}"] if order.handler else lines)


def deadline_of(order: Order, batch: Batch, now: datetime) -> datetime | None:
    """The sheet's deadline; one of the past says nothing of what still stays to be done from today."""
    stays = order.settled_at is None or order.granted is False
    return None if batch.past and stays and order.due and order.due <= now else order.due


def is_empty(line: Line, columns: Columns) -> bool:
    """Nothing in any column that means anything: a spacer, a sum at the foot."""
    told = [line.cells[place] for key, place in columns.items() if place < len(line.cells) and key in REQUIRED]
    return not any(cell.strip() for cell in told)


def order_of(line: Line, columns: Columns, batch: Batch, now: datetime) -> Order | Fault:
    """The order of a row, or the first thing that is wrong with it."""
    cells = _Cells(line, columns)
    what = _what(cells)
    raw = {str(key): plain(cells.text(key, 100_000)) for key in COMPARED}
    due = cells.moment(Field.DUE)
    order = Order(
        row=line.row,
        external_no=_number(cells),
        what=what,
        asker=plain(cells.text(Field.ASKER, 40)),
        phone=phone_of(plain(cells.text(Field.PHONE))) or "",
        address=cells.text(Field.ADDRESS),
        category=plain(cells.text(Field.CATEGORY)),
        due=due.end() if due else None,
        over=bool(cells.text(Field.SETTLED, 100_000) or cells.text(Field.GRANTED, 100_000)),
        raw=raw,
        **(_past(cells, now) if batch.past else {}),  # type: ignore[arg-type]  # each value is of its field's type
    )
    _required(cells, batch)
    return cells.faults[0] if cells.faults else order


def _number(cells: _Cells) -> str:
    number = plain(cells.text(Field.NO, MOST_NO)).replace(" ", "")
    if number and not re.fullmatch(r"[\w.#/()-]+", number):
        cells.wrong(Field.NO, "里有不能用的符号。")
    return number


def _what(cells: _Cells) -> str:
    """The text, with the title before it and the address behind it where they say more."""
    what = cells.text(Field.WHAT, 100_000)
    title, address = cells.text(Field.TITLE), cells.text(Field.ADDRESS)
    whole = what if not title or plain(title) in plain(what) else f"{title}\n{what}"
    if address and plain(address) not in plain(what):
        whole = f"{whole}\n地址：{address}"
    if len(whole) > MOST_WHAT:
        cells.wrong(Field.WHAT, f"有 {len(whole)} 个字，最多 {MOST_WHAT} 个，请缩短。")
    return whole


def _required(cells: _Cells, batch: Batch) -> None:
    for key in REQUIRED_PAST if batch.past else REQUIRED:
        if not cells.text(key, 100_000):
            cells.wrong(key, "空着，请补上。")


def _past(cells: _Cells, now: datetime) -> Mapping[str, object]:
    """What became of an order that is entered later, each date no earlier than the one before."""
    at = cells.moment(Field.AT)
    opened = at.at if at else None
    contact, settled = cells.moment(Field.CONTACTED), cells.moment(Field.SETTLED)
    contacted_at = contact.not_before(opened) if contact else None
    settled_at = settled.not_before(contacted_at or opened) if settled else None
    _in_order(cells, ((Field.AT, opened), (Field.CONTACTED, contacted_at), (Field.SETTLED, settled_at)), now)
    answer, said = cells.text(Field.ANSWER, MOST_ANSWER - _ADDED), cells.text(Field.GRANTED)
    judged = cells.text(Field.SATISFIED)
    granted, satisfied = granted_of(said), satisfied_of(judged)
    if said and granted is None:
        cells.wrong(Field.GRANTED, f"“{said[:20]}”看不懂，请写 是 或 否。")
    if judged and satisfied is None:
        cells.wrong(Field.SATISFIED, f"“{judged[:20]}”看不懂，请写 满意、基本满意 或 不满意。")
    if (answer or said) and settled is None:
        cells.wrong(Field.SETTLED, "空着，写了办理结果就要有办结时间。")
    return {
        "at": opened,
        "contacted_at": contacted_at,
        "settled_at": settled_at,
        "handler": cells.text(Field.HANDLER, MOST_HANDLER),
        "answer": answer,
        "granted": granted,
        "satisfied": satisfied,
    }


def _in_order(cells: _Cells, dates: Sequence[tuple[Field, datetime | None]], now: datetime) -> None:
    before: tuple[Field, datetime] | None = None
    for key, at in dates:
        if at is None:
            continue
        if at > now:
            cells.wrong(key, "还没到，看看年份和月份。")
        elif before and at < before[1]:
            cells.wrong(key, f"比{FIELD_NAMES[before[0]]}还早，看看哪个写错了。")
        before = (key, at)


def planned(
    found: Sequence[Order | Fault],
    kept: Mapping[str, Kept],
    marks: Mapping[str, Mapping[str, str]],
    seat_path: str,
    *,
    past: bool,
    inside: bool = False,
) -> Plan:
    """Sort rows into new, known and faulty; a number that stands twice counts once.

    `marks`: of the rows now, by number; a kept one without marks was not entered from a sheet. `inside`: the seat
    stands in a community, which learns nothing of what passes it by. What is over already is no new order: its asker
    would be told today of what was settled long ago.
    """
    new: dict[str, Order] = {}
    known: dict[str, Known] = {}
    faulty = []
    for one in found:
        earlier = None if isinstance(one, Fault) else new.get(one.external_no) or known.get(one.external_no)
        if isinstance(one, Fault):
            faulty.append(one)
        elif earlier:
            row = earlier.row if isinstance(earlier, Order) else earlier.order.row
            faulty.append(Fault(one.row, f"「工单编号」和第 {row} 行一样，", "只认第一行。不是同一件的，请改编号。"))
        elif one.external_no in kept:
            here, now = kept[one.external_no], marks[one.external_no]
            hidden = not here.unit_path.startswith(seat_path) or (inside and passes_community(here.category))
            known[one.external_no] = Known(one, "") if hidden else _known(one, here, now)
        elif one.over and not past:
            faulty.append(Fault(one.row, "表里已经办结，", "不当新的导。要记以前的，请选“补录”（命令行加 --past）。"))
        else:
            new[one.external_no] = one
    return Plan(tuple(new.values()), tuple(known.values()), tuple(faulty))


def _known(order: Order, kept: Kept, marks: Mapping[str, str]) -> Known:
    changed = [FIELD_NAMES[key] for key in COMPARED if kept.marks and kept.marks.get(key) != marks.get(key)]
    return Known(order, kept.no, tuple(changed))
