"""A set of point rules is read strictly: what is wrong is told by file, place and what to write instead."""

from pathlib import Path

import pytest

from bot.house import open_house
from handlers.kit.pointsets import load_sets
from handlers.kit.rulesets import RuleFileError
from handlers.kit.scores import ScoreType, Source
from tests.points.sets import PLAIN, SHIPPED, made

HEAD, LINE = PLAIN.split("\n[item.volunteer]")
ITEM = "[item.volunteer]" + LINE
BAND = '\n[band.{code}]\ntitle = "{code}"\nleast = "{least}"\n'

# (what stands there, what is written instead, what is said)
SLIPS = (
    ('initial = "10"', "initial = 10.5", '[set] 的 initial 写的 10.5 不行，要写成带引号的数，例如 "0.5"'),
    ('initial = "10"', 'initial = "10.001"', '[set] 的 initial 写的 "10.001" 太细，最多两位小数'),
    ('initial = "10"', 'initial = "-1"', "[set] 的 initial 不能是负的"),
    ('initial = "10"\n', "", "[set] 缺 initial，请补上"),
    ('initial = "10"', 'initial = "10"\ninital = "9"', "[set] 里没有 inital 这一项，能写的有 code、title"),
    ('initial = "10"', 'initial = "10"\nfloor = "11"', "[set] 的 floor 不能比 initial 大"),
    ('initial = "10"', 'initial = "10"\nshare = "1.1"', "[set] 的 share 要在 0 和 1 之间"),
    ('initial = "10"', 'initial = "10"\nshare = 0.5', "[set] 的 share 写的 0.5 不行"),
    ('initial = "10"', 'initial = "10"\ncycle = "week"', "[set] 的 cycle 不能写 'week'，能写的有 month、quarter"),
    ('initial = "10"', 'initial = "10"\nfirst_month = 13', "[set] 的 first_month 要写 1 到 12，不带引号"),
    ('initial = "10"', 'initial = "10"\ntenure = "365 days"', '[set] 的 tenure 写的不对，要像这样："12 months"'),
    ('initial = "10"', 'initial = "10"\npublished = "soon"', '[set] 的 published 写的不对，要像这样："5 working_days"'),
    ('initial = "10"', 'initial = "10"\nreview = "none"', "[set] 的 review 不能写 'none'，能写的有 all、applied"),
    ('initial = "10"', 'initial = "10"\nopen = "待定"', "[set] 的 open 要写成一列文字"),
    ('who = ["party_member"]', "who = []", "[set] 的 who 要写成一列，至少一个"),
    ('who = ["party_member"]', 'who = ["member"]', "[set] 的 who 不能写 'member'，能写的有 resident、party_member"),
    ('who = ["party_member"]', 'who = ["volunteer", "volunteer"]', "[set] 的 who 有写了两遍的"),
    ('code = "own"', 'code = "自己"', "[set] 的 code 写的 '自己' 不行"),
    ('title = "自己的"', 'title = ""', "[set] 的 title 要写成文字，不能空着"),
    ('worth = "1"', "worth = 1.0", "[item.volunteer] 的 worth 写的 1.0 不行"),
    ('worth = "1"', 'worth = "-1"', '[item.volunteer] 的 worth 不能是负的；要扣分，把 type 写成 "deducted"'),
    ('worth = "1"', 'worth = "1"\ncap_period = "year"', "[item.volunteer] 的 cap_period 要和 cap 一起写"),
    ('worth = "1"', 'worth = "1"\ncap = "0"', "[item.volunteer] 的 cap 要比 0 大"),
    ('worth = "1"', 'worth = "1"\ncap = "12"\ncap_period = "years"', "[item.volunteer] 的 cap_period 不能写 'years'"),
    ('worth = "1"', 'worth = "0"\ncap = "12"', "[item.volunteer] 的 cap 去掉：只有加分的才封顶"),
    ('type = "star"', 'type = "deducted"', '[item.volunteer] 的 worth 要写成负的，例如 "-1"：这一条是扣分'),
    ('type = "star"', 'type = "reset"', '[item.volunteer] 的 worth 要写 "0"：清零不算多少分'),
    ('type = "star"', 'type = "stars"', "[item.volunteer] 的 type 不能写 'stars'，能写的有 base、star、assigned"),
    ('how = ["applied"]', "how = []", "[item.volunteer] 的 how 要写成一列，至少一个"),
    (
        'how = ["applied"]',
        'how = ["asked"]',
        "[item.volunteer] 的 how 不能写 'asked'，能写的有 earned、applied、entered",
    ),
    ('how = ["applied"]\n', "", "[item.volunteer] 缺 how，请补上"),
    ("[item.volunteer]", "[item.Volunteer]", "[item.Volunteer] 的名字要用小写字母"),
    (ITEM, "", "文件里要有至少一条 [item.名字]"),
    (ITEM, "[item]\nvolunteer = 1\n", "[item.volunteer] 要写成一组"),
    (ITEM, ITEM + "[hours]\nleast_rate = '0.95'\n", "[hours] 的 least_rate 要和 reach 一起写"),
    (ITEM, ITEM + "[hours]\nreach = '50'\nleast_rate = '95'\n", "[hours] 的 least_rate 要在 0 和 1 之间"),
    (ITEM, ITEM + "[hours]\nreach = '0'\n", "[hours] 的 reach 要比 0 大"),
    (ITEM, ITEM + "[award]\nlate = '-1'\n", "[award] 的 late 是倍数，不能是负的"),
    (ITEM, ITEM + "[award.classes]\nfacility = '1'\n", "[award] 的 classes 里没有 facility 这一项，能写的有 thing"),
    (ITEM, ITEM + "[award.classes]\nthing = 1\n", "[award] 的 classes 的 thing 写的 1 不行"),
    (ITEM, ITEM + "[bands]\n", "文件 里没有 bands 这一项，能写的有 set、award、hours、item、band"),
    (ITEM, ITEM + BAND.format(code="b", least="70") + BAND.format(code="a", least="60"), "要比 [band.b] 的大"),
    (ITEM, ITEM + BAND.format(code="a", least="60") + BAND.format(code="b", least="60"), "要比 [band.a] 的大"),
    ("[set]", "[sets]", "文件 里没有 sets 这一项"),
    ('code = "own"', 'code = "own', "写法有误"),
)


