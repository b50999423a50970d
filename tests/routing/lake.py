"""An invented street with what makes places hard to tell apart: twin names, estates without a unit, roads."""

from collections.abc import Mapping

from handlers.routing.place_records import Home, PlaceName
from handlers.units.records import Level

# Names with what they hang under: a community in full and what others of the street have.
TREE: Mapping[str, tuple[Level, str]] = {
    "东湖街道": (Level.STREET, ""),
    "东湖社区居委会": (Level.COMMUNITY, "东湖街道"),
    "阳光家园小区": (Level.GRID, "东湖社区居委会"),
    **{f"{n}号楼": (Level.BUILDING, "阳光家园小区") for n in range(1, 13)},
    "A座": (Level.BUILDING, "阳光家园小区"),
    "第二网格": (Level.GRID, "东湖社区居委会"),
    "老院": (Level.BUILDING, "第二网格"),
    "纺织厂家属院1号楼": (Level.BUILDING, "第二网格"),
    "纺织厂家属院2号楼": (Level.BUILDING, "第二网格"),
    "新院12号楼": (Level.BUILDING, "第二网格"),
    "和平社区居委会": (Level.COMMUNITY, "东湖街道"),
    "和平小区": (Level.GRID, "和平社区居委会"),
    "和平1栋": (Level.BUILDING, "和平小区"),
    "和平30栋": (Level.BUILDING, "和平小区"),
    "和平北区": (Level.GRID, "和平社区居委会"),
    "北区1栋": (Level.BUILDING, "和平北区"),
    "五一街社区居委会": (Level.COMMUNITY, "东湖街道"),
    "南门大院": (Level.GRID, "五一街社区居委会"),
    "敦根村委会": (Level.COMMUNITY, "东湖街道"),
    "第三村民小组": (Level.GRID, "敦根村委会"),
    "孟家沟村村民委员会": (Level.COMMUNITY, "东湖街道"),
}
ALIASES = (
    ("和平社区居委会", "英雄路"),
    ("五一街社区居委会", "英雄路"),
    ("五一街社区居委会", "五一街"),
    ("第二网格", "广场"),
    ("南门大院", "老院"),
    ("老院", "老粮站"),
    ("北区1栋", "英雄路30号"),
    ("3号楼", "红楼"),
)
IDS = {name: id_ for id_, name in enumerate(TREE, 1)}


def path_of(name: str) -> str:
    above = TREE[name][1]
    return f"{path_of(above) if above else '/'}{IDS[name]}/"


def community_of(name: str) -> int | None:
    level, above = TREE[name]
    return IDS[name] if level is Level.COMMUNITY else community_of(above) if above else None


def said(unit: str, name: str) -> PlaceName:
    return PlaceName(IDS[unit], path_of(unit), community_of(unit), TREE[unit][0], name)


LAKE = tuple(said(name, name) for name in TREE) + tuple(said(unit, name) for unit, name in ALIASES)


def living(name: str) -> Home:
    return Home.at(IDS[name], path_of(name), community_of(name))
