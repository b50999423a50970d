"""The names of a street's places, ready to be found in a text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import TypeAlias

from handlers.routing.place_records import PlaceName
from handlers.units.records import Level, friendly
from handlers.units.spoken import normal

Key: TypeAlias = tuple[str, str]

NO = r"(?:(?:[a-z]-?)?\d{1,3}[a-z]?|[a-z甲乙丙丁])"
BUILDING = "楼"
# What is numbered, and the words that say so after the number.
COUNTED: Mapping[str, str] = {
    BUILDING: "号(?:住宅|居民|宿舍|家属)?楼|号栋|号塔楼|#楼?|栋楼?|幢楼?|座",
    "网格": "号?网格",
    "微网格": "号?微网格",
    "组": "号?(?:村民|居民)?小?组",
}
# A unit may be called 7楼 or 7号; in a text these are a floor and a day.
_OF_UNITS = {**COUNTED, BUILDING: f"{COUNTED[BUILDING]}|楼|号"}
_NAMED = {kind: re.compile(f"(.*?)第?({NO})(?:{words})") for kind, words in _OF_UNITS.items()}
_OFFICE = re.compile("(.{2,}?)(?:社区|街道|小区|[村镇乡])?(?:居民委员会|村民委员会|居委会|村委会)?")
_FEWEST, _CLEAR = 2, 4


@dataclass(frozen=True, slots=True)
class _Forms:
    """What a name is found by: whole, short (where the words around it say so), or a number within an estate."""

    whole: tuple[str, ...] = ()
    short: str = ""
    key: Key | None = None
    within: str = ""


@dataclass
class Gazetteer:
    """Units by the whole and short forms of their names and by their numbers; `members` are an estate's buildings
    whose names begin with the estate's."""

    whole: dict[str, list[PlaceName]] = field(default_factory=dict)
    short: dict[str, list[PlaceName]] = field(default_factory=dict)
    numbered: dict[Key, list[PlaceName]] = field(default_factory=dict)
    members: dict[str, list[PlaceName]] = field(default_factory=dict)
    by_path: dict[str, PlaceName] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[PlaceName]) -> "Gazetteer":
        """Cities and counties are no answer to the question where."""
        found = cls()
        for name in names:
            if name.level not in (Level.CITY, Level.COUNTY):
                found._enter(name, _forms(name.name, name.level))
        for estate, members in found.members.items():
            forms = found.whole if len(estate) > _FEWEST else found.short
            forms.setdefault(estate, found._around(members))
        return found

    def has_numbers(self, community_id: int | None) -> bool:
        """Whether the buildings of a community are known by number at all."""
        every = (names for (kind, _), names in self.numbered.items() if kind == BUILDING)
        return any(name.community_id == community_id for names in every for name in names)

    def above(self, path: str) -> Iterator[PlaceName]:
        """The known units on the way up from a path, itself first."""
        while len(path) > 1:
            if path in self.by_path:
                yield self.by_path[path]
            path = path[: path.rindex("/", 0, -1) + 1]

    def _enter(self, name: PlaceName, forms: _Forms) -> None:
        self.by_path.setdefault(name.unit_path, name)
        for form in forms.whole:
            self.whole.setdefault(form, []).append(name)
        if forms.short:
            self.short.setdefault(forms.short, []).append(name)
        if forms.key:
            self.numbered.setdefault(forms.key, []).append(name)
        if forms.within:
            self.members.setdefault(forms.within, []).append(name)

    def _around(self, members: Sequence[PlaceName]) -> list[PlaceName]:
        """The unit that stands for an estate no unit is named after: the lowest that has all of its buildings."""
        above = next(self.above(shared(*(name.unit_path for name in members))), None)
        return [above] if above and above.community_id else list(members)


def key_of(kind: str, number: str) -> Key:
    """A-03 and a3 are the same number."""
    return kind, re.sub(r"0*(\d+)", r"\1", number.replace("-", ""))


def inside(names: Iterable[PlaceName], around: Iterable[PlaceName]) -> list[PlaceName]:
    """Those names whose units are, or stand in, one of the units around."""
    paths = tuple(name.unit_path for name in around)
    return [name for name in names if name.unit_path.startswith(paths)]


def shared(*paths: str) -> str:
    """The way from the root that paths have in common: /1/2/3/ and /1/2/34/ have /1/2/."""
    columns = zip(*(path.rstrip("/").split("/") for path in paths), strict=False)
    steps = takewhile(lambda step: len(set(step)) == 1, columns)
    return "".join(f"{step[0]}/" for step in steps)


@lru_cache(maxsize=20_000)
def _forms(name: str, level: Level) -> _Forms:
    form = normal(name)
    for kind, pattern in _NAMED.items():
        parts = pattern.fullmatch(form)
        # 英雄路30号 is a place by itself, not the thirtieth building of a road
        if parts and not (parts[1] and form.endswith("号")):
            within = parts[1] if len(parts[1]) >= _FEWEST else ""
            floor = (form,) if re.fullmatch(r"\d+楼", form) else ()
            return _Forms(floor, "", key_of(kind, parts[2]), within)
    return _worded(form, level)


def _worded(form: str, level: Level) -> _Forms:
    whole, short, office = [form, friendly(form)], "", _OFFICE.fullmatch(form)
    if office and office[1] != form and (level in (Level.STREET, Level.COMMUNITY) or form.endswith("小区")):
        short = office[1]
    if short and form.endswith(("村委会", "村民委员会")):
        whole.append(f"{short}村")
    clear = len(short) >= _CLEAR and level not in (Level.STREET, Level.COMMUNITY)
    fit = (one for one in dict.fromkeys([*whole, *[short] * clear]) if len(one) >= _FEWEST)
    return _Forms(tuple(one for one in fit if clear or one != short), short)
