"""The neighbourhood of the tests: who lives where, who does what. Shared by all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from handlers.kit.roles import Role
from handlers.people.records import Person, Post
from handlers.units.records import Level, Unit
from storage.work import Work

CITY, STREET, YANWU, GRID_1, GRID_2, BLOCK_1, BLOCK_2, BLOCK_3, EAST, EAST_GRID = range(1, 11)

PLACES: Final = (
    Unit(CITY, "1404", "长治市", Level.CITY, None, CITY, "/1/", None),
    Unit(STREET, "140403", "英雄中路街道", Level.STREET, CITY, CITY, "/1/2/", None),
    Unit(YANWU, "140403001", "演武社区居委会", Level.COMMUNITY, STREET, CITY, "/1/2/3/", YANWU),
    Unit(GRID_1, "YW1", "一号网格", Level.GRID, YANWU, CITY, "/1/2/3/4/", YANWU),
    Unit(GRID_2, "YW2", "二号网格", Level.GRID, YANWU, CITY, "/1/2/3/5/", YANWU),
    Unit(BLOCK_1, "YW1-1", "1号楼", Level.BUILDING, GRID_1, CITY, "/1/2/3/4/6/", YANWU),
    Unit(BLOCK_2, "YW1-2", "2号楼", Level.BUILDING, GRID_1, CITY, "/1/2/3/4/7/", YANWU),
    Unit(BLOCK_3, "YW2-3", "3号楼", Level.BUILDING, GRID_2, CITY, "/1/2/3/5/8/", YANWU),
    Unit(EAST, "140403002", "广场东社区居委会", Level.COMMUNITY, STREET, CITY, "/1/2/9/", EAST),
    Unit(EAST_GRID, "GC1", "广场东网格", Level.GRID, EAST, CITY, "/1/2/9/10/", EAST),
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody of the cast; `posts` are roles with the unit where they are held. No account: nobody to chat with."""

    name: str
    home: int | None
    door: str = ""
    phone: str = ""
    posts: tuple[tuple[Role, int], ...] = ()
    skills: tuple[str, ...] = ()
    household: str = ""
    account: bool = True


CAST: Final[Mapping[str, Neighbour]] = {
    "王奶奶": Neighbour("王桂兰", BLOCK_3, "2单元501", "13835500001"),
    "赵大妈": Neighbour("赵秀英", BLOCK_1, "1单元102", "13835500002"),
    "孙大爷": Neighbour("孙长庚", BLOCK_2, "3单元301", "03552012345", account=False),
    "钱阿姨": Neighbour("钱淑珍", BLOCK_1, "2单元202", "13835500003", household="李家"),
    "李师傅": Neighbour(
        "李建国",
        BLOCK_1,
        "2单元202",
        "13835500004",
        ((Role.PARTY_MEMBER, GRID_1),),
        ("维修", "水电"),
        "李家",
    ),
    "张敏": Neighbour("张敏", BLOCK_3, "1单元401", "13835500005", ((Role.VOLUNTEER, GRID_2),), ("陪伴",)),
    "何叔": Neighbour("何卫东", BLOCK_2, "1单元103", "13835500006", ((Role.PARTY_MEMBER, YANWU),)),
    "小赵": Neighbour("赵磊", GRID_1, "", "13835500007", ((Role.GRID_MEMBER, GRID_1),)),
    "小吴": Neighbour("吴倩", GRID_2, "", "13835500008", ((Role.GRID_MEMBER, GRID_2),)),
    "小孟": Neighbour("孟超", EAST_GRID, "", "13835500014", ((Role.GRID_MEMBER, BLOCK_2),)),
    "陈书记": Neighbour("陈立", BLOCK_3, "3单元601", "13835500009", ((Role.BRANCH_SECRETARY, GRID_2),)),
    "刘书记": Neighbour("刘芳", YANWU, "", "13835500010", ((Role.COMMUNITY_SECRETARY, YANWU),)),
    "马主任": Neighbour("马骏", None, "", "13835500011", ((Role.STREET_OFFICE, STREET),)),
    "周平": Neighbour("周平", EAST_GRID, "5号楼", "13835500012", ((Role.PARTY_MEMBER, EAST_GRID),)),
    "冯书记": Neighbour("冯毅", EAST, "", "13835500013", ((Role.COMMUNITY_SECRETARY, EAST),)),
}

Ids = Mapping[str, int]


def settle(work: Work, now: datetime) -> Ids:
    """Enter places and people; returns the person id of each name."""
    work.units.add(PLACES)
    homes: dict[str, int] = {}
    ids: dict[str, int] = {}
    for called, one in CAST.items():
        if one.household and one.household not in homes:
            homes[one.household] = work.units.add_household(one.household, one.home or YANWU, one.door)
        person = Person(
            0, CITY, one.name, called, one.phone, one.door, homes.get(one.household), one.home, skills=one.skills
        )
        ids[called] = work.people.add(person, code=called)
        for role, unit in one.posts:
            work.people.add_post(Post(work.people.seat(role, unit), ids[called], date(2020, 1, 1)))
        if one.account:
            work.accounts.open(ids[called], "web", called, now)
    return ids
