"""A secretary's mornings: what comes, what it says, who else may read it, how to be rid of it."""

from contextlib import closing, suppress
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from handlers.digests.drawing import drawn
from handlers.digests.reading import mine, read
from handlers.digests.records import Digest
from handlers.duties.records import Build
from handlers.kit.periods import Period
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.spans import PeriodKind
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Post
from handlers.rates.actions import of_unit
from handlers.rates.records import Days, RateKind
from handlers.summons.records import Light
from storage.work import Work
from tests.cast import CAST, EAST, STREET, YANWU
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import dispatched, finished, reported


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def a_week(play: Play) -> None:
    """One settled with thanks, one late, one that nobody has looked at, a wish on its way."""
    play.ring()
    finished(play)
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("王奶奶", "谢谢小吴，办得真快"))
    dispatched(play, "三号楼的水管坏了")
    reported(play, "三号楼楼道里堆着纸箱")
    play.script(("王奶奶", "想要个轮椅"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"), ("李师傅", "[我来接]"))


def digests(play: Play, who: str) -> list[str]:
    marks = ("周例会", "半月调度", "按月排名", "通报督办", "今天要盯的", "工作提醒", "支部周报")
    return [text for text in (text_of(card) for card in play.sees(who)) if text.startswith(marks)]


def actor(play: Play, who: str) -> Actor:
    found = play.caller(who).actor
    assert found
    return found


def of(play: Play, who: str, build: Build) -> Digest:
    """The newest digest of a kind of somebody's seat."""
    return next(one for one in play.do(lambda work: mine(work, actor(play, who))) if one.build is build)


def test_monday_morning_of_a_community(play: Play) -> None:
    a_week(play)
    play.sees("刘书记")
    play.until(at("2026-03-09 09:00"))
    (said,) = [text for text in digests(play, "刘书记") if text.startswith("周例会")]
    assert "演武社区 · 2026年3月2日到3月8日" in said
    assert "新来 4 件，销号 1 件，现在过时限 2 件。" in said
    assert "帮忙办成：小吴 1 件。" in said
    assert "先办这几件" in said
    assert len(said.split("\n")) <= 12
    assert play.labels("刘书记") == ["①", "②", "③", "全文", "Excel", "为什么发"]
    play.script(("刘书记", "[①]", "三号楼的水管坏了"))


def test_a_grid_member_hears_only_of_mornings_with_something(play: Play) -> None:
    a_week(play)
    for who in ("小吴", "小赵"):
        play.sees(who)
    play.until(at("2026-03-06 09:00"))
    assert len(digests(play, "小吴")) == 4
    assert digests(play, "小赵") == []


def test_two_posts_one_message(play: Play) -> None:
    def also(work: Work) -> None:
        seat = work.people.seat(Role.COMMUNITY_SECRETARY, YANWU)
        work.people.add_post(Post(seat, play.ids["陈书记"], date(2020, 1, 1)))

    play.do(also)
    a_week(play)
    play.sees("陈书记")
    play.until(at("2026-03-09 09:00"))
    (said,) = digests(play, "陈书记")
    assert said.startswith(("周例会、支部周报", "支部周报、周例会"))


def test_why_it_came_and_how_to_be_rid_of_it(play: Play) -> None:
    a_week(play)
    play.until(at("2026-03-09 09:00"))
    play.script(("刘书记", "[为什么发]", "每周一早上发给演武社区的社区书记，你在这个岗位上"))
    play.script(("刘书记", "[停周例会]", "停了"))
    play.sees("刘书记")
    play.until(at("2026-03-16 07:59"))
    assert digests(play, "刘书记") == []
    play.until(at("2026-03-16 09:00"))
    assert [text.split("\n")[0] for text in digests(play, "刘书记")] == ["半月调度"]
    play.script(("刘书记", "简报", "周例会：停着"), ("刘书记", "[要周例会]", "以后照发"))
    play.until(at("2026-03-23 09:00"))
    assert any(text.startswith("周例会") for text in digests(play, "刘书记"))


def test_a_resident_has_no_digests(play: Play) -> None:
    play.script(("王奶奶", "简报", "您没有简报。事情有进展，马上告诉您。"))


def test_figures_are_the_rates_themselves(play: Play) -> None:
    a_week(play)
    play.until(at("2026-04-01 09:00"))
    one = of(play, "马主任", Build.RANKING)
    days = Days(date(2026, 3, 1), date(2026, 3, 31))

    def counted(work: Work) -> None:
        for unit_id, found in [(STREET, one.figures["rates"])] + [
            (each["unit"], each["rates"]) for each in one.figures["units"]
        ]:
            report = of_unit(work, work.units.line(f"/{unit_id}/")[0], days, one.made_at)
            for kind in RateKind:
                rate = report.rates.of[kind]
                left_out = sum(len(ids) for ids in rate.excluded.values())
                assert list(found[kind]) == [len(rate.numerator), len(rate.denominator), left_out]

    play.do(counted)
    assert {each["unit"] for each in one.figures["units"]} == {YANWU, EAST}


def test_figures_stay_as_they_were_made(play: Play) -> None:
    a_week(play)
    play.until(at("2026-03-09 09:00"))
    before = of(play, "刘书记", Build.WEEK).figures
    play.script(("小吴", "演武-0002"), ("小吴", "[已联系上]"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "修好了"))
    assert of(play, "刘书记", Build.WEEK).figures == before


def test_whose_it_is_and_who_is_above_may_read_it_nobody_else(play: Play) -> None:
    a_week(play)
    play.until(at("2026-03-09 09:00"))
    one = of(play, "刘书记", Build.WEEK)
    readers = []
    for who, neighbour in CAST.items():
        if not neighbour.account:
            continue
        reader = actor(play, who)
        with suppress(Refusal):
            readers += [who] if play.do(partial(_read, reader, one.id)) else []
    assert readers == ["刘书记", "马主任"]


def _read(reader: Actor, digest_id: int, work: Work) -> Digest:
    return read(work, reader, digest_id)


def test_a_paper_names_no_number_and_keeps_to_what_its_reader_may_see(play: Play) -> None:
    """A complaint about the community's secretary is in no paper of that secretary; phones and doors are in none."""
    a_week(play)
    reported(play, "社区书记刘芳收钱不办事，我电话13835500001", category="conduct")
    play.until(at("2026-03-09 09:00"))
    one = of(play, "刘书记", Build.WEEK)
    paper = play.do(lambda work: drawn(work, actor(play, "刘书记"), one, play.now))
    said = repr(paper)
    assert "收钱不办事" not in said
    assert "138355" not in said
    assert "2单元501" not in said
    assert any("谢谢小吴" in line for line in paper.lead)


def test_three_red_months_are_talked_about_once(play: Play) -> None:
    play.ring()
    for month in ("03", "04", "05", "06"):
        play.until(at(f"2026-{month}-05 10:00"))
        dispatched(play, "三号楼的水管坏了")
    play.until(at("2026-07-02 10:00"))
    lights = play.do(lambda work: work.digests.lights([YANWU]))
    assert [one.light for one in lights] == [Light.RED] * 4
    cases = play.do(lambda work: work.cases.get(range(1, 60)).values())
    talks = [one for one in cases if one.flow == "summons"]
    assert [case.facts["months"] for case in talks] == ["2026-03,2026-04,2026-05"]


@pytest.mark.slow
def test_the_operator_is_asked_for_next_years_calendar_from_november_on_and_never_in_eight_months_before(
    play: Play,
) -> None:
    _asked_for_next_years_calendar(play)


def test_the_operator_is_asked_for_next_years_calendar_from_november_on(database_url: str) -> None:
    with closing(Play(database_url, at("2026-10-12 09:30"))) as play:
        _asked_for_next_years_calendar(play)
        play.look_around()


def _asked_for_next_years_calendar(play: Play) -> None:
    def join(work: Work) -> None:
        seat = work.people.seat(Role.OPERATOR, STREET)
        work.people.add_post(Post(seat, play.ids["何叔"], date(2020, 1, 1)))

    play.do(join)
    play.ring()
    play.until(at("2026-10-31 09:00"))
    assert not [card for card in play.sees("何叔") if card.title == "日历提醒"]
    play.until(at("2026-11-10 09:00"))
    said = [text_of(card) for card in play.sees("何叔") if card.title == "日历提醒"]
    assert len(said) == 2
    assert "2027 年的调休还没有填" in said[0]


@pytest.mark.parametrize("hours", [73, 206])
def test_late_ones_say_so(lite_play: Play, hours: int) -> None:
    a_week(lite_play)
    lite_play.until(at("2026-03-08 20:00"))
    lite_play.later(timedelta(hours=hours))
    lite_play.ring()
    said = [text_of(card) for card in lite_play.sees("刘书记")]
    assert any("补发" in text for text in said)
    assert of(lite_play, "刘书记", Build.WEEK).late
    assert of(lite_play, "刘书记", Build.WEEK).period == Period.of(PeriodKind.WEEK, date(2026, 3, 2)) or hours > 150
