"""The sets of point rules on the command line: listed, tried, adopted; each slip a sentence."""

from pathlib import Path

import openpyxl
import pytest

from tests.browser.phones import demo
from tests.commands.weiyuan import Operator

COMMUNITY = "140403003001"


@pytest.fixture(scope="module")
def demoed(tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """The demo's data, with nobody beside."""
    operator = Operator(tmp_path_factory.mktemp("points") / "data")
    with demo(operator.data):
        pass
    return operator


def test_the_sets_are_listed_with_their_sources_and_what_is_open(tmp_path: Path) -> None:
    code, said = Operator(tmp_path / "data").runs("rules")
    assert code == 0, said
    assert "huaning  华宁星级（积分规则）" in said
    assert "[P] 华宁星级：基础 60；" in said
    assert "各条加减多少分，原文没有，先照洪洞，客户待定" in said
    assert "shandong" in said


def test_a_set_is_adopted_by_a_rule_that_names_it(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "data")
    code, said = operator.runs("rules", "huaning", "--at", COMMUNITY, "--from", "2027-01-01")
    assert code == 0, said
    text = (operator.data / "rules" / "huaning-2027-01-01.toml").read_text("utf-8")
    assert 'value = "huaning"' in text
    assert f'units = ["{COMMUNITY}"]' in text
    assert "from = 2027-01-01" in text
    assert operator.runs("rules", "huaning", "--from", "2027-01-01")[0] == 1, "it is there already"
    assert operator.runs("rules", "lost")[0] == 1


def test_a_trial_on_the_screen_and_as_a_workbook(demoed: Operator, tmp_path: Path) -> None:
    file = tmp_path / "试算.xlsx"
    code, said = demoed.runs("whatif", "--set", "huaning", "--unit", COMMUNITY, "--file", str(file))
    assert code == 0, said
    assert "人会变" in said
    assert "起点：100 → 60" in said
    assert 'value = "huaning"' in said
    book = openpyxl.load_workbook(file)
    assert {"谁会变", "为什么"} <= set(book.sheetnames)
    people = {row[0]: (row[2], row[3]) for row in book["谁会变"].iter_rows(min_row=2, values_only=True) if row[1]}
    sums: dict[object, tuple[float, float]] = {}
    for name, what, old, new, *_ in book["为什么"].iter_rows(min_row=2, values_only=True):
        if what:
            before, after = sums.get(name, (0, 0))
            sums[name] = (before + float(str(old)), after + float(str(new)))
    assert len(people) >= 7
    assert sums == people


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "lost", "--unit", COMMUNITY), "没有 lost 这一套积分规则，能写的有 hongdong、huaning"),
        (("--set", "huaning", "--unit", "1"), "没有编码是 1 的单元"),
        (("--set", "huaning", "--unit", COMMUNITY, "--year", "26"), "26 不是年份"),
        (("--set", "huaning", "--unit", COMMUNITY, "--file", "/nowhere/x.xlsx"), "写不了 /nowhere/x.xlsx"),
    ],
)
def test_a_slip_is_a_sentence(demoed: Operator, words: tuple[str, ...], said: str) -> None:
    code, out = demoed.runs("whatif", *words)
    assert code == 1
    assert said in out
    assert "Traceback" not in out
