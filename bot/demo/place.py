"""演武社区 with its real line of places above it, invented grids, buildings, households and people below."""

from dataclasses import dataclass
from datetime import date, datetime

from handlers.census.records import Sheet
from handlers.census.rules.seats import PARTY
from handlers.kit.roles import Role
from handlers.people.records import Person, Post
from handlers.units.records import Level, OrgLevel, PartyOrg, Unit
from storage.work import Work

SINCE = date(2025, 1, 1)

# Codes and names of the four upper units are those of the National Bureau of Statistics' list.
_LINE = (
    ("1404", "长治市", Level.CITY),
    ("140403", "潞州区", Level.COUNTY),
    ("140403003", "英雄南路街道", Level.STREET),
    ("140403003001", "演武社区居委会", Level.COMMUNITY),
)
COMMUNITY = _LINE[-1][0]
_GRIDS = {"一号网格": ("1号楼", "2号楼"), "二号网格": ("3号楼", "5号楼"), "三号网格": ("6号楼", "老院")}
# What people call these places besides.
_ALSO = {"老院": ("机关老院", "老家属院"), "演武社区居委会": ("演武小区",), "三号网格": ("小广场", "广场")}


@dataclass(frozen=True, slots=True)
class Cast:
    """One invented person. `role` at `place`; no `phone`: without an account, reached by a call of a neighbour."""

    name: str
    called: str
    place: str
    door: str
    role: Role | None = None
    skills: tuple[str, ...] = ()
    hours: str = ""
    phone: str = ""
    chats: bool = True


CAST = (
    Cast("王桂兰", "王奶奶", "1号楼", "2单元301", phone="13900000001"),
    Cast("孙有田", "孙大爷", "2号楼", "1单元102", chats=False),
    Cast("周秀英", "周阿姨", "2号楼", "3单元502", phone="13900000003"),
    Cast("吴小雨", "小雨妈妈", "5号楼", "2单元401", phone="13900000004"),
    Cast("郑德厚", "郑叔", "6号楼", "1单元201", phone="13900000005"),
    Cast("钱玉梅", "钱大妈", "老院", "7号", phone="13900000006"),
    Cast("何老四", "何师傅", "老院", "11号", phone="13900000014"),
    Cast("李建国", "李师傅", "1号楼", "1单元101", Role.PARTY_MEMBER, ("水电", "维修"), "晚上、周末", "13900000007"),
    Cast("何军", "何军", "3号楼", "2单元602", Role.PARTY_MEMBER, ("搬运", "跑腿"), "周末", "13900000008"),
    Cast("张敏", "张敏", "5号楼", "1单元302", Role.VOLUNTEER, ("陪伴", "辅导"), "下午", "13900000009"),
    Cast("赵晓东", "小赵", "一号网格", "", Role.GRID_MEMBER, phone="13900000010"),
    Cast("吴倩", "小吴", "二号网格", "", Role.GRID_MEMBER, phone="13900000015"),
    Cast("孟超", "小孟", "三号网格", "", Role.GRID_MEMBER, phone="13900000016"),
    Cast("陈国栋", "陈书记", "演武社区居委会", "", Role.BRANCH_SECRETARY, phone="13900000011"),
    Cast("刘慧", "刘书记", "演武社区居委会", "", Role.COMMUNITY_SECRETARY, phone="13900000012"),
    Cast("马立新", "马主任", "英雄南路街道", "", Role.STREET_OFFICE, phone="13900000013"),
    # Those who came later stand below, so that nobody's number changes. Who helps among them has no phone: wishes are
    # told to the same three as ever.
    Cast("冯玉兰", "冯大姐", "3号楼", "1单元201", Role.GROUP_LEADER, phone="13900000017"),
    Cast("韩志强", "老韩", "6号楼", "2单元402", Role.COMMITTEE_MEMBER, phone="13900000018"),
    Cast("宋丽", "宋阿姨", "1号楼", "3单元101", Role.VOLUNTEER, ("照看",), "上午", chats=False),
    Cast("田守业", "老田", "老院", "3号", Role.PARTY_MEMBER, ("搬运",), "周末", chats=False),
)


def build(work: Work, now: datetime) -> dict[str, int]:
    """Enter the place and its people; returns the persons' ids by the name they are called."""
    units = _units(work)
    org = PartyOrg(0, "yw-1", "演武社区第一党支部", OrgLevel.BRANCH, None, (units["演武社区居委会"].id,))
    org_id = work.units.add_org(org)
    return {one.called: _enter(work, one, units, org_id, now) for one in CAST}


def is_demo(work: Work) -> bool:
    """Whether nothing but the demo is in here: a real register has other units, or people with codes of their own."""
    made = {code for code, _, _ in _LINE}
    for n, buildings in enumerate(_GRIDS.values(), 1):
        made |= {f"{COMMUNITY}-{n}", *(f"{COMMUNITY}-{n}-{m}" for m in range(1, len(buildings) + 1))}
    return {unit.code for unit in work.units.all()} <= made and not work.people.by_code()


def _units(work: Work) -> dict[str, Unit]:
    count = len(_LINE) + sum(1 + len(buildings) for buildings in _GRIDS.values())
    ids = iter(work.census.take_ids(Sheet.UNITS, count))
    found: dict[str, Unit] = {}
    above: Unit | None = None
    for code, name, level in _LINE:
        above = found[name] = _unit(next(ids), code, name, level, above)
    community = found[_LINE[-1][1]]
    for n, (grid, buildings) in enumerate(_GRIDS.items(), 1):
        found[grid] = _unit(next(ids), f"{community.code}-{n}", grid, Level.GRID, community)
        for m, building in enumerate(buildings, 1):
            found[building] = _unit(next(ids), f"{community.code}-{n}-{m}", building, Level.BUILDING, found[grid])
    work.units.add(list(found.values()))
    for name, others in _ALSO.items():
        work.routing.add_names(found[name].id, others)
    return found


def _unit(id_: int, code: str, name: str, level: Level, above: Unit | None) -> Unit:
    path = f"{above.path if above else '/'}{id_}/"
    community = id_ if level is Level.COMMUNITY else above.community_id if above else None
    return Unit(id_, code, name, level, above.id if above else None, above.root_id if above else id_, path, community)


def _enter(work: Work, one: Cast, units: dict[str, Unit], org_id: int, now: datetime) -> int:
    unit = units[one.place]
    home = work.units.add_household(f"{one.place}{one.door}", unit.id, one.door) if one.door else None
    person = Person(0, unit.root_id, one.name, one.called, one.phone, one.door, home, unit.id, one.hours, one.skills)
    person_id = work.people.add(person)
    if one.chats:
        work.accounts.open(person_id, "web", f"p{person_id}", now)
    if one.role:
        inside = one.role in PARTY
        place = units["演武社区居委会"] if inside else unit
        seat = work.people.seat(one.role, place.id, org_id if inside else None)
        work.people.add_post(Post(seat, person_id, SINCE))
    return person_id
