"""Rule files: which set wins, and what a bad file is told."""

from datetime import date
from pathlib import Path

import pytest

from bot.house import open_house
from handlers.kit import rulesets
from handlers.kit.rulesets import RuleFileError

HEAD = '[set]\ncode = "{code}"\ntitle = "样例"\nfrom = {day}\nunits = {units}\n\n'
RULE = '[wish.connect]\nvalue = "{value}"\nsource = "[D] 样例"\n'
DAY = date(2026, 3, 2)


def write(folder: Path, name: str, value: str, day: str = "2020-01-01", units: tuple[str, ...] = ()) -> Path:
    file = folder / f"{name}.toml"
    words = str(list(units)).replace("'", '"')
    file.write_text(HEAD.format(code=name, day=day, units=words) + RULE.format(value=value), "utf-8")
    return file


def test_later_set_wins_from_its_day(tmp_path: Path) -> None:
    book = rulesets.load([write(tmp_path, "new", "9 days", "2026-03-02"), write(tmp_path, "old", "7 days")])
    assert str(book.span("wish.connect", date(2026, 3, 1))) == "7 days"
    assert str(book.span("wish.connect", DAY)) == "9 days"


def test_narrower_place_wins_over_a_later_day(tmp_path: Path) -> None:
    files = [
        write(tmp_path, "all", "7 days", "2026-01-01"),
        write(tmp_path, "city", "6 days", "2020-01-01", ("1404",)),
        write(tmp_path, "grid", "5 days", "2020-01-01", ("YW1", "YW2")),
    ]
    book = rulesets.load(files)
    for codes, value in (((), "7"), (("1404",), "6"), (("1404", "1", "YW1"), "5"), (("1404", "1", "YW3"), "6")):
        assert book.span("wish.connect", DAY, codes).amount == int(value)


def test_unknown_rule_and_none_yet_in_force(tmp_path: Path) -> None:
    book = rulesets.load([write(tmp_path, "later", "7 days", "2027-01-01")])
    for key in ("wish.connect", "wish.nothing"):
        with pytest.raises(KeyError, match=key):
            book.rule(key, DAY)


BAD = {
    "no head": ('[wish.connect]\nvalue = "7 days"\nsource = "x"\n', "bad.toml 第 1 行"),
    "no title": ('[set]\ncode = "x"\nfrom = 2020-01-01\n', "bad.toml 第 1 行"),
    "no day": ('[set]\ncode = "x"\ntitle = "x"\nfrom = "2020-01-01"\n', "bad.toml 第 4 行"),
    "no source": (HEAD + '[wish.connect]\nvalue = "7 days"\n', "bad.toml 第 7 行"),
    "no value": (HEAD + '[wish.connect]\nsource = "x"\n', "bad.toml 第 7 行"),
    "no such span": (HEAD + '[wish.connect]\nvalue = "7 fortnights"\nsource = "x"\n', "bad.toml 第 7 行"),
    "no such period": (HEAD + '[wish.connect]\nvalue = "end_of mnth"\nsource = "x"\n', "bad.toml 第 7 行"),
    "a fraction": (HEAD + "[wish.connect]\nvalue = 7.5\nsource = 'x'\n", "bad.toml 第 7 行"),
    "yes or no": (HEAD + "[wish.connect]\nvalue = true\nsource = 'x'\n", "bad.toml 第 7 行"),
    "no toml": (HEAD + "[wish.connect\nvalue = 7\n", "line 7"),
    "a bare rule": (HEAD + "[wish]\nconnect = 7\n", "bad.toml 第 8 行"),
    "a bare number": ("connect = 7\n" + HEAD, "bad.toml 第 1 行"),
}


@pytest.mark.parametrize(("text", "where"), BAD.values(), ids=BAD.keys())
def test_bad_file_is_named_with_its_line(tmp_path: Path, text: str, where: str) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(text.format(code="x", day="2020-01-01", units="[]"), "utf-8")
    with pytest.raises(RuleFileError) as told:
        rulesets.load([file])
    assert "bad.toml" in str(told.value)
    assert where in str(told.value)


def test_two_sets_of_one_name_and_day(tmp_path: Path) -> None:
    file = write(tmp_path, "one", "7 days")
    with pytest.raises(RuleFileError, match="code 和 from 都相同"):
        rulesets.load([file, file])


def test_operators_own_rules_outweigh_the_shipped(tmp_path: Path) -> None:
    assert open_house().rules.number("wish.most_yuan", DAY) == 300
    write(tmp_path, "own", "9 days")
    assert open_house(tmp_path).rules.span("wish.connect", DAY).amount == 9


def test_every_shipped_number_names_its_source() -> None:
    for one in open_house().rules.sets:
        assert all(rule.source[:3] in ("[S]", "[P]", "[K]", "[D]") for rule in one.rules.values())
