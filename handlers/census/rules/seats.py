"""Posts: who fills which seat from when, and who may not sit there together."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.census.records import Fault, Known, PostKey, PostRow, Seated
from handlers.census.rules.cells import ROLES, date_of
from handlers.census.rules.orgs import coverage
from handlers.census.rules.places import no_such_unit
from handlers.kit.roles import ROLE_NAMES, Role
from handlers.people.records import Person, Post, Seat
from handlers.units.records import LEVEL_NAMES, Level, PartyOrg, Unit

PARTY = frozenset(
    {
        *(Role.PARTY_MEMBER, Role.GROUP_LEADER, Role.COMMITTEE_MEMBER),
        *(Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY),
    }
)
_ALONE = frozenset({Role.BRANCH_SECRETARY, Role.COMMUNITY_SECRETARY})
_LEVEL_OF = {Role.COMMUNITY_SECRETARY: Level.COMMUNITY, Role.STREET_OFFICE: Level.STREET}


@dataclass(frozen=True, slots=True)
class Around:
    """All a post may name, by code; `names` are the person, unit and organisation codes that exist at all."""

    people: Mapping[str, Person]
    units: Mapping[str, Unit]
    orgs: Mapping[str, PartyOrg]
    person_names: Collection[str]
    unit_names: Collection[str]
    org_names: Collection[str]


@dataclass(frozen=True, slots=True)
class Sitting:
    """A post beside the row that asks for it; no row where the file leaves it as it is."""

    seated: Seated
    row: PostRow | None = None


def post_faults(rows: Sequence[PostRow], around: Around, known: Known) -> Iterator[Fault]:
    covered = _covered_paths(around)
    for row in rows:
        yield from _name_faults(row, around, known)
        yield from _seat_faults(row, around)
        yield from _day_faults(row)
        org, unit = around.orgs.get(row.org), around.units.get(row.unit)
        if org and unit and ROLES.get(row.role) in PARTY:
            paths = covered[org.id]
            if not any(unit.path.startswith(path) or path.startswith(unit.path) for path in paths):
                what = f"写的 {row.org}（{org.name}）没有覆盖 {row.unit}（{unit.name}）。"
                remedy = "在「组织」表的「覆盖单元编码」里加上这个单元，或改成管这里的组织。"
                yield row.fault("org", what, remedy)


def _covered_paths(around: Around) -> Mapping[int, Sequence[str]]:
    paths = {unit.id: unit.path for unit in around.units.values()}
    found = coverage(around.orgs.values())
    return {org: [paths[unit] for unit in units if unit in paths] for org, units in found.items()}


def _name_faults(row: PostRow, around: Around, known: Known) -> Iterator[Fault]:
    for column, code in (("person", row.person), ("stand_in", row.stand_in)):
        if code in known.erased:
            yield row.fault(column, f"写的 {code} 是已经注销的人。", "删掉这一行，或换一个人。")
        elif code and code not in around.person_names:
            what = f"写的 {code} 在人员表里没有。"
            yield row.fault(column, what, "先在「人员」表加上这个人，或改成已有的编号。")
    if row.stand_in and row.stand_in == row.person:
        yield row.fault("stand_in", "写的就是本人。", "代理人要另写一个人，没有就空着。")
    if row.unit and row.unit not in around.unit_names:
        yield row.fault("unit", *no_such_unit(row.unit))
    if row.org and row.org not in around.org_names:
        yield row.fault("org", f"写的 {row.org} 在组织表里没有。", "先在「组织」表加上它，或改成已有的编码。")


def _seat_faults(row: PostRow, around: Around) -> Iterator[Fault]:
    role, unit = ROLES.get(row.role), around.units.get(row.unit)
    level = _LEVEL_OF.get(role) if role else None
    if unit and level and unit.level is not level:
        what = f"写的 {row.unit} 是{LEVEL_NAMES[unit.level]}，{row.role}要在{LEVEL_NAMES[level]}任职。"
        yield row.fault("unit", what, f"改成那个{LEVEL_NAMES[level]}的编码。")
    if role is Role.BRANCH_SECRETARY and not row.org:
        yield row.fault("org", "空着，可是支部书记要写明是哪个支部。", "写上支部在「组织」表里的编码。")
    if role and role not in PARTY and row.org:
        yield row.fault("org", f"写的 {row.org} 用不上，{row.role}不是党内岗位。", "把这一格空着。")


def _day_faults(row: PostRow) -> Iterator[Fault]:
    starts, ends = date_of(row.starts), date_of(row.ends)
    leave_from, leave_to = date_of(row.leave_from), date_of(row.leave_to)
    if starts and ends and ends < starts:
        yield row.fault("ends", f"写的 {ends} 比开始日期 {starts} 还早。", "改成开始日期那天或以后。")
    if leave_from and leave_to and leave_to < leave_from:
        yield row.fault("leave_to", f"写的 {leave_to} 比请假从 {leave_from} 还早。", "改成请假第一天或以后。")
    if row.leave_to and not row.leave_from:
        yield row.fault("leave_from", "空着，可是「请假到」填了。", "写上请假从哪天起，或者两格都空着。")


def place_posts(rows: Sequence[PostRow], around: Around, known: Known) -> list[tuple[PostRow, Seated]]:
    """The posts that can be made out; an empty cell keeps what is known."""
    old = known_posts(known)
    placed = []
    for row in rows:
        seat, person, starts = _seat(row, around, known), around.people.get(row.person), date_of(row.starts)
        if seat and person and starts:
            bare = Seated(seat, Post(seat.id, person.id, starts))
            placed.append((row, Seated(seat, _changed(row, old.get(bare.key, bare).post, around))))
    return placed


def known_posts(known: Known) -> dict[PostKey, Seated]:
    seats = {id_: Seat(id_, *key) for key, id_ in known.seats.items()}
    held = [Seated(seats[post.seat_id], post) for post in known.posts]
    return {one.key: one for one in held}


def _seat(row: PostRow, around: Around, known: Known) -> Seat | None:
    role, unit, org = ROLES.get(row.role), around.units.get(row.unit), around.orgs.get(row.org)
    if not role or not unit or (row.org and not org):
        return None
    key = (role, unit.id, org.id if org else None)
    return Seat(known.seats.get(key, 0), *key)


def _changed(row: PostRow, old: Post, around: Around) -> Post:
    stand_in, leave_from = around.people.get(row.stand_in), date_of(row.leave_from)
    return Post(
        seat_id=old.seat_id,
        person_id=old.person_id,
        starts=old.starts,
        ends=date_of(row.ends) or old.ends,
        leave_from=leave_from or old.leave_from,
        leave_to=date_of(row.leave_to) if leave_from else old.leave_to,
        stand_in_id=stand_in.id if stand_in else old.stand_in_id,
    )


def clash_faults(placed: Sequence[tuple[PostRow, Seated]], known: Known) -> Iterator[Fault]:
    """Two people in one secretary's seat on a day, or one person twice in any seat."""
    old = known_posts(known)
    sittings: dict[Hashable, Sitting] = {key: Sitting(one) for key, one in old.items()}
    for row, one in placed:
        sittings[one.key] = Sitting(one, None if old.get(one.key) == one else row)
    groups: dict[Hashable, list[Sitting]] = {}
    for sitting in sittings.values():
        one = sitting.seated
        groups.setdefault((one.seat_key, one.post.person_id), []).append(sitting)
        if one.seat.role in _ALONE:
            groups.setdefault(_chair(one.seat), []).append(sitting)
    for key, group in groups.items():
        yield from _overlaps(group, alone=isinstance(key, _Chair))


