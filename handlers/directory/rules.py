"""When a sentence is a question that the directory answers, and what an entry must look like: pure functions."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from handlers.directory.records import Draft, Entry
from handlers.kit.roles import Role
from handlers.people.records import Actor

LONGEST_QUESTION = 40
MOST_TITLE, MOST_ANSWER, MOST_WORDS, MOST_ENTRIES = 40, 300, 100, 60
EDITORS = (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY)
_MOST_FOUND, _CLOSE, _SPECIFIC = 3, 0.5, 3

_ASKS = re.compile(
    r"谁|哪|几点|几号|几时|多少|多久|什么时候|什么时间|啥时|带什么|要带|带啥|需要什么|要什么|准备什么|什么材料|什么手续"
    r"|怎么[办交弄开申预联去查领补换走找]|咋[办交弄开]|如何|电话|号码|联系方式|地址|时间|吗|么$|[?]"
)
# Somebody who wants a thing or a hand, or tells of something broken, is to be helped and not informed ...
_WANTS = re.compile(
    r"想要(?!办|问|知道|了解|查)|想请|想找(?!.{0,6}电话)|想有|陪我|替我|帮我(?!问|查)|帮忙(?!问|查)|送[我给到]|接我|希望|代办"
)
_TROUBLE = re.compile(
    r"坏|没人|谁家|不[亮通走动来热转响制]|漏|堵|吵|脏|臭|乱|裂|塌|断了|掉了|投诉|举报|反映|好几|[几三四五两]天了|[没不](?:修|管|清|扫|处理)"
    r"|老是|总是|一直|还不|不及时"
)
# ... unless they ask where to turn.
_WHERE_TO = re.compile(r"电话|号码|找谁|去哪|哪里|哪儿|什么时候|几点|联系")
# What carries no meaning of its own in a question; 办 is nearly all of it what offices do.
_NOISE = re.compile(
    r"请问|您好|你好|麻烦|打听|想问|问[一]?下|一下|知道|告诉|我们家|我们|咱们|你们|我家|咱家|我|咱|你|您|有没有|能不能|可不可以"
    r"|什么时候|什么时间|时间|啥时候|什么|哪里|哪儿|哪个|哪天|哪|谁|几点|几号|几时|多少钱|多少|多久|怎么样|怎么|咋|如何"
    r"|要带|需要|准备|带啥|要|带|材料|手续|电话号码|电话|号码|联系方式|联系|地址|可以|现在|今天|明天|(?:周|星期|礼拜)[一二三四五六日天末]|想|办理|办|打|给|去|找|来"
    r"|的|了|啊|呀|呢|吧|吗|么|嘛|是|在|有|能|到|\W|_"
)
_NO_WORDS = re.compile(r"[^\w]|_")

_PLACE = (
    r"(?:我们|咱们|我|咱|这|本)?(?:家|这)?(?:栋|个|座|片)?"
    r"(?:楼|小区|院子|院|网格|单元|片|这里|这儿|这边|这块)(?:里|上|儿)?"
)
_HEAD = r"(?:归|由|是|到底|现在|平时|该|应该|应)*"
_MANAGES = re.compile(
    rf"{_PLACE}{_HEAD}(?:谁|哪位|哪个|什么人)(?:来)?(?:管|负责)(?!管)"
    rf"|(?:谁|哪位|哪个|什么人)(?:在|来|是)?(?:管着|分管|管|负责)(?!管){_PLACE}"
    rf"|^(?:谁|哪位)(?:管|负责)(?:我们|咱们|我家|我|咱)(?:家|这)?(?:[啊呀呢的])?$"
    rf"|(?:办事|有事|有事情|有问题|遇事)?{_HEAD}找(?:谁|哪位|哪个)(?:[啊呀呢好])?$"
)
_OFFICER = r"(?:网格员|网格长|(?:支部|社区|村)?书记)"
_WHO_IS = re.compile(
    rf"{_OFFICER}(?:现在|的)*(?:是谁|是哪|谁|叫什么|叫啥|姓什么|姓啥|电话|手机|号码|联系|怎么联系|怎么找|在哪|哪位|是什么人)"
    rf"|(?:谁|哪位|哪个)(?:是|当)(?:我们|咱们|这里|这儿|我|咱|这)?(?:家|楼|小区|社区|网格|片|的)*{_OFFICER}"
    rf"|^(?:找|联系|我找|我要找)(?:一下)?{_OFFICER}$"
)
_PHONE = re.compile(r"\+?\d[\d -]{1,17}\d")


def plain(text: str) -> str:
    """One spelling for full and half width, small and capital letters, and no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def askable(text: str) -> bool:
    """Whether a sentence can be a question for the directory at all; letters and wishes never are."""
    said = plain(text)
    return 1 < len(said) <= LONGEST_QUESTION and not _WANTS.search(said)


