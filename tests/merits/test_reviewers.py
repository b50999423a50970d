"""Who reviews whose points: by person, and only of one's own branch."""

import pytest

from handlers.cases.story import story
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.units.records import OrgLevel, PartyOrg
from storage.work import Work
from tests.cast import CAST, YANWU
from tests.checks import text_of
from tests.merits.scenes import (
    applied,
    branch,
    counted,
    entries,
    first_passed,
    join,
    newest,
    points,
    published,
    second_passed,
)
from tests.play import Play

REVIEWING = ("pass_first", "return_first", "decline_first", "pass_second", "return_second", "decline_second")


def pushed(play: Play, who: str, no: str, step: str) -> str:
    case = play.case(no)
    (refused,) = play.push(who, Press("cases.take", case.id, case.version, step))
    assert play.case(no) == case
    return text_of(refused)


def test_nobody_reviews_their_own(play: Play) -> None:
    """何叔 leads the group and is on the committee: not for himself, at no stage."""
    join(branch(play), "何叔", Role.COMMITTEE_MEMBER)
    no = applied(play, "何叔")
    assert play.labels("何叔") == ["撤回"]
    play.script(("何叔", "审积分", "都审完了"), ("何叔", "待办", "没有等你的事"))
    assert "自己的分自己不审" in pushed(play, "何叔", no, "pass_first")
    play.script(("陈书记", no), ("陈书记", "[初审通过]"))
    assert "自己的分自己不审" in pushed(play, "何叔", no, "pass_second")
    play.script(("小吴", no), ("小吴", "[复审通过]"))
    assert "自己的分自己不审" in pushed(play, "何叔", no, "count")
    counted(play, no, "陈书记")
    assert "自己的分自己不审" in pushed(play, "何叔", no, "recount")
    counted(play, no, "小吴")
    assert play.case(no).state == "published"
    assert "这一条和你自己有关" in pushed(play, "何叔", no, "object")


def test_who_did_the_first_review_does_not_do_the_second(play: Play) -> None:
    no = applied(branch(play))
    play.script(("陈书记", no), ("陈书记", "[初审通过]", "交支委会复审"))
    assert not set(play.labels("陈书记")) & {"复审通过", "退回", "不通过"}
    for step in ("pass_second", "return_second", "decline_second"):
        assert "初审是你做的，复审要换一个人" in pushed(play, "陈书记", no, step)
    play.script(("陈书记", "待办", "没有等你的事"), ("小吴", no), ("小吴", "[复审通过]"))


def test_who_proposed_does_not_review(play: Play) -> None:
    branch(play)
    play.script(
        ("陈书记", "记分", "给谁记"),
        ("陈书记", "没有这个人", "没有找到这个人"),
        ("陈书记", "李建国", "记哪一项"),
        ("陈书记", "主题党日缺席", "哪一天"),
        ("陈书记", "[昨天]", "为什么记这一条"),
        ("陈书记", "没有请假", "先由党小组审"),
        ("李师傅", "", "支部提出给你记这一条"),
        ("李师傅", "", "没有请假"),
    )
    no = newest(play)
    assert "这一步要由别人来办" in pushed(play, "陈书记", no, "pass_first")
    assert "不归你" not in text_of(play.last("何叔"))
    play.script(("何叔", "审积分", "李师傅：主题党日缺席 -3 分"), ("何叔", "[全部通过]"))
    assert "这一步要由别人来办" in pushed(play, "陈书记", no, "pass_second")
    play.script(("小吴", no), ("小吴", "[复审通过]"))
    counted(play, no, "小吴")
    assert "这一步要由别人来办" in pushed(play, "陈书记", no, "recount")
    counted(play, no, "刘书记")
    play.days(8)
    (entry,) = entries(play, "李师傅")
    assert (entry.delta, entry.type, entry.by) == (-300, "deducted", play.ids["陈书记"])
    assert points(play, "李师傅") == 9700


def test_nobody_enters_for_themselves_or_without_an_office(lite_play: Play) -> None:
    branch(lite_play)
    lite_play.script(("李师傅", "记分", "这里是审积分的人用的"), ("李师傅", "审积分", "这里是审积分的人用的"))
    lite_play.script(("何叔", "记分"), ("何叔", "何卫东"), ("何叔", "主题党日缺席"), ("何叔", "昨天"))
    lite_play.script(("何叔", "忘了", "自己的分自己不能记"))


def test_a_reset_leaves_nothing(lite_play: Play) -> None:
    branch(lite_play)
    lite_play.script(("陈书记", "记分"), ("陈书记", "李建国"), ("陈书记", "违法违纪、失信、黄赌毒"), ("陈书记", "昨天"))
    lite_play.script(("陈书记", "见通报"), ("何叔", "审积分", "清零"), ("何叔", "[全部通过]"))
    no = newest(lite_play)
    lite_play.script(("小吴", no), ("小吴", "[复审通过]"))
    counted(lite_play, no, "小吴")
    counted(lite_play, no, "刘书记")
    lite_play.days(8)
    assert points(lite_play, "李师傅") == 0


