"""Which sentences the directory answers, and which it leaves alone."""

from datetime import UTC, datetime

import pytest

from handlers.directory.records import Draft, Entry
from handlers.directory.rules import askable, asks_who, faults, match, split_words
from tests.directory.shelf import ALL, CARD, DUTY, HOURS, PERMIT, POWER, RUBBISH

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ENTRIES = [Entry(n, n, 3, one.title, one.words, one.answer, one.phone, 1, NOW) for n, one in enumerate(ALL, 1)]
ANSWERED = {
    "办老年证要带什么": CARD,
    "老年证怎么办": CARD,
    "老年证怎么办？": CARD,
    "请问办老年证需要什么材料": CARD,
    "老年证": CARD,
    "敬老卡": CARD,
    "我妈八十了，老年证怎么办": CARD,
    "老 年 证 怎 么 办": CARD,
    "居委会几点上班": HOURS,
    "你们周六上班吗": HOURS,
    "你们几点下班？": HOURS,
    "停水停电报修电话": POWER,
    "停水了打哪个电话": POWER,
    "停电了找谁": POWER,
    "我家停水了怎么办": POWER,
    "垃圾清运时间": RUBBISH,
    "几点倒垃圾": RUBBISH,
    "垃圾几点来收": RUBBISH,
    "我想办居住证，要带什么": PERMIT,
    "居住证在哪办": PERMIT,
    "值班电话": DUTY,
    "社区电话是多少": DUTY,
}
LEFT_ALONE = (
    "楼道灯坏了",
    "楼道灯坏了找谁修",
    "电梯坏了打哪个电话",
    "停电了",
    "停水三天了",
    "停水三天了怎么没人管",
    "垃圾堆了三天没人清",
    "垃圾清运不及时",
    "谁家的垃圾堆在门口",
    "想要一个老年证的卡套",
    "想找人陪我去办老年证",
    "能帮我办老年证吗",
    "想要个轮椅，带老伴出去走走",
    "血压仪多少钱",
    "孩子几点放学",
    "电话",
    "？",
    "",
    "老年证怎么办" * 8,
)
WHO = (
    "谁管我们楼",
    "谁管我们楼？",
    "我们楼归谁管",
    "我们小区谁负责",
    "谁管我们",
    "网格员是谁",
    "我们的网格员叫什么",
    "网格员电话多少",
    "谁是我们楼的网格员",
    "书记电话",
    "社区书记是谁",
    "找谁",
    "有事找谁",
)
NOT_WHO = (
    "没人管我们楼",
    "谁来管管楼下停车",
    "我们楼下停车乱谁管",
    "楼道灯坏了找谁修",
    "谁能修水龙头",
    "书记说可以办低保",
    "网格员没来",
    "找谁都没用",
    "希望书记管一管",
    "谁家的狗一直叫",
)


@pytest.mark.parametrize(("text", "entry"), ANSWERED.items())
def test_a_question_finds_its_entry_first(text: str, entry: Draft) -> None:
    found = match(text, ENTRIES)
    assert [one.title for one in found][:1] == [entry.title]
    assert len(found) <= 3


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_is_no_question_about_an_entry_finds_none(text: str) -> None:
    assert match(text, ENTRIES) == []


@pytest.mark.parametrize("text", WHO)
def test_asks_who_looks_after_them(text: str) -> None:
    assert asks_who(text)


@pytest.mark.parametrize("text", [*NOT_WHO, *(text for text in LEFT_ALONE)])
def test_does_not_ask_who(text: str) -> None:
    assert not asks_who(text)


def test_an_empty_directory_answers_nothing() -> None:
    assert match("老年证怎么办", []) == []


def test_letters_and_wishes_are_never_looked_up() -> None:
    assert askable("老年证怎么办")
    assert not askable("想要一个老年机")
    assert not askable("书记您好，" * 10)


def test_what_is_wrong_with_an_entry() -> None:
    assert faults(CARD, ENTRIES[1:]) == {}
    assert faults(CARD, ENTRIES) == {"title": "twice"}
    assert faults(Draft("", ""), []) == {"title": "empty", "answer": "empty"}
    long = Draft("问" * 41, "答" * 301, ("词" * 101,), "打 110 吧")
    assert faults(long, []) == {"title": "long", "answer": "long", "words": "long", "phone": "phone"}
    assert faults(Draft("问" * 40, "答" * 300, (), "12345"), []) == {}


@pytest.mark.parametrize("text", ["老年证、敬老卡", "老年证，敬老卡", "老年证,敬老卡;老年证", " 老年证 \n敬老卡 "])
def test_words_are_listed_in_any_way(text: str) -> None:
    assert split_words(text) == ("老年证", "敬老卡")
