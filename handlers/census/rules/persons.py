"""People: where they belong, and what the file changes about those already known."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from handlers.census.records import Fault, Known, PersonRow, Sheet
from handlers.census.rules.cells import by_code, phone_of, several
from handlers.census.rules.places import no_such_unit
from handlers.people.records import Person
from handlers.units.records import Household, Unit

_DOUBLE_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "夏侯",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "司徒",
    "令狐",
    "端木",
    "东方",
)


def called_by(name: str) -> str:
    """How neighbours see someone who told no calling name: 王邻居."""
    double = name.startswith(_DOUBLE_SURNAMES) and name not in _DOUBLE_SURNAMES
    return f"{name[: 2 if double else 1]}邻居"


def person_faults(
    rows: Sequence[PersonRow],
    units: Mapping[str, Unit],
    homes: Mapping[str, Household],
    names: tuple[Collection[str], Collection[str]],
    known: Known,
) -> Iterator[Fault]:
    """`names` are all unit codes and all household codes, also of rows with faults of their own."""
    unit_names, home_names = names
    roots = {unit.id: unit.root_id for unit in units.values()}
    for row in rows:
        unknown_home = bool(row.household) and row.household not in home_names
        unknown_unit = bool(row.unit) and row.unit not in unit_names
        if row.code in known.erased:
            yield row.fault("code", f"写的 {row.code} 是已经注销的人。", "删掉这一行；要是另一个人，换一个新编号。")
        if unknown_home:
            what = f"写的 {row.household} 在户表里没有。"
            yield row.fault("household", what, "先在「户」表加上它，或改成已有的户号。")
        if unknown_unit:
            yield row.fault("unit", *no_such_unit(row.unit))
        if not (unknown_home or unknown_unit or row.code in known.erased):
            yield from _placed(row, units, homes, known.people.get(row.code), roots)


def _placed(
    row: PersonRow,
    units: Mapping[str, Unit],
    homes: Mapping[str, Household],
    old: Person | None,
    roots: Mapping[int, int],
) -> Iterator[Fault]:
    home, unit = homes.get(row.household), units.get(row.unit)
    if not row.household and not row.unit and not old:
        yield row.fault("household", "和「所在单元编码」都空着。", "两格至少填一格，不然不知道人在哪里。")
    where = {unit.root_id} if unit else set()
    where |= {roots[home.unit_id]} if home and home.unit_id in roots else set()
    if old and where:
        where.add(old.root_id)
    if len(where) > 1:
        column = "unit" if row.unit else "household"
        what = "和系统里这个人所在的地方不在同一个市里。" if old else "和「户号」不在同一个市里。"
        yield row.fault(column, what, "改成同一个市里的；人搬到了外市，就在那边用新编号登记。")


def place_people(
    rows: Sequence[PersonRow], units: Mapping[str, Unit], homes: Mapping[str, Household], known: Known
) -> dict[str, Person]:
    """The people of the file by code; an empty cell keeps what is known."""
    by_id = {unit.id: unit for unit in units.values()}
    placed: dict[str, Person] = {}
    for code, row in by_code(rows).items():
        if code in known.erased:
            continue
        old, home = known.people.get(code), homes.get(row.household)
        unit = units.get(row.unit) or (by_id.get(home.unit_id) if home else None)
        if old:
            placed[code] = _changed(row, old, unit, home)
        elif unit:
            blank = Person(known.fresh[Sheet.PEOPLE][code], unit.root_id, row.name, called_by(row.name))
            placed[code] = _changed(row, blank, unit, home)
    return placed


def _changed(row: PersonRow, old: Person, unit: Unit | None, home: Household | None) -> Person:
    return replace(
        old,
        name=row.name or old.name,
        called=row.called or old.called,
        phone=phone_of(row.phone) or old.phone,
        door=home.door if home else old.door,
        household_id=home.id if home else old.household_id,
        unit_id=unit.id if unit else old.unit_id,
        hours=row.hours or old.hours,
        skills=tuple(sorted(several(row.skills))) or old.skills,
    )


def follow(resident: Person, old: Household, new: Household, *, keeps_unit: bool) -> Person:
    """Someone whose home got another door or unit; who was placed elsewhere by hand stays there."""
    moves = resident.unit_id == old.unit_id and not keeps_unit
    return replace(resident, door=new.door, unit_id=new.unit_id if moves else resident.unit_id)