@pytest.fixture
def branches(lite_play: Play) -> Play:
    """Two branches under the community's: 李师傅 and 何叔 are of the first, 小赵 leads the second."""

    def act(work: Work) -> None:
        top = work.units.add_org(PartyOrg(0, "D0", "演武总支", OrgLevel.GENERAL_BRANCH, None, (YANWU,)))
        found = [work.units.add_org(PartyOrg(0, f"D{n}", f"第{n}支部", OrgLevel.BRANCH, top, (YANWU,))) for n in (1, 2)]
        orgs.update({"top": top, "one": found[0], "two": found[1]})

    orgs: dict[str, int] = {}
    lite_play.do(act)
    join(lite_play, "钱阿姨", Role.PARTY_MEMBER, YANWU, orgs["one"])
    join(lite_play, "何叔", Role.GROUP_LEADER, YANWU, orgs["one"])
    join(lite_play, "小赵", Role.GROUP_LEADER, YANWU, orgs["two"])
    join(lite_play, "小赵", Role.COMMITTEE_MEMBER, YANWU, orgs["two"])
    join(lite_play, "小吴", Role.COMMITTEE_MEMBER, YANWU, orgs["top"])
    return lite_play


def test_another_branch_sees_and_reviews_nothing(branches: Play) -> None:
    no = applied(branches, "钱阿姨")
    assert not branches.cards("小赵"), "another branch's leader is told nothing"
    branches.script(("小赵", no, "没有找到这一件"), ("小赵", "审积分", "都审完了"), ("小赵", "待办", "没有等你的事"))
    for step in REVIEWING:
        case = branches.case(no)
        branches.push("小赵", Press("cases.take", case.id, case.version, step))
        assert branches.case(no) == case
    branches.script(("何叔", "审积分", "钱阿姨：志愿服务 +1 分"), ("何叔", "[全部通过]", "初审通过 1 条"))
    branches.script(
        ("小赵", "审积分", "都审完了"), ("小吴", "", "等你复审的（1）"), ("小吴", "[全部通过]", "复审通过 1 条")
    )


def test_no_other_community_reviews(lite_play: Play) -> None:
    no = applied(branch(lite_play))
    for who in ("冯书记", "周平", "马主任", "小孟"):
        lite_play.script((who, no, "没有找到这一件"))
        for step in (*REVIEWING, "count", "recount", "object"):
            case = lite_play.case(no)
            lite_play.push(who, Press("cases.take", case.id, case.version, step))
            assert lite_play.case(no) == case


def test_before_and_after_the_publication_nobody_else_sees_it(lite_play: Play) -> None:
    concerned = {"李师傅", "何叔", "陈书记", "刘书记", "小吴"}
    others = [who for who, one in CAST.items() if one.account and who not in concerned]
    for reach in (applied, first_passed, second_passed):
        no = reach(branch(lite_play)) if reach is applied else reach(lite_play, "张敏")
        for who in others:
            if reach is applied or who != "张敏":
                lite_play.script((who, no, "没有找到这一件"), (who, "公示", "现在没有公示的积分"))


def test_published_it_is_masked_to_residents(lite_play: Play) -> None:
    no = published(branch(lite_play))
    lite_play.script(("赵大妈", "公示", "李**：志愿服务 +1 分，公示到 3月9日"), ("赵大妈", no))
    for who, named in (("赵大妈", False), ("小赵", False), ("张敏", True), ("何叔", True)):
        lite_play.script((who, no))
        said = text_of(lite_play.last(who))
        assert ("李师傅" in said) == named
        assert "李建国" not in said
        assert ("扫雪" in said) == (who == "何叔"), "the words are between the member and the branch"
        assert "13835500004" not in said
    for who in ("周平", "冯书记", "马主任"):
        lite_play.script((who, no, "没有找到这一件"), (who, "公示", "现在没有公示的积分"))
    lite_play.script(("李师傅", "接单"))
    assert no not in text_of(lite_play.last("李师傅"))
    lite_play.days(8)
    lite_play.script(("赵大妈", no, "没有找到这一件"))


def test_who_objected_is_known_to_the_reviewers_alone(lite_play: Play) -> None:
    """Even a member who sits on the committee does not read who it was."""
    no = published(branch(lite_play), "张敏")
    join(lite_play, "张敏", Role.COMMITTEE_MEMBER)
    lite_play.script(("赵大妈", no), ("赵大妈", "[有异议]"), ("赵大妈", "那天她在我家"))

    def told(who: str) -> str:
        actor = lite_play.caller(who).actor
        assert actor
        case = lite_play.case(no)
        try:
            lines = lite_play.desk.read_now(lambda work: story(work, actor, case, lite_play.now))
        except Refusal:
            return ""
        return " ".join(f"{line.who} {line.what} {line.why}" for line in lines)

    assert "赵大妈 公示时提了异议" in told("陈书记")
    for who in ("张敏", "赵大妈", "李师傅", "冯书记"):
        assert told(who) == ""
    assert not any("赵大妈" in text_of(card) or "在我家" in text_of(card) for _, card in lite_play.cards("张敏"))
