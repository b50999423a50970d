"""Which pieces of a text name a place. Where two lie over each other the longer one counts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handlers.routing.place_names import BUILDING, COUNTED, NO, Gazetteer, Key, key_of
from handlers.routing.place_records import PlaceName
from handlers.units.records import Level
from handlers.units.spoken import NUMERALS, Plain

_JOINED = "[、/和与及到至~-]"
_NUMBERS = {
    kind: re.compile(rf"(?<![\d.:a-z])第?({NO}(?:{_JOINED}第?{NO}){{0,8}})({words})") for kind, words in COUNTED.items()
}
# 3-2-501 is how people write 3号楼2单元501; the door stays out of what was said.
_DOOR = re.compile(r"(?<![\d.:a-z-])([a-z]?\d{1,2})-[1-9](?=-\d{3,4}(?![\d-]))")
# Things are counted with the same words: 那3栋, 有5栋, 3栋危房, 2座桥.
_COUNTS = re.compile(r"(?:[这那有共几盖建]|[盖建]了|其中|其他|另外)\d+(?:栋|幢|座)楼?(?!的?\d)")
_THINGS = re.compile("楼房|房|危|别墅|厂|小楼|老楼|高楼|高层|桥|山|塔|庙|坟|公厕|厕所|旱厕|凉亭|仓库|垃圾")
_DOOR_NEXT = re.compile(r"楼?的?\d")
_DECOYS = re.compile(r"[养敬托安]老院|广场舞|\d+月\d+[号日]")
_OWN = re.compile("(?:我们|咱们|俺们|咱|俺|本)(小区|社区|村子?|网格|(?<!本)大?院子?(?![长校]))")
_OWN_LEVELS = {"社区": Level.COMMUNITY, "村": Level.COMMUNITY, "村子": Level.COMMUNITY}
_PART = "社区|居委会|村委会|街道|小区|村"
_NEAR = "这边|那边|这里|那里|这儿|那儿|附近|门口|旁边|对面|周边|一带"
_SAYS_AFTER = re.compile(rf"({_PART})|{_NEAR}|的?第?{NO}(?:号楼|#|栋|幢|座|号?微?网格|号?(?:村民|居民)?小?组)")
_SAYS_BEFORE = re.compile("(?:住|住在|家在|来自|搬到)$")
# Before a name of two signs; after any other the two may be the end of a longer name (人民|广场).
_LOOSE = frozenset(
    "在到去从往住我们咱俺你他她它这那和与跟及把给对向朝离过经由于里外边旁前后面口上下有叫说看是的了小大区格组村镇街道路楼院号栋"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A piece of the text with the units it may mean (and an estate's members), the numbers it says,
    or the level of the asker's own place; with none of them it only keeps others from being read into it."""

    start: int
    end: int
    names: tuple[PlaceName, ...] = ()
    members: tuple[PlaceName, ...] = ()
    keys: tuple[Key, ...] = ()
    own: Level | None = None


def mentions(heard: Plain, known: Gazetteer) -> list[Mention]:
    """In the order of the text."""
    named = [*_whole(heard.text, known), *_short(heard.text, known)]
    ends = {one.end for one in named}
    every = [*named, *_numbers(heard, known, ends), *_doors(heard.text, known), *_own(heard.text)]
    every += [Mention(*decoy.span()) for pattern in (_COUNTS, _DECOYS) for decoy in pattern.finditer(heard.text)]
    taken: list[Mention] = []
    for one in sorted(every, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in taken):
            taken.append(one)
    return sorted((one for one in taken if one.names or one.keys or one.own), key=lambda one: one.start)


def _whole(text: str, known: Gazetteer) -> Iterator[Mention]:
    for form, names in known.whole.items():
        for start in _starts(text, form):
            if len(form) > 2 or _stands_alone(text, start):
                yield Mention(start, start + len(form), tuple(names), tuple(known.members.get(form, ())))


def _short(text: str, known: Gazetteer) -> Iterator[Mention]:
    """演武 means the place in 演武3号楼 and 演武那边; 和平 in 和平解决 does not."""
    for form, names in known.short.items():
        for start in _starts(text, form):
            end = start + len(form)
            after = _SAYS_AFTER.match(text, end)
            if after or text == form or _SAYS_BEFORE.search(text, 0, start):
                more = len(after[1] or "") if after else 0
                yield Mention(start, end + more, tuple(names), tuple(known.members.get(form, ())))


def _starts(text: str, form: str) -> Iterator[int]:
    """Where a form stands; not in the middle of a number."""
    at = text.find(form)
    while at >= 0:
        edges = text[at - 1 : at] + form[0], form[-1] + text[at + len(form) :][:1]
        if not any(len(edge) == 2 and edge.isdigit() for edge in edges):
            yield at
        at = text.find(form, at + 1)


def _stands_alone(text: str, start: int) -> bool:
    before = text[start - 1 : start]
    return not before or before in _LOOSE or not before.isalpha()


def _numbers(heard: Plain, known: Gazetteer, ends: Iterable[int]) -> Iterator[Mention]:
    kinds = {kind for kind, _ in known.numbered} | {BUILDING}
    for kind in kinds:
        for found in _NUMBERS[kind].finditer(heard.text):
            if kind != BUILDING or found.start() in ends or _is_building(heard, found):
                numbers = re.split(_JOINED + "第?", re.sub("([a-z])-", r"\1", found[1]))
                yield Mention(*found.span(), keys=tuple(key_of(kind, number) for number in numbers))


def _is_building(heard: Plain, found: re.Match[str]) -> bool:
    """Whether it names a building rather than counts something; 一栋 is one of them where a door follows."""
    if found[2][0] not in "栋幢座":
        return True
    if _THINGS.match(heard.text, found.start(2) + 1):
        return False
    typed = heard.said(*found.span(1))
    counted = typed == "一" or (found[2] == "座" and set(typed) <= set(NUMERALS))
    return not counted or bool(_DOOR_NEXT.match(heard.text, found.end()))


def _doors(text: str, known: Gazetteer) -> Iterator[Mention]:
    for found in _DOOR.finditer(text):
        key = key_of(BUILDING, found[1])
        if key in known.numbered:
            yield Mention(*found.span(), keys=(key,))


def _own(text: str) -> Iterator[Mention]:
    for found in _OWN.finditer(text):
        yield Mention(*found.span(), own=_OWN_LEVELS.get(found[1], Level.GRID))