def match(text: str, entries: Iterable[Entry]) -> Sequence[Entry]:
    """The entries that a question is about, best first; none where it is no question, or about something else."""
    said, found = plain(text), []
    if not askable(text):
        return []
    known = {entry: _pairs(_parts(entry.title)) | _pairs(plain(word) for word in entry.words) for entry in entries}
    common = Counter(pair for pairs in known.values() for pair in pairs)
    asks, parts = _is_question(said), _parts(said)
    for entry, pairs in known.items():
        if (asks and _about(parts, entry, pairs)) or _is_title(said, parts, entry, pairs):
            shared = sum(1 / common[pair] for pair in _pairs(parts) & pairs)
            named = sum(plain(word) in said for word in entry.words)
            found.append((shared + named + _titled(parts, entry), entry))
    found.sort(key=lambda one: -one[0])
    return [entry for score, entry in found[:_MOST_FOUND] if score >= _CLOSE * found[0][0]]


def asks_who(text: str) -> bool:
    """Whether somebody asks who looks after them: 谁管我们楼, 我们楼归谁管, 网格员是谁, 书记电话, 找谁."""
    said = _bare(text)
    if not askable(text):
        return False
    return bool(_WHO_IS.search(said)) or (bool(_MANAGES.search(said)) and not _TROUBLE.search(said))


def may_edit(actor: Actor, community_id: int) -> bool:
    """The secretaries of a community and of the branches in it keep its directory."""
    return any(seat.role in EDITORS and f"/{community_id}/" in seat.unit_path for seat in actor.seats)


def faults(draft: Draft, others: Iterable[Entry]) -> Mapping[str, str]:
    """What is wrong with an entry, a word a field; `others` are those that stand beside it."""
    found = {}
    if not draft.title or len(draft.title) > MOST_TITLE:
        found["title"] = "long" if draft.title else "empty"
    elif any(_bare(other.title) == _bare(draft.title) for other in others):
        found["title"] = "twice"
    if not draft.answer or len(draft.answer) > MOST_ANSWER:
        found["answer"] = "long" if draft.answer else "empty"
    if sum(map(len, draft.words)) > MOST_WORDS:
        found["words"] = "long"
    if draft.phone and not _PHONE.fullmatch(draft.phone):
        found["phone"] = "phone"
    return found


def split_words(text: str) -> tuple[str, ...]:
    """Words as people list them, with any mark or space between."""
    return tuple(dict.fromkeys(word for word in re.split(r"[\s、,，;；.。]+", text) if word))


def _is_question(said: str) -> bool:
    return bool(_ASKS.search(said)) and (not _TROUBLE.search(said) or bool(_WHERE_TO.search(said)))


def _is_title(said: str, parts: Sequence[str], entry: Entry, pairs: frozenset[str]) -> bool:
    """Whether a text is little more than the words of the entry's title, or one of its words."""
    if _TROUBLE.search(said):
        return False
    if _bare(said) in {_bare(word) for word in entry.words}:
        return True
    mine = _pairs(parts)
    return bool(mine) and mine <= pairs and _titled(parts, entry) >= _CLOSE


def _about(parts: Sequence[str], entry: Entry, pairs: frozenset[str]) -> bool:
    """Whether the entry covers half of the question, or less of it with something as special as 老年证."""
    names = [name for name in (*_parts(entry.title), *map(plain, entry.words)) if len(name) >= _SPECIFIC]
    covered = [_covered(part, names, pairs) for part in parts]
    inside, whole = sum(covered), sum(map(len, parts))
    return bool(inside) and (inside * 2 >= whole or (max(covered) >= _SPECIFIC and inside * 3 >= whole))


def _covered(part: str, names: Sequence[str], pairs: frozenset[str]) -> int:
    """How much of a stretch is the entry's: all where half of its pairs are, else the longest name in it."""
    mine = _pairs([part])
    if len(mine & pairs) * 2 >= len(mine):
        return len(part)
    return max((len(name) for name in names if name in part), default=0)


def _titled(parts: Sequence[str], entry: Entry) -> float:
    """How much of the title the question names."""
    title = _pairs(_parts(entry.title))
    return len(_pairs(parts) & title) / len(title) if title else 0.0


def _parts(text: str) -> list[str]:
    """The stretches of a text that mean something."""
    return [part for part in _NOISE.split(plain(text)) if len(part) > 1]


def _pairs(parts: Iterable[str]) -> frozenset[str]:
    """All pairs of neighbouring characters: what Chinese has instead of words to split at."""
    return frozenset(part[n : n + 2] for part in parts for n in range(len(part) - 1))


def _bare(text: str) -> str:
    return _NO_WORDS.sub("", plain(text))
