"""What a draft still needs, and what is likely the same matter: pure functions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.intake.doors import name_and_door
from handlers.intake.records import REQUEST, WISH, Draft
from handlers.kit.bigrams import tokens
from handlers.kit.turns import is_spoken

FRESH = timedelta(minutes=10)
MOST_ALIKE = 3
ALIKE = 0.45  # below that two texts of one category are most often two matters
SAME_PLACE, SAME_GRID = 0.3, 0.15

# Words of any complaint: that two have them in common says nothing.
_COMMON = tokens("咨询 问题 反映 关于 希望 请问 什么 怎么 为何 为什 我们 我家 小区 社区 领导 情况 解决 没人 好几 几天")
_FOR_OTHERS = re.compile(
    r"隔壁|邻居|大爷|大妈|大娘|大伯|奶奶|爷爷|婆婆|替[他她王李张刘陈杨赵孙周吴郑老人邻]|代[他她老邻]|帮[他她].{0,6}(?:问|提|反映|报)|"
    r"没有?手机|不会用手机|老人家|独居|五保|孤寡"
)
_KIN = "大爷|大妈|大娘|大伯|大叔|奶奶|爷爷|婆婆|阿姨|叔叔|老人|邻居|老太|[他她]"
_SPEAKS_FOR = re.compile(
    rf"[帮替代给](?:着|我)?(?!我|自己).{{0,6}}?(?:{_KIN}|隔壁|楼上|楼下|对门).{{0,8}}?"
    r"(?:说[一个]?[声下]|提[一个]?[个下件]|报[一个]?[下声修]|反映|问[一个]?[下声问]|申请|登记|许个?愿|捎个?话|带个?话)|"
    rf"(?:{_KIN})家?里?(?:没有?|不会用|不会使|没得)(?:智能)?手机|代(?:别人|邻居|老人|他|她)"
)
_NUMBERED = re.compile(r"\d|[〇零一二三四五六七八九十百]+\s*(?:号|栋|幢|单元|楼|室|层|户|组|队|排|区)")
_DOORLIKE = re.compile(r"号|栋|幢|单元|楼|室|层|户|组|\d\s*[-#]\s*\d")
_NO_NAME = re.compile(r"[了的坏没有要想来不请修停漏堵吵灯水电路楼梯门]|小区|社区")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a matter is compared by: its words, masked, and the ids of the units under the community where it is."""

    text: str
    place: tuple[str, ...]


def next_question(draft: Draft, *, has_home: bool) -> str:
    """What must still be asked before the draft can be shown; empty: nothing. One question at a time."""
    if "whose" not in draft.chosen and (draft.forwarded or (not draft.name and speaks_for(draft.what))):
        return "whose"
    if not draft.what:
        return "what"
    if not draft.flow:
        return "flow"
    if draft.name and not draft.door:
        return "door"
    if draft.flow != REQUEST:
        return "kind" if is_spoken(draft.what) and "kind" not in draft.chosen else ""
    if not draft.category:
        return "category"
    nowhere = draft.unit_id is None and not draft.name and not has_home
    return "place" if nowhere or (draft.options and "place" not in draft.chosen) else ""


def is_homeless(draft: Draft, *, has_home: bool) -> bool:
    """A wish for oneself belongs to the community where one lives: until that is known it can't be posted."""
    return draft.flow == WISH and not draft.name and not has_home


def is_fresh(said_at: str, now: datetime) -> bool:
    """Whether a draft was spoken of so lately that new words belong to it."""
    return bool(said_at) and now - datetime.fromisoformat(said_at) <= FRESH


def smells_of_another(text: str) -> bool:
    """隔壁王大爷没手机: perhaps it is told for somebody else."""
    return bool(_FOR_OTHERS.search(text))


def speaks_for(text: str) -> bool:
    """帮隔壁陈大爷说一声，他没手机: plainly told for somebody else, so that it must be asked whose it is."""
    return bool(_SPEAKS_FOR.search(text))


def has_number(door: str) -> bool:
    """A door is one only with a number: 3号楼2单元501, 三单元."""
    return bool(_NUMBERED.search(door))


def is_person_line(text: str) -> bool:
    """王桂兰 3号楼2单元501 and nothing else: a neighbour's name and door; 路灯坏了 3号楼 is not."""
    parts = name_and_door(text)
    if parts is None or "\n" in text.strip():
        return False
    name, door = parts
    doorlike = bool(_DOORLIKE.search(door)) and has_number(door) and len(door) <= 20
    return len(name) <= 4 and doorlike and not _NO_NAME.search(name)


def likeness(one: Sketch, other: Sketch) -> float:
    """How likely two texts of one category tell the same matter, 0 to 1.3; nothing in common is 0 wherever it is."""
    mine, theirs = tokens(one.text) - _COMMON, tokens(other.text) - _COMMON
    shared = len(mine & theirs)
    if not shared:
        return 0.0
    return shared / min(len(mine), len(theirs)) + _nearness(one.place, other.place)


def most_alike(own: Sketch, others: Iterable[tuple[int, Sketch]]) -> tuple[int, ...]:
    """The ids of those that may well be the same, the likeliest first, at most three."""
    scored = [(likeness(own, other), id_) for id_, other in others]
    good = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1]))
    return tuple(id_ for _, id_ in good[:MOST_ALIKE])


def _nearness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """The same place, or the same grid, the first unit under a community; else nothing."""
    if one and one == other:
        return SAME_PLACE
    return SAME_GRID if one[:1] == other[:1] else 0.0
