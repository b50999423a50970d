"""Another set is adopted from a cycle's first day; until then what was begun goes on."""

from datetime import date
from pathlib import Path

import pytest

from bot.house import open_house
from handlers.kit.refusals import Refusal
from handlers.points.switching import day_in, tried
from storage.work import Work
from tests.cast import EAST, YANWU
from tests.play import Play
from tests.points.doing import counted_by, done

DAY = date(2026, 3, 1)
HEAD = '[set]\ncode = "mine"\ntitle = "我们的"\nfrom = {starts}\nunits = [{units}]\n'
RULE = HEAD + '[points.sets]\nvalue = "{value}"\nsource = "开会定的"\n'


def adopted(folder: Path, text: str) -> None:
    (folder / "mine.toml").write_text(text, "utf-8")


def set_for(play: Play, folder: Path, who: str, day: date) -> str:
    """Which set counts for somebody on a day, with the rules of a folder."""

    def read(work: Work) -> str:
        work.house = open_house(folder)
        return counted_by(work, play, who, None, day).rules.code

    return play.do(read)


@pytest.mark.parametrize("starts", [date(2027, 1, 1), date(2026, 6, 15), date(2026, 1, 2)])
def test_a_set_holds_from_the_next_cycle_on(lite_play: Play, tmp_path: Path, starts: date) -> None:
    adopted(tmp_path, RULE.format(starts=starts, units="", value="huaning"))
    found = [set_for(lite_play, tmp_path, "李师傅", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert found == ["hongdong", "huaning"]


def test_a_set_holds_where_it_was_adopted(lite_play: Play, tmp_path: Path) -> None:
    adopted(tmp_path, RULE.format(starts="2026-01-01", units='"140403002"', value="huaning"))
    assert [set_for(lite_play, tmp_path, who, DAY) for who in ("李师傅", "周平")] == ["hongdong", "huaning"]


def test_sets_stand_beside_each_other_by_role(lite_play: Play, tmp_path: Path) -> None:
    adopted(tmp_path, RULE.format(starts="2026-01-01", units="", value="huaning，qinyuan"))
    assert [set_for(lite_play, tmp_path, who, DAY) for who in ("李师傅", "刘书记")] == ["huaning", "qinyuan"]


def test_what_is_shown_to_be_written_does_what_it_says(play: Play, tmp_path: Path) -> None:
    """The file that a trial shows is put into the folder, and holds from the day it names, there alone."""

    def read(work: Work) -> tuple[str, date]:
        found = tried(work, work.units.get(YANWU), "huaning", DAY)
        return found.adopt, found.starts

    text, starts = play.do(read)
    adopted(tmp_path, text)
    assert starts == date(2027, 1, 1)
    assert set_for(play, tmp_path, "李师傅", starts) == "huaning"
    assert set_for(play, tmp_path, "李师傅", DAY) == "hongdong"
    assert set_for(play, tmp_path, "周平", starts) == "hongdong", "the community beside has not adopted it"


def test_a_set_for_others_leaves_what_there_is(lite_play: Play, tmp_path: Path) -> None:
    text = lite_play.do(lambda work: tried(work, work.units.get(YANWU), "qinyuan", DAY)).adopt
    assert 'value = "qinyuan、hongdong"' in text
    text = lite_play.do(lambda work: tried(work, work.units.get(YANWU), "wuling", DAY)).adopt
    assert "from = 2027-07-01" in text, "its cycles begin in July"
    adopted(tmp_path, text)
    found = [set_for(lite_play, tmp_path, "李师傅", day) for day in (date(2027, 6, 30), date(2027, 7, 1))]
    assert found == ["hongdong", "wuling"]


def test_another_cycle_is_said_and_nothing_is_written(lite_play: Play) -> None:
    done(lite_play, "李师傅", "volunteer", DAY)
    before = lite_play.do(lambda work: list(work.ledger.all()))
    found = lite_play.do(lambda work: tried(work, work.units.get(YANWU), "wuling", DAY))
    assert found.begins_otherwise
    assert not lite_play.do(lambda work: tried(work, work.units.get(YANWU), "huaning", DAY)).begins_otherwise
    assert lite_play.do(lambda work: list(work.ledger.all())) == before


def test_who_has_no_points_yet_is_counted_in_numbers_only(lite_play: Play) -> None:
    found = lite_play.do(lambda work: tried(work, work.units.get(YANWU), "qinyuan", DAY))
    assert found.uncounted == 2, "two secretaries, whom 洪洞 does not count"
    assert {one.after for one in found.changes} == {None}


def test_a_set_that_is_not_there(lite_play: Play) -> None:
    with pytest.raises(Refusal, match="points/no_set"):
        lite_play.do(lambda work: tried(work, work.units.get(EAST), "lost", DAY))


@pytest.mark.parametrize(("year", "day"), [(None, DAY), (2026, DAY), (2025, date(2025, 12, 31))])
def test_a_year_means_the_cycle_of_its_last_day(year: int | None, day: date) -> None:
    assert day_in(year, DAY) == day
