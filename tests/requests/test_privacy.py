"""Who sees what of a request: neighbours little and late, the pool no door, those complained about nothing."""

from dataclasses import replace

import pytest

from handlers.cases.look import look
from handlers.cases.photos import may_see
from handlers.kit.cards import Card
from handlers.kit.turns import Press
from handlers.requests.states import is_above
from handlers.routing.categories import CATEGORIES
from tests.cast import STREET, YANWU
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import dispatched, reported, seat_of, working

SECRETS = ("13835500001", "2单元501", "王桂兰", "王奶奶")
PLEA = "路灯坏了，我叫王桂兰，电话13835500001，住3号楼2单元501"


def seen(play: Play, who: str, no: str = "演武-0001") -> str:
    """All that somebody may read of a case; empty where there is nothing."""
    actor, case = play.caller(who).actor, play.case(no)
    assert actor
    found = play.desk.read_now(lambda work: look(work, actor, [case.id], play.now))
    return str(found[case.id].facts) if found else ""


def test_a_neighbour_sees_it_masked_once_it_is_accepted(play: Play) -> None:
    reported(play, PLEA)
    assert seen(play, "赵大妈") == ""
    play.script(("赵大妈", "演武-0001", "没有找到这一件"))
    play.script(("刘书记", "[派小吴]"))
    found = seen(play, "赵大妈")
    assert "路灯坏了" in found
    assert not [secret for secret in (*SECRETS, "13835500008") if secret in found]
    assert seen(play, "周平") == "", "of another community"


def test_a_private_matter_is_never_shown(play: Play) -> None:
    reported(play, "低保怎么还没批下来", category="poor")
    play.script(("刘书记", "[派小吴]"))
    assert seen(play, "赵大妈") == seen(play, "李师傅") == seen(play, "周平") == ""
    assert "低保" in seen(play, "小吴")


def test_the_pool_knows_no_name_before_the_claim(play: Play) -> None:
    reported(play, PLEA)
    play.script(("刘书记", "[大家来接]"), ("李师傅", "", "有件事等人办"))
    assert not [secret for secret in SECRETS if secret in seen(play, "李师傅")]
    play.script(("李师傅", "[我来接]"))
    assert "13835500001" in seen(play, "李师傅")
    assert not [secret for secret in SECRETS if secret in seen(play, "何叔")]


def test_when_it_is_over_the_phone_is_hidden(play: Play) -> None:
    working(play)
    assert "13835500001" in seen(play, "小吴")
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了"), ("王奶奶", "[解决了]"), ("王奶奶", "[满意]"))
    assert play.case().state == "closed"
    assert not [secret for secret in ("13835500001", "2单元501") if secret in seen(play, "小吴")]


ABOVE = "英雄中路-0001"  # what passes the community by is numbered above it


@pytest.fixture
def complained(play: Play) -> Play:
    reported(play, "社区书记办事推三阻四，态度很差", category="conduct")
    return play


def test_a_complaint_about_leaders_passes_them_by(complained: Play) -> None:
    play = complained
    for who in ("刘书记", "小吴", "陈书记", "李师傅", "赵大妈"):
        assert not play.cards(who), f"{who} is told nothing"
        assert seen(play, who, ABOVE) == ""
        play.script((who, ABOVE, "没有找到这一件"))
        for name in ("待办", "接单", "我的"):
            (card,) = play.say(who, name)
            assert "推三阻四" not in text_of(card)
    play.script(("马主任", "", "新的诉求，请派人办"), ("马主任", "待办", "推三阻四"))


