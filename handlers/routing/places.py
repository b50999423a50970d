"""Which place a text or a sent location is about, and whose seat gets it first. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt

from handlers.kit.roles import Role
from handlers.routing.place_mentions import Mention, mentions
from handlers.routing.place_names import BUILDING, Gazetteer, Key, inside, shared
from handlers.routing.place_records import MOST_OPTIONS, Found, Home, PlaceName, Point, SeatHere
from handlers.units.records import Level
from handlers.units.spoken import Plain, plain

_AT_HOME = re.compile("(?:我们|咱们|咱|俺们?|我)(?:家里?|楼|单元)|家里|本楼")
# 我住3号楼 tells who speaks: it counts only where no other place is named.
_OF_SELF = re.compile("(?:我|我们|俺|咱|本人|我家|家)(?:是|住|住在|在|家住|家在)?$")
_DENIED = re.compile("(?:不是|不在|而非|除了|并非)$")
_EARTH_M, _CLEARLY, _MILLIMETRE = 6_371_000, 1.5, 0.001


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The narrowest place of a phrase (演武小区3号楼) with the units it may be."""

    start: int
    end: int
    names: tuple[PlaceName, ...]


def find(text: str, names: Sequence[PlaceName], home: Home) -> Found:
    """What is named; where nothing is, the registered home. A number without an estate is one of the own community."""
    heard, known = plain(text), Gazetteer.of(names)
    reader = _Reader(heard, known, home)
    leaves = reader.read(mentions(heard, known))
    if leaves:
        return _chosen(leaves, heard, home)
    if reader.unknown:
        wider = (home.community_id, home.unit_id)
        return Found(None, tuple(dict.fromkeys(id_ for id_ in wider if id_)), heard.said(*reader.unknown))
    said = _AT_HOME.search(heard.text)
    return Found(home.unit_id, (), heard.said(*said.span()) if said else "")


@dataclass
class _Reader:
    """Goes through the mentions of a text; a place stays in force until another is named."""

    heard: Plain
    known: Gazetteer
    home: Home
    unknown: tuple[int, int] | None = None
    _leaves: list[_Leaf] = field(default_factory=list)
    _open: _Leaf | None = None
    _scope: tuple[Sequence[PlaceName], ...] = ()

    def read(self, said: Iterable[Mention]) -> list[_Leaf]:
        for mention in said:
            if not mention.keys:
                self._name(mention, self._own(mention.own) if mention.own else list(mention.names))
            elif mention.keys[0][0] == BUILDING:
                self._building(mention)
            else:
                self._name(mention, [name for key in mention.keys for name in self._numbered(key)])
        self._close()
        real = [leaf for leaf in self._leaves if not self._told(_DENIED, leaf)]
        return [leaf for leaf in real if not self._told(_OF_SELF, leaf)] or real

    def _name(self, mention: Mention, names: Sequence[PlaceName]) -> None:
        """A name beside another means a place in it, if there is one; elsewhere the nearest of that name."""
        if not names:
            return
        around = [name for scope in self._scope for name in scope]
        start, nested = self._phrase_start(mention), inside(names, around)
        meant = self._nearest(_widest(names))
        if nested and (self._is_beside(mention) or len(meant) > 1):
            meant = self._nearest(_widest(nested))
        if len(inside(meant, around)) == len(meant):
            self._open = None
        else:
            start = mention.start
        self._close()
        self._open = _Leaf(start, mention.end, tuple(meant))
        self._scope = (mention.members, meant)

    def _building(self, mention: Mention) -> None:
        start, beside = self._phrase_start(mention), self._is_beside(mention)
        hits = [self._within(key) for key in mention.keys]
        if any(hits):
            self._open = None
        elif beside:
            return  # 老院7号楼 with no such building: the estate is what is known
        else:
            self._close()
            start, hits = mention.start, [self._nearest(self._here(key)) for key in mention.keys]
        self._leaves += [_Leaf(start, mention.end, tuple(found)) for found in hits if found]
        if not all(hits) and self.known.has_numbers(self.home.community_id):
            self.unknown = (mention.start, mention.end)

    def _within(self, key: Key) -> list[PlaceName]:
        """The units of a number in the place that is in force."""
        numbered = self.known.numbered.get(key, ())
        hits = (inside(numbered, around) for around in self._scope)
        return self._nearest(next((found for found in hits if found), []))

    def _here(self, key: Key) -> list[PlaceName]:
        """The units of a number in the asker's community."""
        here = self.home.community_id
        return [name for name in self.known.numbered.get(key, ()) if here in (None, name.community_id)]

    def _numbered(self, key: Key) -> list[PlaceName]:
        """The grids or groups of a number: of the place in force, of the asker's community."""
        around = [name for scope in self._scope for name in scope]
        return inside(self.known.numbered.get(key, ()), around) or self._here(key)

    def _own(self, level: Level) -> list[PlaceName]:
        """The asker's estate (or community); the registered home where it stands in none."""
        above = list(self.known.above(self.home.unit_path))
        return [name for name in above if name.level is level][:1] or above[:1]

    def _nearest(self, names: Sequence[PlaceName]) -> list[PlaceName]:
        """Of places of one name: the one where the asker lives, or those of the own community, or all."""
        mine = [name for name in names if self.home.unit_path.startswith(name.unit_path)]
        here = [name for name in names if name.community_id and name.community_id == self.home.community_id]
        return sorted(mine, key=lambda name: len(name.unit_path))[-1:] or here or list(names)

    def _phrase_start(self, mention: Mention) -> int:
        return self._open.start if self._open and self._is_beside(mention) else mention.start

    def _is_beside(self, mention: Mention) -> bool:
        """Whether a mention goes on with the phrase before it: 演武小区3号楼, 演武小区的3号楼."""
        return self._open is not None and self.heard.text[self._open.end : mention.start] in ("", "的")

    def _close(self) -> None:
        """What no narrower name has followed is a place of its own; a street is too wide to be one."""
        if self._open and all(name.level is not Level.STREET for name in self._open.names):
            self._leaves.append(self._open)
        self._open = None

    def _told(self, how: re.Pattern[str], leaf: _Leaf) -> bool:
        return bool(how.search(self.heard.text, 0, leaf.start))


