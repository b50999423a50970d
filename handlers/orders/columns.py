"""Which column holds what: guessed from the headings, remembered by their signature."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from handlers.orders.records import PAST, REQUIRED, REQUIRED_PAST, Columns, Field

# How other desks head their columns; within a field the better word first.
_WORDS: tuple[tuple[Field, str], ...] = (
    (Field.NO, "工单编号 工单号 工单流水号 受理编号 业务编号 诉求编号 事项编号 案件编号 任务号 流水号 单号 编号"),
    (Field.CONTACTED, "首次联系时间 首联时间 首次响应时间 响应时间 联系时间 首次联系"),
    (Field.SETTLED, "实际办结时间 办结时间 办结日期 完成时间 完结时间 结案时间 归档时间"),
    (Field.DUE, "办理时限 办结时限 处理时限 反馈时限 截止时间 截止日期 要求办结时间 到期时间 时限 期限"),
    (Field.AT, "派单时间 派发时间 派件时间 转办时间 交办时间 受理时间 登记时间 来电时间 创建时间 派单日期 日期"),
    (Field.GRANTED, "是否解决 解决情况 是否已解决 问题是否解决 解决结果"),
    (Field.SATISFIED, "满意度 是否满意 满意情况 满意程度 满意"),
    (Field.ANSWER, "办理结果 处理结果 办理情况 处理情况 答复内容 回复内容 反馈内容 办结意见 处理意见 答复 回复"),
    (Field.WHAT, "诉求内容 工单内容 来电内容 反映内容 问题描述 问题内容 主要内容 诉求描述 事项内容 反映问题 内容 描述"),
    (Field.TITLE, "诉求标题 工单标题 事项标题 标题 主题 摘要"),
    (Field.PHONE, "联系电话 来电号码 联系方式 手机号 手机 电话 号码"),
    (Field.ADDRESS, "事发地址 事发地点 事发地 诉求地址 问题地址 发生地址 详细地址 地址 地点 位置"),
    (Field.ASKER, "来电人姓名 诉求人姓名 来电人 诉求人 反映人 投诉人 联系人 市民姓名 姓名"),
    (Field.HANDLER, "承办人 办理人 处理人 经办人 责任人 承办单位 办理单位 责任单位"),
    (Field.CATEGORY, "诉求分类 问题分类 事项分类 诉求类别 问题类别 问题类型 诉求类型 分类 类别"),
)
_NOT = {"序号", "备注", "附件"}


def plain(text: str) -> str:
    """Full-width signs made plain, needless spaces taken out: for what is compared, not for what is read."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def guess_columns(headers: Sequence[str]) -> Columns:
    """The columns that can be told by their headings: equal ones first, then those that only contain the word."""
    names = [_bare(header) for header in headers]
    found: dict[Field, int] = {}
    for whole in (True, False):
        for key, words in _WORDS:
            place = next(_places(names, words.split(), set(found.values()), whole=whole), None)
            if key not in found and place is not None:
                found[key] = place
    return found


def missing(columns: Columns, *, past: bool = False) -> tuple[Field, ...]:
    """What must be chosen before anything can be read."""
    return tuple(key for key in (REQUIRED_PAST if past else REQUIRED) if key not in columns)


def wanted(*, past: bool = False) -> tuple[Field, ...]:
    """The fields that an import of this kind reads."""
    return tuple(key for key in Field if past or key not in PAST)


def unguessed(columns: Columns, headers: Sequence[str], *, past: bool = False) -> tuple[Field, ...]:
    """What is worth asking about: fields without a column, while there are columns without a field."""
    free = set(range(len(headers))) - set(columns.values()) - {n for n, name in enumerate(headers) if name in _NOT}
    return tuple(key for key in wanted(past=past) if key not in columns) if free else ()


def sound(columns: Columns, headers: Sequence[str]) -> bool:
    """Every column exists, and none is taken for two things."""
    places = list(columns.values())
    return all(0 <= place < len(headers) for place in places) and len(set(places)) == len(places)


def signature(headers: Sequence[str]) -> str:
    """The same for every sheet with these headings in this order."""
    return hashlib.sha256("\x1f".join(_bare(header) for header in headers).encode()).hexdigest()[:32]


def _places(names: Sequence[str], words: Sequence[str], taken: set[int], *, whole: bool) -> Iterator[int]:
    for word in words:
        for place, name in enumerate(names):
            fits = name == word if whole else word in name
            if fits and place not in taken and name not in _NOT:
                yield place


def _bare(header: str) -> str:
    return re.sub(r"\(.*?\)|[\s*:：_-]", "", plain(header))
