"""Messages that somebody passes on: who wrote them first, and what. Pure."""

import re
from collections.abc import Iterable

UNKNOWN = "?"
SEVERAL = ("两个人", "几个人")  # instead of a name, where more than one wrote
_HEADER = re.compile(
    r"^\s*(?:\[(?:链接|聊天记录|文件|转发)\].*|[-—\s]*(?:以下(?:为|是))?(?:微信)?(?:群聊|群)?的?聊天记录[-—:：\s]*)$",
    re.MULTILINE,
)
_DAY = r"(?:\d{4}[-/年])?(?:\d{1,2}[-/月]\d{1,2}日?|昨天|前天|今天|星期[一二三四五六日天])"
_TIME = rf"(?:{_DAY})?\s*(?:[上下中]午|凌晨|晚上|早上)?\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?"
# 张三 3月2日 09:12, as a chat writes it over each message that is copied from it.
_HEAD = re.compile(rf"^\s*(?P<who>\S.{{0,20}}?)\s+(?P<when>{_TIME})\s*$", re.MULTILINE)
_SAID = re.compile(r"^\s*(?P<who>[一-龥A-Za-z·]{2,6})\s*[:：]\s*(?P<words>.*)$")
_ADDRESS = re.compile(r"(?:书记|主任|主席|长|长官|经理|领导|网格员|师傅|同志|社区|街道|您好|你好|大家|们|老师|微愿)$")
_GREETS = re.compile(r"\s*(?:您好|你好|尊敬)")  # 张厅长: 您好 speaks to somebody, it does not quote him
_LABEL = re.compile(
    r"尊敬|姓名|电话|手机|地址|住址|门牌|标题|内容|时间|地点|问题|诉求|心愿|建议|反映|原因|备注|事由|类别|情况|编号|想要|"
    r"我家|我们|咱|家里|小区|楼|路|希望|比如|例如|请问|就是|注意|联系|[了的吗呢吧]$|坏|停|漏"
)
_LEAST = 2  # lines that all look alike are a chat; one alone may be anything


def unwrap(text: str) -> tuple[str, str] | None:
    """(who wrote it first, the words) of a pasted message; none where the text is the sender's own."""
    header = _HEADER.match(text)
    if header is None:
        return _with_times(text) or _with_colons(text)
    rest = text[header.end() :].strip()
    return (_with_times(rest) or _with_colons(rest) or (UNKNOWN, rest)) if rest else None


def _with_times(text: str) -> tuple[str, str] | None:
    heads = list(_HEAD.finditer(text))
    if not heads or text[: heads[0].start()].strip():
        return None
    ends = [*(head.start() for head in heads[1:]), len(text)]
    words = [text[head.end() : end].strip() for head, end in zip(heads, ends, strict=True)]
    said = "\n".join(word for word in words if word)
    return (_senders(head["who"] for head in heads), said) if said else None


def _with_colons(text: str) -> tuple[str, str] | None:
    lines = [line for line in text.splitlines() if line.strip()]
    found = [_SAID.match(line) for line in lines]
    named = [one for one in found if one and _is_person(one["who"])]
    if not named or not found[0] or not _is_person(found[0]["who"]) or _GREETS.match(found[0]["words"]):
        return None
    if len(lines) > 1 and found[0]["words"] and len(named) < _LEAST:
        return None  # a heading of one's own with more below it
    said = [one["words"] if one and _is_person(one["who"]) else line for one, line in zip(found, lines, strict=True)]
    words = "\n".join(line.strip() for line in said if line.strip())
    return (_senders(one["who"] for one in named), words) if words else None


def _is_person(who: str) -> bool:
    return len(who) >= 2 and not _ADDRESS.search(who) and not _LABEL.search(who)


def _senders(who: Iterable[str]) -> str:
    """Who wrote it: one by name, two or more by their number."""
    names = dict.fromkeys(one.strip("：: @") for one in who)
    return _sender(next(iter(names))) if len(names) == 1 else SEVERAL[len(names) > len(SEVERAL)]


def _sender(who: str) -> str:
    """A name as it may be looked up; a nickname of letters and signs is nobody's."""
    name = who.strip("：: @")
    return name if re.fullmatch(r"[一-龥·]{2,6}", name) else UNKNOWN
