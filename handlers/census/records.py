"""The census (底册): rows as people typed them, what the house already knows, faults, and what will change.

A row keeps every cell as tidy text; what a text means is for the rules to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Generic, TypeAlias, TypeVar

from handlers.kit.roles import ROLE_NAMES, Role
from handlers.people.records import Person, Post, Seat
from handlers.units.records import LEVEL_NAMES, ORG_LEVEL_NAMES, Household, PartyOrg, Unit
from handlers.units.spoken import Marks

T = TypeVar("T")
SeatKey: TypeAlias = tuple[Role, int, int | None]
PostKey: TypeAlias = tuple[SeatKey, int, str]


class Sheet(StrEnum):
    UNITS = "单元"
    ORGS = "组织"
    HOUSEHOLDS = "户"
    PEOPLE = "人员"
    POSTS = "任职"


class Kind(StrEnum):
    """What a cell may hold."""

    TEXT = "text"
    LIST = "list"
    CODE = "code"
    CODES = "codes"
    CHOICE = "choice"
    DATE = "date"
    PHONE = "phone"
    NAMES = "names"
    POINT = "point"


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: the row's field, the Chinese heading, and what every cell below it must keep to.

    A sheet may be without `newer` columns: the first templates had none.
    """

    field: str
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    limit: int = 60
    choices: tuple[str, ...] = ()
    newer: bool = False


