"""What the rules say of rows, without a house."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from handlers.census.records import (
    Census,
    Delta,
    HouseholdRow,
    Known,
    OrgRow,
    PersonRow,
    Plan,
    PostRow,
    Sheet,
    UnitRow,
)
from handlers.census.rules import check
from handlers.census.rules.cells import by_code, codes_of, date_of, phone_of, several
from handlers.census.rules.persons import called_by
from handlers.people.records import Person
from handlers.units.records import Household, Level, Unit

TODAY = date(2026, 5, 1)
NOTHING = Known()

UNITS = (
    UnitRow(2, "C", "长治市", "市"),
    UnitRow(3, "S", "东街街道", "镇街", "C"),
    UnitRow(4, "V", "演武社区", "村社", "S"),
    UnitRow(5, "G1", "第一网格", "网格", "V"),
    UnitRow(6, "G2", "第二网格", "网格", "V"),
)
ORGS = (
    OrgRow(2, "D", "演武社区党委", "党委", "", "V"),
    OrgRow(3, "B", "第一支部", "支部", "D", "G1"),
)
HOMES = (HouseholdRow(2, "H1", "G1", "501"),)
PEOPLE = (
    PersonRow(2, "P1", "王桂兰", "王奶奶", "13800000000", "H1"),
    PersonRow(3, "P2", "李强", unit="G1"),
)
POSTS = (PostRow(2, "P2", "支部书记", "G1", "B", "2026-01-01"),)
SOUND = Census(UNITS, ORGS, HOMES, PEOPLE, POSTS)

OLD = Known(
    units={
        "C": Unit(1, "C", "长治市", Level.CITY, None, 1, "/1/", None),
        "S": Unit(2, "S", "东街街道", Level.STREET, 1, 1, "/1/2/", None),
        "V": Unit(3, "V", "演武社区", Level.COMMUNITY, 2, 1, "/1/2/3/", 3),
        "G1": Unit(4, "G1", "第一网格", Level.GRID, 3, 1, "/1/2/3/4/", 3),
        "X": Unit(9, "X", "丹东市", Level.CITY, None, 9, "/9/", None),
    },
    households={"H1": Household(1, "H1", 4, "501")},
    people={"P1": Person(1, 1, "王桂兰", "王奶奶", "13800000000", "501", 1, 4)},
    settled={4: 1},
)


def looked_through(census: Census, known: Known = NOTHING) -> tuple[list[str], Plan]:
    """The sentences and the plan, with ids from 100 on for what is new."""
    sheets = (
        (Sheet.UNITS, census.units, known.units),
        (Sheet.ORGS, census.orgs, known.orgs),
        (Sheet.HOUSEHOLDS, census.households, known.households),
        (Sheet.PEOPLE, census.people, known.people),
    )
    fresh = {
        sheet: {code: 100 + n for n, code in enumerate(code for code in by_code(rows) if code not in there)}
        for sheet, rows, there in sheets
    }
    faults, plan = check(census, replace(known, fresh=fresh), TODAY)
    return [fault.sentence for fault in faults], plan


def the_only(census: Census, known: Known = NOTHING) -> str:
    sentences, _ = looked_through(census, known)
    assert len(sentences) == 1, sentences
    return sentences[0]


def with_unit(*rows: UnitRow) -> Census:
    return replace(SOUND, units=(*UNITS, *rows))


def test_a_sound_census_has_no_faults_and_places_everything() -> None:
    sentences, plan = looked_through(SOUND)
    assert sentences == []
    paths = {unit.code: (unit.path, unit.root_id, unit.community_id) for unit in plan.units.added}
    assert paths["C"] == ("/100/", 100, None)
    assert paths["G2"] == ("/100/101/102/104/", 100, 102)
    assert paths["V"] == ("/100/101/102/", 100, 102)
    one, two = plan.people.added
    assert (one.unit_id, one.door, one.household_id, one.root_id) == (103, "501", 100, 100)
    assert (two.unit_id, two.door, two.called) == (103, "", "李邻居")


def test_parents_may_stand_below_their_children_in_the_sheet() -> None:
    sentences, plan = looked_through(replace(SOUND, units=UNITS[::-1], orgs=ORGS[::-1]))
    assert sentences == []
    assert [unit.code for unit in plan.units.added][:3] == ["C", "S", "V"]
    assert [org.code for org in plan.orgs.added] == ["D", "B"]


def test_an_unknown_parent_is_told_with_its_remedy() -> None:
    said = the_only(with_unit(UnitRow(7, "G3", "第三网格", "网格", "140403009")))
    assert (
        said == "「单元」表第 7 行「上级编码」写的 140403009 在单元表里没有。先在「单元」表加上它，或改成已有的编码。"
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (UnitRow(7, "Z", "西街街道", "镇街", "V"), "「上级编码」写的 V 是村社，不比镇街高"),
        (UnitRow(7, "Z", "西街街道", "镇街", "S"), "是镇街，不比镇街高"),
        (UnitRow(7, "Z", "一号楼", "楼栋", "S"), "写的 S 不在村社里。楼栋只能放在村社下面"),
        (UnitRow(7, "Z", "第九网格", "网格"), "「上级编码」空着。网格只能放在村社下面"),
        (UnitRow(7, "Z", "第九网格", "大队", "V"), "「级别」写的 大队 认不出来。从这几个里选一个：市、县区"),
        (UnitRow(7, "G1", "第九网格", "网格", "V"), "「编码」和第 5 行重复了"),
        (UnitRow(7, "", "第九网格", "网格", "V"), "「编码」空着。这一格必须填"),
        (UnitRow(7, "Z", "=1+1", "网格", "V"), "「名称」以 = 开头，像是公式"),
        (UnitRow(7, "Z", "长" * 61, "网格", "V"), "「名称」太长了，有 61 个字"),
        (UnitRow(7, "Z!", "第九网格", "网格", "V"), "「编码」写的 Z! 里有不能用的符号"),
        (UnitRow(7, "Z 1", "第九网格", "网格", "V"), "「编码」写了不止一个"),
        (UnitRow(7, "Z", "第九网格", "网格", "Z"), "「上级编码」绕成了一圈：Z → Z。"),
    ],
)
def test_faults_of_units(row: UnitRow, words: str) -> None:
    said = the_only(with_unit(row))
    assert said.startswith("「单元」表第 7 行")
    assert words in said


def test_levels_may_be_skipped() -> None:
    sentences, _ = looked_through(
        with_unit(UnitRow(7, "V2", "城中村", "村社", "C"), UnitRow(8, "B", "楼", "楼栋", "V2"))
    )
    assert sentences == []


def test_a_circle_is_told_once() -> None:
    said = the_only(with_unit(UnitRow(7, "A", "甲", "镇街", "B"), UnitRow(8, "B", "乙", "镇街", "A")))
    assert "第 7 行「上级编码」绕成了一圈：A → B → A。" in said


def test_every_fault_is_told_in_the_order_of_the_file() -> None:
    people = (PersonRow(2, "P1", "", phone="123", household="H9"), PersonRow(3, "P1", "李强"))
    sentences, _ = looked_through(replace(SOUND, people=people, posts=(), units=(*UNITS, UnitRow(7, "", "", ""))))
    places = [said[: said.index("」", said.index("行「"))] for said in sentences]
    assert places == [
        "「单元」表第 7 行「编码",
        "「单元」表第 7 行「名称",
        "「单元」表第 7 行「级别",
        "「人员」表第 2 行「姓名",
        "「人员」表第 2 行「手机",
        "「人员」表第 2 行「户号",
        "「人员」表第 3 行「编号",
        "「人员」表第 3 行「户号",
    ]


def test_a_known_unit_is_renamed_but_never_moved() -> None:
    sentences, plan = looked_through(Census(units=(UnitRow(2, "G1", "第一大网格", "网格", "V"),)), OLD)
    assert (sentences, plan.units.changed[0].name) == ([], "第一大网格")
    said = the_only(Census(units=(UnitRow(2, "G1", "第一网格", "网格", "S"),)), OLD)
    assert "「上级编码」写的 S，可是它在系统里的上级是 V，单元不能换上级" in said
    said = the_only(Census(units=(UnitRow(2, "G1", "第一网格", "楼栋", "V"),)), OLD)
    assert "可是它在系统里是网格，级别不能改" in said


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (OrgRow(4, "B2", "二支部", "支部", "Q", ""), "「上级编码」写的 Q 在组织表里没有"),
        (OrgRow(4, "B2", "二支部", "支部", "B", ""), "写的 B 是支部，不比支部高"),
        (OrgRow(4, "B2", "二支部", "支部", "D", "G1、G8,G9"), "「覆盖单元编码」写的 G8、G9 在单元表里没有"),
        (OrgRow(4, "B2", "二支部", "支部", "B2", ""), "绕成了一圈"),
    ],
)
def test_faults_of_organisations(row: OrgRow, words: str) -> None:
    sentences, _ = looked_through(replace(SOUND, orgs=(*ORGS, row)))
    assert any(words in said for said in sentences), sentences


def test_a_committee_may_stand_under_a_committee() -> None:
    orgs = (OrgRow(4, "DD", "街道党工委", "党委"), replace(ORGS[0], parent="DD"), ORGS[1])
    assert looked_through(replace(SOUND, orgs=orgs))[0] == []


def test_a_household_stands_in_a_finest_unit() -> None:
    said = the_only(replace(SOUND, households=(*HOMES, HouseholdRow(3, "H2", "V"))))
    assert "「户」表第 3 行「所在单元编码」写的 V（演武社区）下面还有更小的单元" in said
    said = the_only(Census(households=(HouseholdRow(3, "H2", "S"),)), OLD)
    assert "写的 S（东街街道）下面还有更小的单元。户要写最小的那一级，比如 V（演武社区）" in said


def test_a_unit_with_households_is_split_only_together_with_them() -> None:
    split = Census(units=(UnitRow(2, "B1", "一号楼", "楼栋", "G1"),))
    assert "写的 G1（第一网格）里已经住着 1 户，不能再往下分" in the_only(split, OLD)
    moved = replace(split, households=(HouseholdRow(2, "H1", "B1", ""),))
    sentences, plan = looked_through(moved, OLD)
    assert sentences == []
    assert plan.households.changed == (Household(1, "H1", 100, "501"),)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (PersonRow(4, "P3", "张三"), "「户号」和「所在单元编码」都空着"),
        (PersonRow(4, "P3", "张三", household="H9"), "「户号」写的 H9 在户表里没有"),
        (PersonRow(4, "P3", "张三", unit="G9"), "「所在单元编码」写的 G9 在单元表里没有"),
        (PersonRow(4, "P3", "张三", unit="G1", phone="1380000000"), "「手机」写的号码不对"),
        (PersonRow(4, "P2", "张三", unit="G1"), "「编号」和第 3 行重复了"),
        (PersonRow(4, "P3", "+张三", unit="G1"), "「姓名」以 + 开头"),
    ],
)
def test_faults_of_people(row: PersonRow, words: str) -> None:
    assert words in the_only(replace(SOUND, people=(*PEOPLE, row)))


def test_an_empty_cell_keeps_what_is_known_of_a_person() -> None:
    _, plan = looked_through(Census(people=(PersonRow(2, "P1", "王桂兰"),)), OLD)
    assert plan.people == Delta(same=1)
    _, plan = looked_through(Census(people=(PersonRow(2, "P1", "王桂兰", phone="0355-2012345", skills="理发"),)), OLD)
    assert (plan.people.changed[0].phone, plan.people.changed[0].skills) == ("03552012345", ("理发",))


def test_nobody_moves_to_another_city_or_comes_back_from_erasure() -> None:
    said = the_only(Census(people=(PersonRow(2, "P1", "王桂兰", unit="X"),)), OLD)
    assert "和系统里这个人所在的地方不在同一个市里" in said
    said = the_only(Census(people=(PersonRow(2, "P0", "某人", unit="G1"),)), replace(OLD, erased=frozenset({"P0"})))
    assert "写的 P0 是已经注销的人" in said


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("138 0000 0000", "13800000000"),
        ("+86-13800000000", "13800000000"),
        ("0355-2012345", "03552012345"),
        ("(028)85551234", "02885551234"),
        ("2012345", "2012345"),
        ("12800000000", None),
        ("3552012345", None),
        ("老王", None),
    ],
)
def test_phones(text: str, phone: str | None) -> None:
    assert phone_of(text) == phone


@pytest.mark.parametrize("text", ["2026-01-31", "2026/1/31", "2026年1月31日", "2026.1.31", "20260131"])
def test_dates(text: str) -> None:
    assert date_of(text) == date(2026, 1, 31)


@pytest.mark.parametrize("text", ["", "1月31日", "2026-13-01", "2026", "31/1/2026"])
def test_no_dates(text: str) -> None:
    assert date_of(text) is None


def test_lists_in_a_cell() -> None:
    parts: Sequence[str] = several("修 水管、理发,理发; ")
    assert parts == ("修 水管", "理发")
    assert codes_of("G1、G2, G3 G1") == ("G1", "G2", "G3")


def test_how_neighbours_see_those_who_told_no_calling_name() -> None:
    assert [called_by(name) for name in ("王桂兰", "欧阳明", "欧阳")] == ["王邻居", "欧阳邻居", "欧邻居"]


def test_one_row_may_have_several_faults_but_a_cell_is_told_once() -> None:
    row = PersonRow(4, "P3", "张三", phone="1", household="H9", unit="G!")
    sentences, _ = looked_through(replace(SOUND, people=(*PEOPLE, row)))
    assert [said.split("」写的")[0] for said in sentences] == [
        "「人员」表第 4 行「手机",
        "「人员」表第 4 行「所在单元编码",
        "「人员」表第 4 行「户号",
    ]
