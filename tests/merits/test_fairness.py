"""Nobody holds up, decides or learns what is not theirs: the same thing twice, objectors, those who proposed."""

from handlers.cases.story import story
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from tests.checks import text_of
from tests.merits.scenes import branch, counted, entries, join, newest, published
from tests.play import Play


def entered(play: Play, who: str = "陈书记", words: str = "没有请假") -> str:
    play.script((who, "记分"), (who, "李建国"), (who, "主题党日缺席"), (who, "昨天"), (who, words))
    return newest(play)


def through(play: Play, no: str) -> str:
    """Past 何叔, 小吴 and the meeting, to the publication."""
    play.script(("何叔", no), ("何叔", "[初审通过]"), ("小吴", no), ("小吴", "[复审通过]"))
    counted(play, no, "小吴")
    counted(play, no, "刘书记")
    assert play.case(no).state == "published"
    return no


def told(play: Play, who: str, no: str) -> str:
    """All that somebody reads of a case's history; nothing where it is shut to them."""
    actor, case = play.caller(who).actor, play.case(no)
    assert actor
    try:
        lines = play.desk.read_now(lambda work: story(work, actor, case, play.now))
    except Refusal:  # it is nothing to them at all
        return ""
    return " ".join(f"{line.who} {line.what} {line.why}" for line in lines)


def test_the_same_absence_is_noted_once(play: Play) -> None:
    """Two of the committee note it in the same words: the second is told, and what is through takes effect."""
    branch(play)
    first = through(play, entered(play))
    assert entered(play) == first, "no other was opened"
    assert "同样的话已经记过了" in text_of(play.last("陈书记"))
    other = through(play, entered(play, words="上午那次也没有来"))
    play.days(9)
    assert [play.case(no).state for no in (first, other)] == ["effective", "effective"]
    assert [entry.delta for entry in entries(play, "李师傅")] == [-300, -300]


def test_who_objects_does_not_decide_and_says_it_once(lite_play: Play) -> None:
    play = branch(lite_play)
    join(play, "小吴", Role.PARTY_MEMBER)
    no = published(play)
    play.script(("小吴", no), ("小吴", "[有异议]"), ("小吴", "那天没有下雪"))
    assert play.case(no).state == "second_review"
    play.script(("小吴", no))
    assert not {"复审通过", "退回", "不通过"} & set(play.labels("小吴"))
    play.script(("刘书记", no), ("刘书记", "[复审通过]"))
    counted(play, no, "陈书记")
    counted(play, no, "刘书记")
    assert play.case(no).state == "published"
    play.script(("小吴", no))
    assert "有异议" not in play.labels("小吴")
    play.days(9)
    assert play.case(no).state == "effective"


def test_who_proposed_it_never_learns_who_objected(lite_play: Play) -> None:
    play = branch(lite_play)
    no = through(play, entered(play))
    play.script(("王奶奶", no), ("王奶奶", "[有异议]"), ("王奶奶", "他那天在帮我搬东西"))
    play.script(("陈书记", no))
    for words in ("搬东西", "王奶奶", "王桂兰"):
        assert words not in text_of(play.last("陈书记"))
        assert words not in told(play, "陈书记", no)
    assert "搬东西" in told(play, "小吴", no), "who reviews it reads why"


def test_a_row_of_digits_is_nobody(lite_play: Play) -> None:
    play = branch(lite_play)
    play.script(("陈书记", "记分"), ("陈书记", "9" * 4400, "没有找到这个人"))