def _widest(names: Sequence[PlaceName]) -> list[PlaceName]:
    """Without those that stand inside another of them, and without repeats."""
    paths = {name.unit_path: name for name in names}
    return [
        name for path, name in paths.items() if not any(path != other and path.startswith(other) for other in paths)
    ]


def _chosen(leaves: Sequence[_Leaf], heard: Plain, home: Home) -> Found:
    """Sure where all that was said lies on one line down to one unit."""
    units = {name.unit_path: name.unit_id for leaf in leaves for name in leaf.names}
    deepest = max(units, key=len)
    said = next(leaf for leaf in leaves if deepest in {name.unit_path for name in leaf.names})
    if all(deepest.startswith(path) for path in units):
        return Found(units[deepest], (), heard.said(said.start, said.end))
    order = sorted(units, key=lambda path: -len(shared(path, home.unit_path))) if len(leaves) == 1 else list(units)
    return Found(None, tuple(units[path] for path in order)[:MOST_OPTIONS], heard.said(leaves[0].start, leaves[0].end))


def nearest(points: Iterable[Point], lat: float, lon: float, limit_m: float = 1_500) -> Found:
    """The place of a location in degrees of WGS-84, as the points are: sure where the next community is
    clearly farther off, else the nearest place of each community around."""
    measured = [(_metres(point, lat, lon), point.unit_id, point.community_id) for point in points]
    ranked = sorted((metres, unit_id, community) for metres, unit_id, community in measured if community)
    if not ranked or ranked[0][0] > limit_m:
        return Found()
    reach = max(ranked[0][0], _CLEARLY * ranked[0][0] - _MILLIMETRE)
    best: dict[int, int] = {}
    for metres, unit_id, community in ranked:
        if metres <= reach:
            best.setdefault(community, unit_id)
    options = tuple(best.values())
    return Found(options[0]) if len(options) == 1 else Found(None, options[:MOST_OPTIONS])


def _metres(point: Point, lat: float, lon: float) -> float:
    """The way along the earth (haversine)."""
    up, along = radians(lat), radians(point.lat / 1e6)
    apart = sin((along - up) / 2) ** 2 + cos(up) * cos(along) * sin(radians(point.lon / 1e6 - lon) / 2) ** 2
    return 2 * _EARTH_M * asin(sqrt(min(1.0, apart)))


def first_seat(roles: Sequence[Role], seats: Iterable[SeatHere], unit_path: str) -> int | None:
    """The filled seat that gets a case: by the order of the roles, then the nearest one that covers the place."""
    covering = sorted(_covering(seats, unit_path), key=lambda seat: (-len(seat.unit_path), seat.seat_id))
    return next((seat.seat_id for role in roles for seat in covering if seat.role is role), None)


def _covering(seats: Iterable[SeatHere], unit_path: str) -> Iterator[SeatHere]:
    return (seat for seat in seats if seat.filled and unit_path.startswith(seat.unit_path))
