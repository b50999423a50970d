"""并案, 拆开, 我也遇到: neighbours with the same matter wait together, and everybody is told."""

import pytest

from handlers.cases.chain import first_break
from handlers.cases.look import look
from handlers.cases.records import LinkKind
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Press
from handlers.requests.actions import join
from handlers.requests.records import Report
from storage.work import Work
from tests.cast import BLOCK_1, BLOCK_3
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import LAMP, dispatched, reported, working

NEAR = "楼门口的灯不亮了"


def joined(play: Play, who: str = "张敏", no: str = "演武-0001", home: int = BLOCK_3) -> str:
    """我也遇到, as the intake would do it; returns the number of their own case."""

    def act(work: Work) -> str:
        from handlers import front  # noqa: PLC0415  # only a scene needs the house's reactions

        actor, parent = play.caller(who).actor, work.cases.by_no(no)
        assert actor
        assert parent
        report = Report(NEAR, str(parent.facts["category"]), "week", home, play.ids[who], actor.person_id)
        news = join(work, actor, report, parent.id, play.now)
        front.react(work)
        return news.case.no

    found = play.do(act)
    play.courier()
    return found


def steps_of(play: Play, who: str, no: str = "演武-0001") -> set[str]:
    """What is offered to somebody on the page of a case."""
    actor, case = play.caller(who).actor, play.case(no)
    assert actor
    seen = play.desk.read_now(lambda work: look(work, actor, [case.id], play.now))
    return {step.name for step in seen[case.id].steps}


def parent_of(play: Play, no: str) -> str:
    def read(work: Work) -> str:
        case = work.cases.by_no(no)
        assert case
        ids = [
            one.parent_id
            for one in work.cases.links(case.id)
            if one.kind is LinkKind.MERGED and one.child_id == case.id
        ]
        return work.cases.get(ids)[ids[0]].no if ids else ""

    return play.desk.read_now(read)


def test_i_have_it_too(play: Play) -> None:
    dispatched(play)
    own = joined(play)
    assert (play.case(own).state, play.clocks(own), parent_of(play, own)) == ("merged", [], "演武-0001")
    assert play.case().counts["joined"] == 1
    play.script(("小吴", "", "又有一户说也遇到了"))
    assert "（2 户）" in play.last("小吴").title
    assert first_break(play.events(own)) is None


def test_who_joined_is_told_what_the_first_is_told(play: Play) -> None:
    dispatched(play)
    own = joined(play)
    play.script(("小吴", "[已联系上]"), ("张敏", "", "已经有人在办，办好了告诉您"))
    assert own in play.last("张敏").title, "on the card of their own case"
    assert "王奶奶" not in text_of(play.last("张敏"))
    play.script(("小吴", "[说进展]"), ("小吴", "灯泡买好了", "记下了"), ("张敏", "", "进展：灯泡买好了"))
    play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换好了"), ("张敏", "", "这件事办好了"))
    assert "换好了" in text_of(play.last("张敏"))
    play.script(("王奶奶", "[解决了]"), ("王奶奶", "[满意]"), ("张敏", "", "先提的邻居说解决了"))


def test_nobody_is_named_to_who_joined(play: Play) -> None:
    dispatched(play)
    own = joined(play)
    play.script(
        ("小吴", "[已联系上]"), ("小吴", "[说进展]"), ("小吴", "跟王奶奶13835500001说好了，王桂兰在家等", "记下了")
    )
    for no in (own, "演武-0001"):
        (card,) = play.say("张敏", no)
        found = text_of(card)
        assert "说好了" in found
        assert not [secret for secret in ("王奶奶", "王桂兰", "13835500001") if secret in found], no


def test_even_where_neighbours_may_not_look(play: Play) -> None:
    """A quarrel that two have reported is shown to nobody else, yet both are told."""
    reported(play, "楼上半夜总吵，说不通", category="dispute")
    reported(play, "楼上晚上吵得睡不着", "张敏", category="dispute")
    merge(play, "演武-0002", "演武-0001")
    play.script(("张敏", "", "这件事已经有人提过，并到一起办"))
    play.script(("刘书记", "演武-0001"), ("刘书记", "[派小吴]"), ("张敏", "", "派人了，办好了告诉您"))
    assert "楼上晚上吵" in text_of(play.last("张敏"))
    assert "说不通" not in text_of(play.last("张敏"))


def merge(play: Play, no: str, into: str, who: str = "刘书记") -> None:
    case = play.case(no)
    (card,) = play.push(who, Press("cases.take", case.id, case.version, "merge"))
    assert "并到哪一件" in card.body
    play.script((who, into, "并到哪一件"), (who, f"[{into.rpartition('-')[2]}]", "并到一起了"))


def test_merged_by_the_office(play: Play) -> None:
    working(play)
    reported(play, NEAR, "赵大妈")
    merge(play, "演武-0002", "演武-0001")
    play.script(("赵大妈", "", "并到一起办（演武-0001），有消息一样告诉您"))
    assert play.last("赵大妈").state == "并入另一件（演武-0001）"
    assert play.clocks("演武-0002") == []


