"""Taking the consent back: what is under way is withdrawn, the person forgotten, the history left as it was."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.commands.check import verify
from handlers.cases.records import Holder, HolderKind
from handlers.front import react
from handlers.invitations.guests import remove
from handlers.invitations.leaving import known, withdraw
from handlers.invitations.records import Form
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Post
from storage.work import Work
from tests.cast import BLOCK_3, GRID_2
from tests.checks import text_of
from tests.invitations.hall import actor, came, scan, sheet, takes
from tests.play import Play
from tests.requests.scenes import dispatched
from tests.requests.test_merging import joined
from tests.scenes import opened


def leaves(play: Play, who: str) -> int:
    one = actor(play, who)

    def act(work: Work) -> int:
        taken = withdraw(work, one, play.now)
        react(work)
        return taken

    return play.do(act)


def test_all_that_is_personal_is_gone(play: Play) -> None:
    person = came(play, sheet(play, "小吴", BLOCK_3))
    who = f"p{person}"
    account, until = actor(play, who).account_id, play.now + timedelta(days=9)
    play.do(lambda work: work.sessions.open("open", account, play.now, until))
    assert leaves(play, who) == 0
    found = play.desk.read_now(lambda work: work.people.get([person])[person])
    assert (found.called, found.name, found.phone, found.door) == ("已注销的人", "已注销的人", "", "")
    assert play.desk.read_now(lambda work: work.sessions.account("open", play.now)) is None
    assert play.desk.read_now(lambda work: work.accounts.of_person(person)) == ()
    consent = play.desk.read_now(lambda work: work.invitations.consent(person))
    assert consent
    assert consent.withdrawn_at == play.now
    doors = play.desk.read_now(lambda work: [home.door for home in work.units.households()])
    assert "2单元301" not in doors, "nobody of the household is left"


def test_a_family_keeps_its_door(play: Play) -> None:
    wall = sheet(play, "小吴", BLOCK_3)
    person = came(play, wall)
    scan(play, wall, Form("冯爷爷", "2单元301"))
    leaves(play, f"p{person}")
    assert "2单元301" in play.desk.read_now(lambda work: [home.door for home in work.units.households()])


def test_what_is_under_way_is_withdrawn_and_its_words_are_gone(play: Play) -> None:
    play.say("王奶奶", "想要个轮椅，带老伴出去走走")
    play.press("王奶奶", "提交")
    play.say("王奶奶", "3号楼门口的路灯不亮")
    play.press("王奶奶", "提交")
    play.courier()
    assert leaves(play, "王奶奶") == 2
    play.courier()
    assert [play.case(no).state for no in ("演武-0001", "演武-0002")] == ["withdrawn", "withdrawn"]
    for _, card in play.cards("刘书记"):
        assert "老伴" not in text_of(card)
        assert "王奶奶" not in text_of(card)
    assert not play.desk.read_now(verify).findings


def test_what_is_done_already_runs_out_by_itself(play: Play) -> None:
    """A wish that waits for its rating can't be withdrawn; the helper can still say how it went."""
    play.script(
        ("王奶奶", "想要个轮椅"),
        ("王奶奶", "[提交]"),
        ("刘书记", "[通过公示]"),
        ("李师傅", "[我来接]"),
        ("李师傅", "[已联系上]"),
        ("李师傅", "[圆梦了]"),
        ("李师傅", "📷"),
    )
    state = play.case().state
    assert state == "fulfilled"
    assert leaves(play, "王奶奶") == 0
    assert play.case().state == state
    play.script(("李师傅", "[说说经过]"), ("李师傅", "送到门口了"))
    play.days(20)
    assert play.case().state == "unanswered"
    assert not play.desk.read_now(verify).findings


def test_who_holds_a_post_is_sent_to_the_secretary(play: Play) -> None:
    takes(play, "王奶奶", sheet(play, "刘书记", GRID_2, Role.VOLUNTEER))
    with pytest.raises(Refusal, match="invitations/holds_post"):
        leaves(play, "王奶奶")
    assert actor(play, "王奶奶").called == "王奶奶"


def test_who_was_registered_by_the_community_reads_it_too(lite_play: Play) -> None:
    hers = actor(lite_play, "王奶奶")
    found = lite_play.desk.read_now(lambda work: known(work, hers))
    assert found.consent is None
    assert (found.person.phone, found.place) == ("13835500001", "演武社区 二号网格 3号楼")


def test_a_helper_who_is_asked_to_leave_gives_back_what_they_had(play: Play) -> None:
    helper = came(play, sheet(play, "刘书记", GRID_2, Role.VOLUNTEER))
    opened(play)
    case = play.case()
    play.push(f"p{helper}", Press("cases.take", case.id, case.version, "claim"))
    assert play.case().holder == Holder(HolderKind.PERSON, helper)
    play.do(lambda work: _all_out(work, play, helper))
    assert play.case().state == "open", "the wish waits for somebody else"
    assert play.case().priority
    play.courier()
    assert "正在另请人" in text_of(play.last("王奶奶"))


def test_a_helper_who_takes_the_consent_back_gives_back_what_they_had(play: Play) -> None:
    helper = came(play, sheet(play, "刘书记", GRID_2, Role.VOLUNTEER))
    opened(play)
    case = play.case()
    play.push(f"p{helper}", Press("cases.take", case.id, case.version, "claim"))
    play.do(lambda work: work.people.change_post(_over(work, helper, play)))
    leaves(play, f"p{helper}")
    assert play.case().state == "open"
    assert not play.desk.read_now(verify).findings


def test_others_who_wait_go_on_waiting_and_their_words_are_kept(play: Play) -> None:
    dispatched(play)
    joined(play)
    no = "演武-0001"
    assert leaves(play, "王奶奶") >= 1
    case, heir = play.case(no), play.ids["张敏"]
    assert case.asker_id == heir
    assert case.closed_at is None
    play.script(("小吴", "[已联系上]"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡"))
    texts = play.desk.read_now(lambda work: [text.text for text in work.history.texts([case.id]).get(case.id, ())])
    assert "换了灯泡" in texts, "what is written from now on lies under the key of whoever waits"
    assert not play.desk.read_now(verify).findings


def _all_out(work: Work, play: Play, person: int) -> None:
    (join,) = work.invitations.joins_by([person])
    remove(work, actor(play, "刘书记"), join.id, play.now)
    react(work)


def _over(work: Work, person: int, play: Play) -> Post:
    """The post that somebody was given today, as one that ended yesterday."""
    post = next(post for post in work.people.posts() if post.person_id == person)
    return replace(post, ends=play.now.astimezone(SHANGHAI).date() - timedelta(days=1))
