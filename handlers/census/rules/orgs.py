"""Party organisations: their tree, and which units they cover."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from handlers.census.records import Fault, Known, OrgRow, Sheet
from handlers.census.rules.cells import ORG_LEVELS, by_code, codes_of
from handlers.census.rules.places import no_such_unit
from handlers.census.rules.trees import circles, drawn, parents_first
from handlers.units.records import ORG_LEVEL_NAMES, OrgLevel, PartyOrg, Unit

_ORDER = {level: depth for depth, level in enumerate(OrgLevel)}


def org_faults(rows: Sequence[OrgRow], names: Collection[str], known: Known) -> Iterator[Fault]:
    """`names` are all unit codes."""
    mine = by_code(rows)
    levels: dict[str, OrgLevel | None] = {code: org.level for code, org in known.orgs.items()}
    levels |= {code: ORG_LEVELS.get(row.level) for code, row in mine.items()}
    for ring in circles(_parents(mine, known)):
        row = next(mine[code] for code in ring if code in mine)
        yield row.fault("parent", f"绕成了一圈：{drawn(ring)}。", "谁也不能是自己的上级，改掉其中一行的上级编码。")
    for row in rows:
        yield from _hung(row, levels)
        missing = [code for code in codes_of(row.covers) if code not in names]
        if missing:
            yield row.fault("covers", *no_such_unit("、".join(missing[:10])))


def _parents(mine: Mapping[str, OrgRow], known: Known) -> dict[str, str]:
    codes = {org.id: org.code for org in known.orgs.values()}
    parents = {code: codes[org.parent_id] for code, org in known.orgs.items() if org.parent_id}
    return parents | {code: row.parent for code, row in mine.items() if row.parent}


def _hung(row: OrgRow, levels: Mapping[str, OrgLevel | None]) -> Iterator[Fault]:
    level, parent = ORG_LEVELS.get(row.level), levels.get(row.parent)
    if row.parent and row.parent not in levels:
        yield row.fault("parent", f"写的 {row.parent} 在组织表里没有。", "先在「组织」表加上它，或改成已有的编码。")
    # A street's committee stands above a community's: both are called 党委.
    elif level and parent and _ORDER[parent] >= _ORDER[level] and parent is not OrgLevel.COMMITTEE:
        what = f"写的 {row.parent} 是{ORG_LEVEL_NAMES[parent]}，不比{row.level}高。"
        yield row.fault("parent", what, f"上级要比{row.level}高，改上级编码，或改级别。")


def place_orgs(rows: Sequence[OrgRow], units: Mapping[str, Unit], known: Known) -> dict[str, PartyOrg]:
    """The organisations of the file by code, parents first."""
    mine = by_code(rows)
    fresh = known.fresh.get(Sheet.ORGS, {})
    ids = {code: org.id for code, org in known.orgs.items()} | dict(fresh)
    placed: dict[str, PartyOrg] = {}
    for code in parents_first({code: row.parent for code, row in mine.items()}):
        row, old = mine[code], known.orgs.get(code)
        if row.level in ORG_LEVELS:
            covered = {units[unit].id for unit in codes_of(row.covers) if unit in units}
            covered |= set(old.unit_ids if old else ())
            parent = ids.get(row.parent) or (old.parent_id if old else None)
            placed[code] = PartyOrg(ids[code], code, row.name, ORG_LEVELS[row.level], parent, tuple(sorted(covered)))
    return placed


def coverage(orgs: Iterable[PartyOrg]) -> Mapping[int, frozenset[int]]:
    """The units each organisation answers for: its own and those below it, or its parent's where there are none."""
    by_id = {org.id: org for org in orgs}
    found: dict[int, set[int]] = {org_id: set() for org_id in by_id}
    lines = {org_id: _line(org, by_id) for org_id, org in by_id.items()}
    for org in by_id.values():
        for above in lines[org.id]:
            found[above].update(org.unit_ids)
    nearest = {org_id: next((one for one in line if found[one]), org_id) for org_id, line in lines.items()}
    return {org_id: frozenset(found[one]) for org_id, one in nearest.items()}


def _line(org: PartyOrg, by_id: Mapping[int, PartyOrg]) -> list[int]:
    """Ids from an organisation up to the top; stops where a faulty file runs in a ring."""
    line: dict[int, None] = {org.id: None}
    above = by_id.get(org.parent_id or 0)
    while above and above.id not in line:
        line[above.id] = None
        above = by_id.get(above.parent_id or 0)
    return list(line)