def test_merging_one_that_others_joined_moves_them_along(play: Play) -> None:
    dispatched(play)
    own = joined(play)
    reported(play, NEAR, "赵大妈")
    merge(play, "演武-0001", "演武-0003")
    assert parent_of(play, own) == parent_of(play, "演武-0001") == "演武-0003"
    assert "（3 户）" in title(play, "演武-0003")
    play.script(("刘书记", "演武-0003"), ("刘书记", "[派小赵]"))
    for who in ("王奶奶", "张敏"):
        assert "派人了" in text_of(play.last(who)), who


def title(play: Play, no: str, who: str = "刘书记") -> str:
    (card,) = play.say(who, no)
    return card.title


def test_taken_apart_again(play: Play) -> None:
    dispatched(play)
    reported(play, NEAR, "赵大妈")
    before = play.clocks("演武-0002")
    merge(play, "演武-0002", "演武-0001")
    play.script(
        ("刘书记", "[拆开]", "为什么"),
        ("刘书记", "不是一个灯", "拆开了，单独办"),
        ("赵大妈", "", "您的事单独来办"),
    )
    case = play.case("演武-0002")
    assert (case.state, play.clocks("演武-0002"), parent_of(play, case.no)) == ("review", before, "")
    assert "户）" not in title(play, "演武-0001")


def test_not_into_itself_nor_into_nothing(play: Play) -> None:
    reported(play)
    reported(play, NEAR, "赵大妈")
    case = play.case("演武-0002")
    play.push("刘书记", Press("cases.take", case.id, case.version, "merge"))
    play.script(("刘书记", "演武-0002", "不能并到自己里面"), ("刘书记", "演武-9999", "没有找到这一件"))
    play.script(("刘书记", "0001", "并到哪一件"), ("刘书记", "[0001]", "并到一起了"))


def test_nobody_joins_twice_or_what_is_over(play: Play) -> None:
    dispatched(play)
    joined(play)
    for who in ("张敏", "王奶奶"):
        with pytest.raises(Refusal, match="requests/joined_already"):
            joined(play, who)
    play.script(("小吴", "[已联系上]"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了"))
    with pytest.raises(Refusal, match="requests/over_meanwhile"):
        joined(play, "赵大妈", home=BLOCK_1)


def test_the_first_asker_leaves_and_the_next_one_waits(play: Play) -> None:
    dispatched(play, f"{LAMP}，我家2单元501")
    own = joined(play)
    play.script(("王奶奶", "[撤回]"), ("王奶奶", "[不用办了]", "还有邻居在等，事情接着办"))
    case = play.case()
    assert (case.state, case.asker_id, case.counts["passed"]) == ("assigned", play.ids["张敏"], 1)
    play.script(("张敏", "", "先前提的人撤回了，这件事接着为您办"))
    seen = text_of(play.last("张敏"))
    assert "门口的路灯坏了" in seen
    assert "2单元501" not in seen, "the words of the one who left are masked"
    assert "经过" not in play.labels("张敏")
    play.script(("小吴", "", "先前提的人撤回了"))
    told = text_of(play.last("小吴"))
    assert "张敏" in told
    assert "13835500005" in told, "the one to call is who waits now"
    assert "13835500001" not in told
    play.script(("小吴", "[已联系上]"))
    assert "跟您联系上了" in text_of(play.last("张敏"))
    assert play.case(own).state == "withdrawn", "who waits for it as its asker needs no case beside it"


def test_who_left_sees_no_more_than_a_neighbour(play: Play) -> None:
    dispatched(play)
    joined(play)
    play.script(("王奶奶", "[撤回]"), ("王奶奶", "[不用办了]"))
    play.script(("小吴", "[已联系上]"))
    (card,) = play.say("王奶奶", "演武-0001")
    seen = text_of(card)
    assert "13835500008" not in seen
    assert "张敏" not in seen
    assert [button.text for button in card.buttons] == []


def test_the_last_one_to_wait_may_withdraw(play: Play) -> None:
    """Their own case goes along with this one: that makes nobody else wait."""
    dispatched(play)
    joined(play)
    play.script(("王奶奶", "[撤回]"), ("王奶奶", "[不用办了]"))
    play.courier()
    assert "户）" not in play.last("张敏").title
    play.script(("张敏", "[撤回]"), ("张敏", "[不用办了]", "撤回了"))
    assert (play.case().state, play.clocks()) == ("withdrawn", [])


def test_alone_there_is_nothing_to_merge_it_into(play: Play) -> None:
    reported(play)
    assert "merge" not in steps_of(play, "刘书记")
    assert "没有别的诉求可并" in text_of(play.push("刘书记", Press("cases.take", play.case().id, 1, "merge"))[-1])
    reported(play, NEAR, "赵大妈")
    assert "merge" in steps_of(play, "刘书记")


def test_what_is_over_meanwhile_is_no_answer_any_more(play: Play) -> None:
    for who in ("王奶奶", "赵大妈", "钱阿姨"):
        reported(play, who=who)
    play.push("刘书记", Press("cases.take", play.case("演武-0003").id, 1, "merge"))
    assert {"0001", "0002"} <= set(play.labels("刘书记"))
    play.push("王奶奶", Press("cases.answer", play.case("演武-0001").id, 1, "withdraw:sure:yes"))
    assert play.case("演武-0001").state == "withdrawn"
    assert {"0001", "0002"} & set(play.labels("刘书记")) == {"0002"}