def test_it_stays_above(complained: Play) -> None:
    play = complained
    assert "大家来接" not in play.labels("马主任")
    (refusal,) = play.push("马主任", Press("cases.take", play.case(ABOVE).id, play.case(ABOVE).version, "open"))
    assert "不放出来，请派给一个人" in text_of(refusal)
    play.script(("马主任", "[选人派单]", "派给谁"))
    assert play.labels("马主任") == ["马主任", "先不"]
    play.say("马主任", "刘书记")
    assert play.case(ABOVE).state == "review"
    case, seat = play.case(ABOVE), seat_of(play, "community_secretary", YANWU)
    play.push("马主任", Press("cases.answer", case.id, case.version, f"dispatch:seat:{seat}"))
    assert play.case(ABOVE).state == "review", "not by a forged press either"
    play.script(("马主任", "[选人派单]"), ("马主任", "[马主任]"), ("王奶奶", "", "派给街道马主任了"))
    assert play.case(ABOVE).seat_id == seat_of(play, "street_office", STREET)


def test_nobody_merges_what_they_may_not_see(complained: Play) -> None:
    play = complained
    lamp = reported(play, "路灯坏了", "赵大妈")
    case = play.case(lamp)
    for no in ("演武-0001", "1"):
        play.push("刘书记", Press("cases.take", case.id, case.version, "merge"))
        play.say("刘书记", no)
    play.push("刘书记", Press("cases.answer", case.id, case.version, f"merge:into:{play.case().id}"))
    assert play.case(lamp).state == "review"


def test_which_matters_pass_the_community_by(play: Play) -> None:
    reported(play)
    lamp = play.case()
    above = {one.key for one in CATEGORIES if is_above(replace(lamp, facts={"category": one.key}))}
    assert above == {"conduct", "land"}


def test_typists_see_what_they_typed_and_no_more(play: Play) -> None:
    reported(play, "路灯坏了", "孙大爷", typist="小赵")
    assert "03552012345" not in seen(play, "小赵"), "there is nothing to call about yet"
    reported(play, "水管漏了", "孙大爷", typist="赵大妈")
    found = seen(play, "赵大妈", "演武-0002")
    assert "水管漏了" in found
    assert not [secret for secret in ("03552012345", "孙长庚", "3单元301") if secret in found]


def test_photos_are_opened_to_whom_the_case_is(play: Play) -> None:
    dispatched(play)
    play.script(("小吴", "[退单]"), ("小吴", "[不归我管]"), ("小吴", "供电局的"), ("小吴", "📷"))
    photos = play.case().facts["evidence"]
    assert isinstance(photos, list)
    (evidence,) = photos

    def sees(who: str) -> bool:
        actor = play.caller(who).actor
        assert actor
        return play.desk.read_now(lambda work: may_see(work, actor, evidence))

    assert [who for who in ("刘书记", "陈书记", "小吴", "赵大妈", "李师傅", "周平") if sees(who)] == [
        "刘书记",
        "陈书记",
        "小吴",
    ]


def test_a_complaint_leaves_no_gap_in_the_communitys_numbers(play: Play) -> None:
    """Whatever category it came with: its words alone take it above, and its number is of the series there."""
    first = reported(play)
    hidden = reported(play, "刘书记收了我的钱，不给办低保", "赵大妈", category="poor")
    third = reported(play, "楼门口的灯不亮了", "张敏")
    assert (first, third) == ("演武-0001", "演武-0002")
    assert not hidden.startswith("演武")
    assert play.case(hidden).facts["category"] == "conduct"
    for who in ("刘书记", "陈书记", "小赵", "小吴"):
        assert "低保" not in "".join(text_of(card) for _, card in play.cards(who))
    assert "低保" in text_of(play.last("马主任"))


def test_what_cannot_wait_goes_at_once(play: Play) -> None:
    reported(play, "厨房有煤气味，很大", category="gas")
    case = play.case()
    assert (case.state, case.facts["urgency"]) == ("assigned", "urgent")
    play.script(("小吴", "", "派给你了"), ("刘书记", "", "突发的事，已经直接派给小吴"))
    (told,) = play.look_at("王奶奶", Card("requests/news", case.id, {"step": "submit", "by": case.asker_id}))
    assert "已经直接派给网格员小吴" in text_of(told)
