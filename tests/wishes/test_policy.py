"""What each sees of a wish, at each stage: the secrets of the one who needs it, and who may read them when."""

import pytest

from handlers.cases.photos import may_see
from handlers.kit.cards import Card
from tests.checks import text_of
from tests.play import Play

WORDS = "我叫王桂兰,住3号楼2单元501,电话13835500001,想要个轮椅"
SECRETS = {"name": "王桂兰", "called": "王奶奶", "phone": "13835500001", "door": "501"}
STAFF, HELPERS, NOBODY = ("刘书记", "陈书记"), ("李师傅", "张敏", "何叔"), ("周平", "冯书记", "赵大妈", "小孟")


def submitted(play: Play) -> None:
    play.photo("王奶奶", WORDS)
    play.press("王奶奶", "提交")
    play.courier()


def opened(play: Play) -> None:
    submitted(play)
    play.press("刘书记", "通过公示")
    play.courier()


def every_word(play: Play, who: str) -> str:
    """All that is in somebody's chat, with the present card of the case asked for besides."""
    (now,) = play.look_at(who, Card("wishes/case", play.case().id))
    return "\n".join([text_of(now), *(text_of(card) for _, card in play.cards(who))])


def photos(play: Play, who: str) -> set[int]:
    (now,) = play.look_at(who, Card("wishes/case", play.case().id))
    return {photo for card in (now, *(card for _, card in play.cards(who))) for photo in card.photos}


@pytest.mark.parametrize("who", STAFF)
def test_staff_of_the_place_see_it_all(lite_play: Play, who: str) -> None:
    opened(lite_play)
    seen = every_word(lite_play, who)
    assert all(secret in seen for secret in SECRETS.values())
    assert len(photos(lite_play, who)) == 1


def test_a_grid_member_sees_nothing_that_needs_no_call(lite_play: Play) -> None:
    opened(lite_play)
    seen = every_word(lite_play, "小吴")
    assert not [secret for secret in SECRETS.values() if secret in seen]


@pytest.mark.parametrize("who", HELPERS)
def test_helpers_see_no_secret_before_they_claim(lite_play: Play, who: str) -> None:
    opened(lite_play)
    lite_play.say(who, "接单")
    lite_play.press(who, "①")
    seen = every_word(lite_play, who)
    assert "想要个轮椅" in seen
    assert [name for name, secret in SECRETS.items() if secret in seen] == []
    assert "3号楼" not in seen
    assert photos(lite_play, who) == set()
    photo = lite_play.case().facts["photos"]
    assert isinstance(photo, list | tuple)
    actor = lite_play.caller(who).actor
    assert actor
    assert not lite_play.desk.read_now(lambda work: may_see(work, actor, photo[0]))


def test_the_name_is_masked_however_it_is_said(lite_play: Play) -> None:
    """The house knows who needs it, so it can take exactly that name out."""
    lite_play.say("王奶奶", "王桂兰想要个轮椅,楼下叫一声王奶奶就行")
    lite_play.script(("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    seen = every_word(lite_play, "张敏")
    assert "轮椅" in seen
    assert "王桂兰" not in seen
    assert "王奶奶" not in seen


@pytest.mark.parametrize("who", NOBODY)
def test_others_see_nothing(lite_play: Play, who: str) -> None:
    opened(lite_play)
    (card,) = lite_play.look_at(who, Card("wishes/case", lite_play.case().id))
    assert text_of(card) == "这件事现在看不到了。"
    assert card.photos == ()


def test_before_it_is_public_helpers_hear_nothing(lite_play: Play) -> None:
    submitted(lite_play)
    assert lite_play.cards("李师傅") == []
    (list_,) = lite_play.say("李师傅", "接单")
    assert "现在没有等人接的事" in text_of(list_)


def test_who_claimed_sees_how_to_reach_them_and_the_rest_still_nothing(lite_play: Play) -> None:
    opened(lite_play)
    lite_play.press("李师傅", "我来接")
    lite_play.courier()
    assert all(secret in every_word(lite_play, "李师傅") for secret in SECRETS.values())
    seen = every_word(lite_play, "张敏")
    assert [name for name, secret in SECRETS.items() if secret in seen] == []


def test_who_gave_it_back_is_a_stranger_again(lite_play: Play) -> None:
    opened(lite_play)
    lite_play.script(("李师傅", "[我来接]"), ("李师傅", "[接不了]"), ("李师傅", "腰扭了"))
    seen = every_word(lite_play, "李师傅")
    assert [name for name, secret in SECRETS.items() if secret in seen] == []


def test_the_next_helper_sees_no_photo_of_the_last_round(lite_play: Play) -> None:
    """Not fulfilled, then given back: what was photographed in the home is not shown to all before a claim."""
    opened(lite_play)
    for did in ("[我来接]", "[已联系上]", "[圆梦了]", "📷", "[先不]"):
        lite_play.script(("李师傅", did))
    lite_play.script(("王奶奶", "[没有]"), ("王奶奶", "[先不]"), ("李师傅", "[接不了]"), ("李师傅", "修不好"))
    assert lite_play.case().state == "open"
    assert photos(lite_play, "张敏") == set()


def test_reasons_are_for_those_concerned(lite_play: Play) -> None:
    opened(lite_play)
    lite_play.script(("李师傅", "[我来接]"), ("李师傅", "[接不了]"), ("李师傅", "她家太远"))
    assert "她家太远" not in every_word(lite_play, "张敏")


def test_the_helper_is_known_by_the_asker(lite_play: Play) -> None:
    opened(lite_play)
    lite_play.script(("李师傅", "[我来接]"))
    seen = every_word(lite_play, "王奶奶")
    assert "李师傅" in seen
    assert "13835500004" in seen
    assert "李建国" not in seen


def test_a_post_that_ends_closes_the_eyes(lite_play: Play) -> None:
    """Authority is asked anew at each look: the day after a post ends its old cards say nothing."""
    from dataclasses import replace  # noqa: PLC0415
    from datetime import timedelta  # noqa: PLC0415

    opened(lite_play)
    seats = [held.seat_id for held in (lite_play.caller("刘书记").actor or pytest.fail("no actor")).seats]
    (post,) = [p for p in lite_play.desk.read_now(lambda work: work.people.posts()) if p.seat_id in seats]
    lite_play.do(lambda work: work.people.change_post(replace(post, ends=lite_play.now.date())))
    lite_play.later(timedelta(days=1))
    assert "王桂兰" not in "\n".join(text_of(card) for _, card in lite_play.cards("刘书记"))