HEADINGS: Mapping[Sheet, tuple[Heading, ...]] = {
    Sheet.UNITS: (
        Heading("code", "编码", Kind.CODE, required=True),
        Heading("name", "名称", required=True),
        Heading("level", "级别", Kind.CHOICE, required=True, choices=tuple(LEVEL_NAMES.values())),
        Heading("parent", "上级编码", Kind.CODE),
        Heading("aliases", "别名", Kind.NAMES, limit=200, newer=True),
        Heading("point", "经纬度", Kind.POINT, newer=True),
    ),
    Sheet.ORGS: (
        Heading("code", "编码", Kind.CODE, required=True),
        Heading("name", "名称", required=True),
        Heading("level", "级别", Kind.CHOICE, required=True, choices=tuple(ORG_LEVEL_NAMES.values())),
        Heading("parent", "上级编码", Kind.CODE),
        Heading("covers", "覆盖单元编码", Kind.CODES, limit=5_000),
    ),
    Sheet.HOUSEHOLDS: (
        Heading("code", "户号", Kind.CODE, required=True),
        Heading("unit", "所在单元编码", Kind.CODE, required=True),
        Heading("door", "门牌", limit=100),
    ),
    Sheet.PEOPLE: (
        Heading("code", "编号", Kind.CODE, required=True),
        Heading("name", "姓名", required=True),
        Heading("called", "称呼", limit=20),
        Heading("phone", "手机", Kind.PHONE),
        Heading("household", "户号", Kind.CODE),
        Heading("unit", "所在单元编码", Kind.CODE),
        Heading("skills", "特长", Kind.LIST, limit=200),
        Heading("hours", "空闲时间", limit=200),
    ),
    Sheet.POSTS: (
        Heading("person", "人员编号", Kind.CODE, required=True),
        Heading("role", "岗位", Kind.CHOICE, required=True, choices=tuple(ROLE_NAMES.values())),
        Heading("unit", "单元编码", Kind.CODE, required=True),
        Heading("org", "组织编码", Kind.CODE),
        Heading("starts", "开始日期", Kind.DATE, required=True),
        Heading("ends", "结束日期", Kind.DATE),
        Heading("leave_from", "请假从", Kind.DATE),
        Heading("leave_to", "请假到", Kind.DATE),
        Heading("stand_in", "代理人编号", Kind.CODE),
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what to do about it; row 0 means the whole sheet, no sheet means the whole file."""

    sheet: str
    row: int
    column: str
    what: str
    remedy: str

    @property
    def place(self) -> tuple[str, int, str]:
        return self.sheet, self.row, self.column

    @property
    def sentence(self) -> str:
        place = f"「{self.sheet}」表" if self.sheet else ""
        place += f"第 {self.row} 行" if self.row else ""
        place += f"「{self.column}」" if self.column else ""
        return f"{place}{self.what}{self.remedy}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sheet, numbered as the spreadsheet numbers it."""

    sheet: ClassVar[Sheet]
    row: int

    def fault(self, field_name: str, what: str, remedy: str) -> Fault:
        column = next(heading.name for heading in HEADINGS[self.sheet] if heading.field == field_name)
        return Fault(self.sheet, self.row, column, what, remedy)


@dataclass(frozen=True, slots=True)
class UnitRow(Row):
    sheet: ClassVar[Sheet] = Sheet.UNITS
    code: str
    name: str
    level: str
    parent: str = ""
    aliases: str = ""
    point: str = ""


@dataclass(frozen=True, slots=True)
class OrgRow(Row):
    sheet: ClassVar[Sheet] = Sheet.ORGS
    code: str
    name: str
    level: str
    parent: str = ""
    covers: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdRow(Row):
    sheet: ClassVar[Sheet] = Sheet.HOUSEHOLDS
    code: str
    unit: str
    door: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow(Row):
    sheet: ClassVar[Sheet] = Sheet.PEOPLE
    code: str
    name: str
    called: str = ""
    phone: str = ""
    household: str = ""
    unit: str = ""
    skills: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class PostRow(Row):
    sheet: ClassVar[Sheet] = Sheet.POSTS
    person: str
    role: str
    unit: str
    org: str = ""
    starts: str = ""
    ends: str = ""
    leave_from: str = ""
    leave_to: str = ""
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Census:
    units: tuple[UnitRow, ...] = ()
    orgs: tuple[OrgRow, ...] = ()
    households: tuple[HouseholdRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    posts: tuple[PostRow, ...] = ()

    def sheets(self) -> Iterator[tuple[Sheet, Sequence[Row]]]:
        yield Sheet.UNITS, self.units
        yield Sheet.ORGS, self.orgs
        yield Sheet.HOUSEHOLDS, self.households
        yield Sheet.PEOPLE, self.people
        yield Sheet.POSTS, self.posts


@dataclass(frozen=True, slots=True)
class Known:
    """What the house has, by code: all units and organisations, and the households and people a census names.

    `marks` are by the unit's id, `fresh` holds an id for each code that is new, `settled` counts the households
    of a unit.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    marks: Mapping[int, Marks] = field(default_factory=dict)
    orgs: Mapping[str, PartyOrg] = field(default_factory=dict)
    households: Mapping[str, Household] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    erased: frozenset[str] = frozenset()
    seats: Mapping[SeatKey, int] = field(default_factory=dict)
    posts: Sequence[Post] = ()
    settled: Mapping[int, int] = field(default_factory=dict)
    fresh: Mapping[Sheet, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seated:
    """A post with its seat; the seat's id is 0 until it is made."""

    seat: Seat
    post: Post

    @property
    def seat_key(self) -> SeatKey:
        return self.seat.role, self.seat.unit_id, self.seat.org_id

    @property
    def key(self) -> PostKey:
        return self.seat_key, self.post.person_id, self.post.starts.isoformat()


@dataclass(frozen=True, slots=True)
class Delta(Generic[T]):
    """What a sheet adds, what it changes, and how many of its rows are as they were."""

    added: tuple[T, ...] = ()
    changed: tuple[T, ...] = ()
    same: int = 0

    @property
    def tally(self) -> "Tally":
        return Tally(len(self.added), len(self.changed), self.same)


@dataclass(frozen=True, slots=True)
class Tally:
    added: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write, parents before children; `marks` are those that change."""

    units: Delta[Unit]
    marks: tuple[Marks, ...]
    orgs: Delta[PartyOrg]
    households: Delta[Household]
    people: Delta[Person]
    posts: Delta[Seated]

    def tallies(self) -> Mapping[Sheet, Tally]:
        return {
            Sheet.UNITS: self._units(),
            Sheet.ORGS: self.orgs.tally,
            Sheet.HOUSEHOLDS: self.households.tally,
            Sheet.PEOPLE: self.people.tally,
            Sheet.POSTS: self.posts.tally,
        }

    def _units(self) -> Tally:
        """A row that changes nothing but the unit's marks has changed as well."""
        told = {unit.id for unit in (*self.units.added, *self.units.changed)}
        more, tally = len({marks.unit_id for marks in self.marks} - told), self.units.tally
        return Tally(tally.added, tally.changed + more, tally.same - more)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Faults and nothing written, or no faults and what was added, changed and left as it was, a sheet."""

    faults: tuple[Fault, ...]
    tallies: Mapping[Sheet, Tally]