@dataclass(frozen=True, slots=True)
class _Chair:
    role: Role
    unit_id: int
    org_id: int | None


def _chair(seat: Seat) -> _Chair:
    # A community has one secretary, whichever organisation a row names beside it.
    return _Chair(seat.role, seat.unit_id, seat.org_id if seat.role is Role.BRANCH_SECRETARY else None)


def _overlaps(group: list[Sitting], *, alone: bool) -> Iterator[Fault]:
    group.sort(key=lambda sitting: sitting.seated.post.starts)
    longest = group[0]
    for sitting in group[1:]:
        same = longest.seated.post.person_id == sitting.seated.post.person_id
        later, earlier = (sitting, longest) if sitting.row else (longest, sitting)
        if sitting.seated.post.starts <= _last_day(longest) and later.row and same is not alone:
            yield _overlap(later.row, earlier, ROLE_NAMES[sitting.seated.seat.role], same=same)
        longest = max(longest, sitting, key=_last_day)


def _last_day(sitting: Sitting) -> date:
    return sitting.seated.post.ends or date.max


def _overlap(row: PostRow, other: Sitting, role: str, *, same: bool) -> Fault:
    where = f"第 {other.row.row} 行" if other.row else f"系统里从 {other.seated.post.starts} 起的任职"
    if same:
        what = f"和{where}时间重叠了，同一个人不用在同一个岗位上写两次。"
        return row.fault("starts", what, "两段只留一段，或把日期错开。")
    what = f"和{where}时间重叠了，同一个{role}岗位同一天只能有一个人。"
    return row.fault("starts", what, "给前一位填上「结束日期」，后一位从第二天开始。")
