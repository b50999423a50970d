"""Units and households: where each hangs, and what may not move."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from handlers.census.records import Fault, HouseholdRow, Known, Sheet, UnitRow
from handlers.census.rules.cells import LEVELS, by_code, point_of, several
from handlers.census.rules.trees import circles, drawn, parents_first
from handlers.units.records import LEVEL_NAMES, Household, Level, Unit
from handlers.units.spoken import Marks, distinct

_ORDER = {level: depth for depth, level in enumerate(Level)}
_INSIDE_COMMUNITY = frozenset({Level.GRID, Level.BUILDING})
_ABOVE_COMMUNITY = frozenset({Level.CITY, Level.COUNTY, Level.STREET})


def no_such_unit(code: str) -> tuple[str, str]:
    return f"写的 {code} 在单元表里没有。", "先在「单元」表加上它，或改成已有的编码。"


def unit_faults(rows: Sequence[UnitRow], known: Known) -> Iterator[Fault]:
    mine = by_code(rows)
    fresh = {code: row for code, row in mine.items() if code not in known.units}
    levels = {code: LEVELS.get(row.level) for code, row in fresh.items()}
    levels |= {code: unit.level for code, unit in known.units.items()}
    codes = {unit.id: unit.code for unit in known.units.values()}
    rings = list(circles({code: row.parent for code, row in fresh.items() if row.parent}))
    ringed = {code for ring in rings for code in ring}
    for ring in rings:
        what = f"绕成了一圈：{drawn(ring)}。"
        yield fresh[ring[0]].fault("parent", what, "谁也不能是自己的上级，改掉其中一行的上级编码。")
    for row in rows:
        old = known.units.get(row.code)
        if old:
            yield from _moved(row, old, codes)
        elif row.code not in ringed:
            yield from _hung(row, levels)


def _moved(row: UnitRow, old: Unit, codes: Mapping[int, str]) -> Iterator[Fault]:
    parent = codes.get(old.parent_id or 0, "")
    if row.parent and row.parent != parent:
        was = f"它在系统里的上级是 {parent}" if parent else "它在系统里没有上级"
        remedy = f"改回{parent or '空着'}。真要挪地方，先新建一个单元，再把下面的户和人改过去。"
        yield row.fault("parent", f"写的 {row.parent}，可是{was}，单元不能换上级。", remedy)
    if row.level in LEVELS and LEVELS[row.level] != old.level:
        was = LEVEL_NAMES[old.level]
        yield row.fault("level", f"写的是{row.level}，可是它在系统里是{was}，级别不能改。", f"改回{was}。")


def _hung(row: UnitRow, levels: Mapping[str, Level | None]) -> Iterator[Fault]:
    level, parent = LEVELS.get(row.level), levels.get(row.parent)
    if row.parent and row.parent not in levels:
        yield row.fault("parent", *no_such_unit(row.parent))
    elif level in _INSIDE_COMMUNITY and (not row.parent or parent in _ABOVE_COMMUNITY):
        place = f"写的 {row.parent} 不在村社里。" if row.parent else "空着。"
        yield row.fault("parent", place, f"{row.level}只能放在村社下面，写那个村社（或它下面网格）的编码。")
    elif level and parent and _ORDER[parent] >= _ORDER[level]:
        what = f"写的 {row.parent} 是{LEVEL_NAMES[parent]}，不比{row.level}高。"
        yield row.fault("parent", what, f"上级要比{row.level}高，改上级编码，或改级别。")


def place_units(rows: Sequence[UnitRow], known: Known) -> dict[str, Unit]:
    """All units by code, known and new, parents first; rows that hang nowhere are left out."""
    mine = by_code(rows)
    placed = dict(known.units)
    for code in placed.keys() & mine.keys():
        placed[code] = replace(placed[code], name=mine[code].name)
    fresh = {code: row.parent for code, row in mine.items() if code not in placed}
    for code in parents_first(fresh):
        row = mine[code]
        parent = placed.get(row.parent)
        if row.level in LEVELS and (parent or not row.parent):
            placed[code] = _unit(known.fresh[Sheet.UNITS][code], row, LEVELS[row.level], parent)
    return placed


def _unit(unit_id: int, row: UnitRow, level: Level, parent: Unit | None) -> Unit:
    inherited = parent.community_id if parent else None
    return Unit(
        id=unit_id,
        code=row.code,
        name=row.name,
        level=level,
        parent_id=parent.id if parent else None,
        root_id=parent.root_id if parent else unit_id,
        path=f"{parent.path if parent else '/'}{unit_id}/",
        community_id=unit_id if level is Level.COMMUNITY else inherited,
    )


def place_marks(rows: Sequence[UnitRow], units: Mapping[str, Unit], known: Known) -> tuple[Marks, ...]:
    """Other names and coordinates that change; an empty cell leaves what is known."""
    changed = []
    for code, row in by_code(rows).items():
        if code in units and (row.aliases or row.point):
            old = known.marks.get(units[code].id, Marks(units[code].id))
            marks = Marks(old.unit_id, distinct(several(row.aliases)) or old.names, point_of(row.point) or old.point)
            changed += [marks] * (marks != old)
    return tuple(changed)


def household_faults(
    rows: Sequence[HouseholdRow], units: Mapping[str, Unit], names: Collection[str], known: Known
) -> Iterator[Fault]:
    """`names` are all unit codes, also of rows that have faults of their own."""
    children = {unit.parent_id: unit for unit in units.values()}
    roots = {unit.id: unit.root_id for unit in units.values()}
    for row in rows:
        unit, old = units.get(row.unit), known.households.get(row.code)
        if row.unit and row.unit not in names:
            yield row.fault("unit", *no_such_unit(row.unit))
        elif unit and unit.id in children:
            what = f"写的 {row.unit}（{unit.name}）下面还有更小的单元。"
            small = children[unit.id]
            yield row.fault("unit", what, f"户要写最小的那一级，比如 {small.code}（{small.name}）。")
        elif unit and old and roots.get(old.unit_id) != unit.root_id:
            yield row.fault("unit", f"写的 {row.unit} 属于另一个地方，户不能跨过去。", "给那边新编一个户号。")


def crowded_faults(rows: Sequence[UnitRow], households: Sequence[HouseholdRow], known: Known) -> Iterator[Fault]:
    """A unit with households of its own may not get smaller units while any of them stays where it is."""
    staying = dict(known.settled)
    for code in by_code(households):
        if code in known.households:
            staying[known.households[code].unit_id] -= 1
    split = {unit.parent_id for unit in known.units.values()}
    for row in by_code(rows).values():
        parent = known.units.get(row.parent)
        if row.code in known.units or not parent or parent.id in split or not staying.get(parent.id):
            continue
        split.add(parent.id)
        what = f"写的 {row.parent}（{parent.name}）里已经住着 {staying[parent.id]} 户，不能再往下分。"
        yield row.fault("parent", what, "在「户」表里列出这些户，把它们改到下面更小的单元里。")


def place_households(rows: Sequence[HouseholdRow], units: Mapping[str, Unit], known: Known) -> dict[str, Household]:
    """The households of the file by code."""
    placed: dict[str, Household] = {}
    for code, row in by_code(rows).items():
        old, unit = known.households.get(code), units.get(row.unit)
        if unit:
            household_id = old.id if old else known.fresh[Sheet.HOUSEHOLDS][code]
            door = row.door or (old.door if old else "")
            placed[code] = Household(household_id, code, unit.id, door)
    return placed