@pytest.mark.parametrize(("there", "instead", "said"), SLIPS, ids=[said for _, _, said in SLIPS])
def test_a_slip_is_told_by_file_and_place(tmp_path: Path, there: str, instead: str, said: str) -> None:
    assert there in PLAIN
    with pytest.raises(RuleFileError) as found:
        made(tmp_path, PLAIN.replace(there, instead))
    assert str(found.value).startswith("own.toml：")
    assert said in str(found.value)


def test_a_set_as_it_should_be(tmp_path: Path) -> None:
    found = made(tmp_path, PLAIN)
    assert found.initial == 10
    assert found.items["volunteer"].how == (Source.APPLIED,)
    assert found.late == 1
    assert [found.floor, found.reach, found.least_rate] == [None] * 3


def test_two_files_of_one_code(tmp_path: Path) -> None:
    files = [tmp_path / "a.toml", tmp_path / "b.toml"]
    for file in files:
        file.write_text(PLAIN, "utf-8")
    with pytest.raises(RuleFileError, match=r"b\.toml：有两套积分规则的 code 都是 own"):
        load_sets(files)


def test_the_operators_own_set_lies_in_the_data_folder(tmp_path: Path) -> None:
    (tmp_path / "points").mkdir()
    (tmp_path / "points" / "own.toml").write_text(PLAIN, "utf-8")
    _choose(tmp_path, "own、hongdong")
    assert set(open_house(tmp_path).points) == {*SHIPPED, "own"}
    (tmp_path / "points" / "own.toml").write_text(PLAIN.replace('"1"', "1"), "utf-8")
    with pytest.raises(RuleFileError, match=r"own\.toml：\[item\.volunteer\] 的 worth"):
        open_house(tmp_path)


@pytest.mark.parametrize(("value", "said"), [("hongdong、lost", "没有 lost 这套积分规则"), ("、", "没有写是哪一套")])
def test_a_rule_names_only_sets_that_are_there(tmp_path: Path, value: str, said: str) -> None:
    _choose(tmp_path, value)
    with pytest.raises(RuleFileError) as found:
        open_house(tmp_path)
    assert str(found.value).startswith(f"mine.toml 的 [points.sets]：{said}")
    assert "能写的有 hongdong、huaning" in str(found.value)


def test_the_example_of_the_docs_can_be_used(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "points-rules.md").read_text("utf-8")
    example = next(block for block in page.split("```") if 'code = "ours"' in block)
    found = made(tmp_path, example)
    assert found.items["volunteer"].in_hours
    assert [band.title for band in found.bands] == ["一星"]


@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_a_shipped_set_says_where_each_number_is_from(code: str) -> None:
    rules = SHIPPED[code]
    assert rules.source[:3] in ("[P]", "[S]")
    assert rules.open, "each of them leaves something to the customer"
    for item in rules.items.values():
        assert item.source[:3] in ("[P]", "[S]", "[D]")
        assert item.source.startswith(("[P]", "[S]")) or item.open or rules.open, item.code


def test_what_means_the_same_has_the_same_code() -> None:
    """What-if maps by code: a code has one title everywhere."""
    titles: dict[str, set[str]] = {}
    for rules in SHIPPED.values():
        for item in rules.items.values():
            titles.setdefault(item.code, set()).add(item.title)
    assert {code: found for code, found in titles.items() if len(found) > 1} == {}
    assert len(titles) > 8


def test_what_a_source_does_not_say_is_marked() -> None:
    """The items of 华宁 and 平顺 borrow the numbers of 洪洞, and say so."""
    for code in ("huaning", "pingshun", "wuling"):
        rules = SHIPPED[code]
        borrowed = [item for item in rules.items.values() if item.code in SHIPPED["hongdong"].items]
        assert all("客户待定" in item.open for item in borrowed)
        assert {item.code for item in borrowed} >= {"served", "volunteer", "donate", "missed_class", "missed_day"}
        values = SHIPPED["hongdong"].items
        assert all(item.worth == values[item.code].worth for item in borrowed if item.code != "study")
    assert {item.type for item in SHIPPED["pingshun"].items.values()} == set(ScoreType)


def _choose(folder: Path, value: str) -> None:
    head = '[set]\ncode = "mine"\ntitle = "我们的"\nfrom = 2027-01-01\n'
    rule = f'[points.sets]\nvalue = "{value}"\nsource = "开会定的"\n'
    (folder / "mine.toml").write_text(head + rule, "utf-8")
