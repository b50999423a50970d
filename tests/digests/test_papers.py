"""How digests are said: in one message for several posts, without numbers, nothing twice."""

from dataclasses import replace

from handlers.digests.drawing import drawn
from handlers.duties.records import Build
from handlers.kit.roles import Role
from tests.cast import EAST
from tests.checks import text_of
from tests.digests.test_conversation import a_week, actor, at, of
from tests.digests.test_desks import join
from tests.play import Play
from tests.requests.scenes import finished, reported


def test_two_communities_are_two_parts_of_one_message(lite_play: Play) -> None:
    join(lite_play, "刘书记", Role.COMMUNITY_SECRETARY, EAST)
    lite_play.ring()
    reported(lite_play, "三号楼的水管坏了")
    lite_play.sees("刘书记")
    lite_play.until(at("2026-03-09 09:00"))
    (card,) = [one for one in lite_play.sees("刘书记") if "周例会" in one.title]
    said = text_of(card)
    assert card.title == "周例会"
    assert "演武社区 · 周例会：新来 1 件" in said
    assert "广场东社区 · 周例会：新来 0 件" in said
    assert [one.page for one in card.buttons if one.page] == ["/digests"]
    lite_play.script(("刘书记", "[为什么发]", "按一下就停"))
    assert lite_play.labels("刘书记") == ["停周例会"]
    lite_play.script(("刘书记", "[停周例会]", "停了"))
    lite_play.press("刘书记", "为什么发")
    assert "按一下就停" not in text_of(lite_play.last("刘书记"))


def test_thanks_are_quoted_without_numbers_wherever_their_case_is(lite_play: Play) -> None:
    lite_play.ring()
    finished(lite_play)
    lite_play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"))
    lite_play.script(("王奶奶", "谢谢小吴，我是13835500001，住2单元501室"))
    lite_play.until(at("2026-03-09 09:00"))
    one = of(lite_play, "刘书记", Build.WEEK)
    bare = replace(one, figures={**one.figures, "new": [], "done": [], "oldest": [], "first": []})
    lead = lite_play.do(lambda work: drawn(work, actor(lite_play, "刘书记"), bare, lite_play.now)).lead
    assert any("谢谢小吴" in line for line in lead)
    assert not any("1383550" in line or "501" in line for line in lead)


def test_a_table_without_rows_is_left_out(lite_play: Play) -> None:
    a_week(lite_play)
    lite_play.until(at("2026-04-01 09:00"))
    one = of(lite_play, "马主任", Build.RANKING)
    paper = lite_play.do(lambda work: drawn(work, actor(lite_play, "马主任"), one, lite_play.now))
    assert all(table.rows for table in paper.tables)
    assert "前几个月的按时办结率" not in [table.title for table in paper.tables]
    (rates,) = [table for table in paper.tables if table.title == "三率"]
    assert not any("，" in str(why).replace("问了，等回音", "") for *_, why in rates.rows)
