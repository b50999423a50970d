"""What a text is about and how much it hurries: pure, the same every time, well under a millisecond."""

import math
import re
from collections.abc import Mapping

from handlers.routing.categories import CATEGORIES, GROUPS, OTHER, category, in_group
from handlers.routing.leaders import against_leaders, half_against
from handlers.routing.lexicon import weigh
from handlers.routing.patterns import finder
from handlers.routing.records import Guess, Urgency
from handlers.routing.wanting import FOR_ANOTHER

__all__ = ["against_leaders", "first_call", "guess_category", "guess_urgency", "in_danger", "rank"]

CONDUCT = "conduct"  # 办事作风: goes past those whom it is about
CANDIDATES = 5
SEEN = 4  # of which so many are shown at once
SHARE = 0.8  # what is said of the whole group speaks for each leaf that is named at all
LOW = 5.0  # points, by the length of the text, below which nothing was really said
CLOSE = 0.7  # the best of another group with so much of the first's points: better ask
SAME = 0.99  # and of another leaf of the same group, where little is lost by a slip

_GROUP_OF = {one.key: one.group for one in CATEGORIES}
_LEAVES = {group.key: tuple(one.key for one in in_group(group.key)) for group in GROUPS}


def guess_category(text: str) -> Guess:
    ranked = rank(text)
    keys = tuple(key for key, _ in ranked[:CANDIDATES])
    if against_leaders(text):
        return Guess((CONDUCT, *(key for key in keys if key != CONDUCT))[:CANDIDATES], sure=True)
    sure = bool(ranked) and _sure(ranked, len(text))
    return Guess(keys if sure or not half_against(text) else _with_conduct(keys), sure) if keys else _nothing(text)


def _nothing(text: str) -> Guess:
    return Guess((OTHER, CONDUCT) if half_against(text) else (OTHER,), sure=False)


def _with_conduct(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Where it may be about an official, that is among what is shown to choose from."""
    if CONDUCT in keys[:SEEN]:
        return keys
    rest = [key for key in keys if key != CONDUCT]
    return (*rest[: SEEN - 1], CONDUCT, *rest[SEEN - 1 :])[:CANDIDATES]


def rank(text: str) -> list[tuple[str, float]]:
    """Leaves with their points, best first; equal ones in the order of the tree."""
    points = weigh(FOR_ANOTHER.sub("替人", text))
    scored = [pair for group in GROUPS for pair in _in_group(group.key, points)]
    return sorted(scored, key=lambda pair: -pair[1])


def _in_group(group: str, points: Mapping[str, float]) -> list[tuple[str, float]]:
    """The leaves that are named; all of them, none before another, where only the group is."""
    own = {key: points[key] for key in _LEAVES[group] if key in points}
    total = SHARE * (points.get(group, 0.0) + sum(own.values()))
    return [(key, own.get(key, 0.0) + total) for key in own or _LEAVES[group] if total]


def _sure(ranked: list[tuple[str, float]], length: int) -> bool:
    best, points = ranked[0]
    if points < LOW * (1 + math.log2(1 + length / 50)):
        return False
    return all(score < points * (SAME if _GROUP_OF[key] == _GROUP_OF[best] else CLOSE) for key, score in ranked[1:])


# Danger to life, now. A word of fear, of the past or of what might come takes it back.
_DANGER = finder(
    "着火 起火 失火 冒烟 发生火灾 烧起来 漏电 触电 电到人 煤气味 燃气味 漏煤气 煤气泄漏 燃气泄漏 煤气中毒 爆炸 被困 "
    "困在 困住 困人 坍塌 倒塌 塌方 [墙房楼顶棚桥路坡井].{0,3}塌 垮塌 山体滑坡 爆管 落水 溺水 掉进 晕倒 昏倒 "
    "没有?呼吸 叫不醒 轻生 跳楼 自杀 割腕 持刀 动刀 砍人 打起来了 火警 走丢 走失了 "
    "电梯里?.{0,6}(?:关|卡|困)(?:了|着|住|进).{0,3}人 [关卡]在(?:电梯|里面|里头) (?<![发床子鼻架])塌了 楼要塌 房要塌 "
    "动手打 正在打(?:人|我|架) 救命(?![钱药恩稻]) 不想活 喝了?农药 晕过去 昏迷不醒 吐血 喘不[上过]气 心脏病犯 "
    "摔倒.{0,4}(?:起不来|不动|流血) 快淹 淹死 抽搐 突然中风 救火 煤气漏 电着人 拿着?刀(?:砍|捅|要)"
)
_NOT_NOW = finder(
    "隐患 容易 担心 担忧 怕 可能 曾经? 去年 前年 以前 上次 以往 防止 避免 (?<!消)防 万一 如果 会不会 会引 随时 一旦 "
    "造成过 导致 \\d年 经常 演练 宣传 知识 保险 鉴定 事故处理 [倒火困电]过"
)
_OUT = finder(
    "停水 没水 断水 没有水 停电 没电 断电 没有电 跳闸 停气 没气 断气 没有气 不热 停暖 没暖气 暖气片?冰?凉 冰凉 "
    "水管爆 水管裂 漏水 来水 来电 水压(?:低|小)"
)
_SLOW = finder("开通 开户 安装 铺设 接入 改造 收费 价 贵 费 规划 申请 为何 为什么.{0,6}(?:高|没有通) 何时能?通")
_TODAY = finder(
    "电梯.{0,8}(?:坏|停|不动|不能用|故障) 倒灌 返水 冒粪 污水.{0,6}(?:溢|流进|漫) "
    "井盖.{0,6}(?:丢|没|不见|坏|破|缺|掉|塌) 电线.{0,6}(?:断|掉|垂) 树.{0,4}倒了 积水.{0,8}(?:过不去|进屋|很深)"
)
_EARLY = 80  # who is in danger says so at once
_BEFORE, _AFTER = 12, 8


def guess_urgency(text: str, category_key: str) -> Urgency:
    """A first level from the words and the category; people may change it."""
    if in_danger(text):
        return Urgency.URGENT
    usual = category(category_key).urgency
    if usual is Urgency.DAY:
        return Urgency.WEEK if _SLOW.search(text) and not _OUT.search(text) else Urgency.DAY
    return Urgency.DAY if _TODAY.search(text) else usual


def in_danger(text: str) -> bool:
    """Somebody needs help this minute: said at once, and not feared, remembered or imagined."""
    text = text[:_EARLY]
    return any(not _NOT_NOW.search(_around(text, found)) for found in _DANGER.finditer(text))


def first_call(text: str) -> str:
    """Whom somebody in danger calls first: 119 where it burns or holds people fast, 120 for a body, 110 for people.

    A body hurt goes before a quarrel, and a fire before both; empty where nobody is in danger.
    """
    if not in_danger(text):
        return ""
    said = text[:_EARLY]
    return next((number for number, kind in _CALLS.items() if kind.search(said)), "110")


# In this order: what is named first in a text may be the lesser.
_CALLS: Mapping[str, re.Pattern[str]] = {
    "119": finder(
        "着火 起火 失火 冒烟 火灾 烧起来 火警 救火 煤气(?!中毒) 燃气 爆炸 被困 困在 困住 困人 塌 电梯 落水 溺水 掉进 "
        "淹 爆管 山体滑坡"
    ),
    "120": finder("触电 电到人 电着人 漏电 中毒 晕 昏 呼吸 叫不醒 农药 吐血 喘不 心脏 摔倒 抽搐 中风 割腕"),
}


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - _BEFORE) : found.end() + _AFTER]
