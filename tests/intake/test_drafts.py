"""A draft grows, is kept and read again as it was."""

import json

import pytest

from handlers.intake import drafts
from handlers.intake.records import REQUEST, WISH, Draft, Pending
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Conversation
from handlers.wishes.records import WishKind
from tests.play import Play


def test_kept_and_read_again() -> None:
    full = Draft(
        id="a1b2c3d4",
        flow=REQUEST,
        what="路灯坏了",
        kind=WishKind.SERVICE,
        value=120,
        category="lamp",
        urgency="week",
        question=True,
        unit_id=8,
        options=((8, "演武社区 3号楼"),),
        photos=(1, 2),
        awaiting="more",
        chosen=("kind", "place"),
        name="孙长庚",
        door="3单元301",
        forwarded="?",
        offered=(5,),
        pending=Pending("还有", (3,), "张三"),
        said_at="2026-03-02T09:30:00+08:00",
    )
    for draft in (full, Draft("a1b2c3d4")):
        stored = json.loads(json.dumps(drafts.kept(draft).notes))
        assert drafts.of(Conversation("intake", stored)) == draft


def test_words_say_which_it_will_be() -> None:
    assert drafts.begun("想要个轮椅").flow == WISH
    assert drafts.begun("路灯坏了").flow == REQUEST
    assert drafts.begun("帮忙看看").flow == ""
    assert drafts.begun("医保怎么报销").question


def test_more_words_settle_what_was_open() -> None:
    assert drafts.grown(drafts.begun("帮忙看看"), "楼道的路灯坏了").flow == REQUEST


def test_what_is_chosen_stays_chosen() -> None:
    draft = drafts.with_flow(drafts.begun("路灯坏了"), WISH)
    assert drafts.with_text(draft, "楼道的路灯坏了").flow == WISH
    lamp = drafts.with_category(drafts.begun("路灯坏了"), "danger")
    assert drafts.grown(lamp, "路灯不亮").category == "danger"


def test_a_public_facility_is_a_request() -> None:
    draft = drafts.with_kind(drafts.begun("想要一盏路灯"), "facility")
    assert draft.flow == REQUEST
    assert drafts.with_flow(draft, WISH).kind is WishKind.THING


def test_nobody_in_danger_is_asked_for_a_category() -> None:
    draft = drafts.begun("楼里着火了，快来人")
    assert (draft.flow, draft.urgency) == (REQUEST, "urgent")
    assert draft.category


def test_too_long_is_refused_with_the_number() -> None:
    with pytest.raises(Refusal, match="cases/too_long"):
        drafts.with_text(drafts.begun("想要轮椅"), "想要轮椅" * 200)


@pytest.mark.parametrize("press", ["nonsense", ""])
def test_nonsense_is_an_old_button(press: str) -> None:
    for change in (drafts.with_kind, drafts.with_flow, drafts.with_category):
        with pytest.raises(Refusal, match="front/old_button"):
            change(drafts.begun("想要轮椅"), press)


def test_a_wish_of_somebody_without_a_home_says_so_before_it_is_submitted(lite_play: Play) -> None:
    play = lite_play
    play.script(("马主任", "想要个轮椅", "请找网格员登记一下"))
    assert play.labels("马主任") == ["改", "加照片", "替别人提", "不提了"]
    play.script(("马主任", "[替别人提]"), ("马主任", "孙长庚 3单元301", "孙长庚"))
    assert play.labels("马主任")[0] == "提交"
