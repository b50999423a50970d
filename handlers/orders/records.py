"""Orders of another desk (12345 and its like): the sheet as it came, what its rows mean, what was done with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from handlers.kit.refusals import Refusal
from handlers.routing.categories import OTHER


class Field(StrEnum):
    """What a column of a sheet may hold."""

    NO = "no"
    WHAT = "what"
    TITLE = "title"
    ASKER = "asker"
    PHONE = "phone"
    ADDRESS = "address"
    AT = "at"
    DUE = "due"
    CATEGORY = "category"
    HANDLER = "handler"
    CONTACTED = "contacted_at"
    SETTLED = "settled_at"
    ANSWER = "answer"
    GRANTED = "granted"
    SATISFIED = "satisfied"


FIELD_NAMES: Mapping[Field, str] = {
    Field.NO: "工单编号",
    Field.WHAT: "诉求内容",
    Field.TITLE: "标题",
    Field.ASKER: "来电人",
    Field.PHONE: "电话",
    Field.ADDRESS: "地址",
    Field.AT: "派单时间",
    Field.DUE: "办理时限",
    Field.CATEGORY: "分类",
    Field.HANDLER: "承办人",
    Field.CONTACTED: "首次联系时间",
    Field.SETTLED: "办结时间",
    Field.ANSWER: "办理结果",
    Field.GRANTED: "是否解决",
    Field.SATISFIED: "满意度",
}
PAST = (Field.HANDLER, Field.CONTACTED, Field.SETTLED, Field.ANSWER, Field.GRANTED, Field.SATISFIED)
REQUIRED = (Field.NO, Field.WHAT)
REQUIRED_PAST = (*REQUIRED, Field.AT)
# Only these are looked at where an order is known already: the rest is what became of it, and that is ours to say.
COMPARED = (Field.WHAT, Field.TITLE, Field.ASKER, Field.PHONE, Field.ADDRESS, Field.DUE)

Columns: TypeAlias = Mapping[Field, int]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet as plain text. `unread`: the cells that can't be read, by column, and why."""

    row: int
    cells: tuple[str, ...]
    unread: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    headers: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Where a sheet comes from. `past`: it is entered later with its own dates (补录), and tells nobody."""

    source: str
    past: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A row understood. `unit_id`: the place it names for sure; `over`: the sheet has it as settled; dates of what
    became of it are set only where it is entered later; `raw`: the compared cells as they stand in the sheet."""

    row: int
    external_no: str
    what: str
    asker: str = ""
    phone: str = ""
    address: str = ""
    category: str = ""
    handler: str = ""
    at: datetime | None = None
    due: datetime | None = None
    contacted_at: datetime | None = None
    settled_at: datetime | None = None
    answer: str = ""
    granted: bool | None = None
    satisfied: str | None = None
    unit_id: int | None = None
    over: bool = False
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, and what to do about it."""

    row: int
    what: str
    remedy: str

    @property
    def sentence(self) -> str:
        return f"第 {self.row} 行：{self.what}{self.remedy}"


@dataclass(frozen=True, slots=True)
class Kept:
    """An order that is here already. `marks`: blind marks of its cells as they were when last imported."""

    case_id: int
    no: str
    unit_path: str
    marks: Mapping[str, str]
    category: str = OTHER


@dataclass(frozen=True, slots=True)
class Known:
    """A row whose order is here already, and what the sheet now says otherwise. No number: another desk has it."""

    order: Order
    no: str
    changed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        here = f"已经是 {self.no}" if self.no else "别处已经导入"
        what = "、".join(self.changed)
        told = f"，表里的{what}和上次不一样，这里的没有动，请打开它看看" if what else ""
        return f"第 {self.order.row} 行：{self.order.external_no} {here}{told}。"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    new: tuple[Order, ...] = ()
    known: tuple[Known, ...] = ()
    faulty: tuple[Fault, ...] = ()

    @property
    def changed(self) -> tuple[Known, ...]:
        return tuple(one for one in self.known if one.changed)

    @property
    def summary(self) -> str:
        changed = f"（{len(self.changed)} 件有变化）" if self.changed else ""
        wrong = f"，{len(self.faulty)} 行有问题" if self.faulty else ""
        return f"新的 {len(self.new)} 件，已有 {len(self.known)} 件{changed}{wrong}。"


@dataclass(frozen=True, slots=True)
class Made:
    """An order that became a request. `sure`: the place was told by the sheet, not taken for want of a better."""

    row: int
    external_no: str
    no: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that the house would not take, of which nothing was kept; the edge turns the code into words."""

    row: int
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of some orders."""

    made: tuple[Made, ...] = ()
    refused: tuple[Refused, ...] = ()
    faulty: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back under an order's number."""

    external_no: str
    no: str
    state: str
    contacted_at: datetime | None
    settled_at: datetime | None
    answer: str
    granted: str
    satisfied: str
