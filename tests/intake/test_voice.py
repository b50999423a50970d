"""A voice is a report of its own: who can't type speaks, chooses by buttons, and submits."""

import hashlib

import pytest

from bot.commands.check import verify
from bot.turns import freeze, thaw
from handlers.cases.look import look
from handlers.cases.photos import may_see
from handlers.cases.story import story
from handlers.intake.spoken import spoken, woven
from handlers.kit.turns import Incoming, Kind, Voice, is_spoken, lasting
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import working


def _wish(play: Play) -> None:
    play.voice("王奶奶")
    play.script(("王奶奶", "[自家心愿]", "这是哪一类"), ("王奶奶", "[物品]", "（语音，12 秒）"), ("王奶奶", "[提交]"))


def _request(play: Play) -> None:
    play.voice("王奶奶")
    play.script(("王奶奶", "[要反映的事]", "这件事是哪一类"))
    play.press("王奶奶", play.labels("王奶奶")[0])
    play.press("王奶奶", play.labels("王奶奶")[0])
    play.script(("王奶奶", "", "这样写对吗"), ("王奶奶", "[提交]"))


def _voices(play: Play, no: str = "演武-0001") -> list[int]:
    found = play.case(no).facts["voices"]
    assert isinstance(found, list | tuple)
    return [int(id_) for id_ in found]


def _hears(play: Play, who: str, media_id: int) -> bool:
    actor = play.caller(who).actor
    assert actor
    return play.desk.read_now(lambda work: may_see(work, actor, media_id))


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "语音"), (12, "语音，12 秒"), (60, "语音，1 分"), (65, "语音，1 分 5 秒")]
)
def test_words_that_stand_for_a_voice(seconds: int, said: str) -> None:
    assert lasting(seconds) == said
    assert is_spoken(spoken(seconds))


def test_what_is_written_takes_the_place_of_what_stands_for_a_voice() -> None:
    assert woven("（语音，12 秒）", "路灯坏了") == "路灯坏了" == woven("路灯坏了", "（语音）")
    assert woven("路灯坏了", "三号楼的") == "路灯坏了\n三号楼的"
    assert is_spoken(woven("（语音，12 秒）", "（语音，5 秒）"))
    assert not is_spoken("（语音，12 秒）路灯坏了")
    assert not is_spoken("")


def test_a_wish_by_voice_alone(play: Play) -> None:
    """Two buttons first, the kind next, then it is submitted; the reviewer hears it, the history proves it."""
    play.voice("王奶奶")
    assert play.labels("王奶奶")[:2] == ["自家心愿", "要反映的事"]
    play.script(("王奶奶", "[自家心愿]", "这是哪一类"), ("王奶奶", "[物品]", "（语音，12 秒）"))
    assert len(play.last("王奶奶").voices) == 1
    play.script(("王奶奶", "[提交]", "收到了"), ("刘书记", "", "（语音，12 秒）"))
    assert list(play.last("刘书记").voices) == _voices(play)
    event = play.events()[0]
    data = play.desk.read_now(lambda work: work.media.data(_voices(play)[0]))
    assert data
    assert event.body["photos"] == {"voices": [hashlib.sha256(data).hexdigest()]}
    assert play.desk.read_now(verify).findings == ()


def test_a_request_by_voice_alone_asks_what_it_is_about(play: Play) -> None:
    _request(play)
    case = play.case()
    assert (case.flow, len(_voices(play))) == ("request", 1)
    actor = play.caller("王奶奶").actor
    assert actor
    lines = play.desk.read_now(lambda work: story(work, actor, case, play.now))
    assert lines[0].why[-1] == "语音 1 段"
    assert play.desk.read_now(verify).findings == ()


def test_the_words_that_come_later_are_the_words(lite_play: Play) -> None:
    play = lite_play
    play.voice("王奶奶")
    play.say("王奶奶", "想要个轮椅")
    found = text_of(play.last("王奶奶"))
    assert "想要个轮椅" in found
    assert "语音" not in found
    assert len(play.last("王奶奶").voices) == 1
    play.voice("王奶奶", 5)
    assert len(play.last("王奶奶").voices) == 2
    play.script(("王奶奶", "[提交]", "收到了"))
    assert len(_voices(play)) == 2


def test_two_voices_are_one_report(lite_play: Play) -> None:
    play = lite_play
    play.voice("王奶奶")
    play.voice("王奶奶", 5)
    play.script(("王奶奶", "[自家心愿]"), ("王奶奶", "[陪伴]", "（语音，12 秒）（语音，5 秒）"))


def test_a_voice_much_later_is_asked_about(lite_play: Play) -> None:
    """接着写 or 另提一个, as with words; neither loses it."""
    play = lite_play
    play.say("王奶奶", "想要个轮椅")
    play.days(2)
    play.voice("王奶奶")
    play.script(("王奶奶", "", "刚写的“（语音，12 秒）”"), ("王奶奶", "[另提一个]", "这是自家的小心愿"))
    play.script(("王奶奶", "[自家心愿]"), ("王奶奶", "[服务]"))
    assert len(play.last("王奶奶").voices) == 1


def test_a_voice_passed_on_asks_first_whose_it_is(lite_play: Play) -> None:
    play = lite_play
    play.voice("小赵", forwarded="?")
    play.script(
        ("小赵", "", "是谁的事"),
        ("小赵", "[替别人]", "给谁提"),
    )
    play.voice("小赵", 3)
    play.script(
        ("小赵", "", "请打字告诉我"),
        ("小赵", "孙长庚 2号楼3单元301", "自家的小心愿"),
        ("小赵", "[自家心愿]"),
        ("小赵", "[物品]", "给谁:孙长庚"),
        ("小赵", "[提交]"),
    )
    assert play.case().needer_id == play.ids["孙大爷"]
    assert len(_voices(play)) == 1


def test_two_who_only_spoke_have_not_told_the_same(lite_play: Play) -> None:
    play = lite_play
    _request(play)
    play.script(("刘书记", "[大家来接]"))
    play.voice("赵大妈")
    play.script(("赵大妈", "[要反映的事]"))
    play.press("赵大妈", play.labels("赵大妈")[0])
    play.press("赵大妈", play.labels("赵大妈")[0])
    play.script(("赵大妈", "[提交]"))
    assert play.case("演武-0002").facts["category"] == play.case().facts["category"]


def test_where_words_are_asked_a_voice_is_refused_kindly(lite_play: Play) -> None:
    play = lite_play
    working(play)
    play.press("小吴", "办好了")
    play.voice("小吴")
    assert "要一张照片" in text_of(play.last("小吴"))
    play.photo("小吴")
    play.voice("小吴")
    assert "请打字" in text_of(play.last("小吴"))
    play.script(("小吴", "换了灯泡", "辛苦了"))


def test_only_who_may_see_the_photos_may_hear(lite_play: Play) -> None:
    """Before the claim the pool reads the masked words and hears nothing; who claims it hears it, neighbours never."""
    play = lite_play
    _wish(play)
    play.script(("刘书记", "[通过公示]"), ("李师傅", "", "（语音，12 秒）"))
    voice = _voices(play)[0]
    assert play.last("李师傅").voices == ()
    assert [_hears(play, who, voice) for who in ("王奶奶", "刘书记", "李师傅", "赵大妈")] == [True, True, False, False]
    play.script(("李师傅", "[我来接]"))
    assert list(play.last("李师傅").voices) == [voice]
    assert _hears(play, "李师傅", voice)
    assert not _hears(play, "张敏", voice)


def test_a_neighbour_of_a_public_matter_hears_nothing(lite_play: Play) -> None:
    play = lite_play
    play.voice("王奶奶")
    play.script(("王奶奶", "三号楼门口的路灯坏了"), ("王奶奶", "[提交]"), ("刘书记", "[大家来接]"))
    actor, case = play.caller("赵大妈").actor, play.case()
    assert actor
    seen = play.desk.read_now(lambda work: look(work, actor, [case.id], play.now))
    assert seen, "a neighbour reads of it"
    assert not _hears(play, "赵大妈", _voices(play)[0])
    assert not _hears(play, "李师傅", _voices(play)[0])


def test_a_wish_that_becomes_a_request_keeps_its_voice(lite_play: Play) -> None:
    play = lite_play
    _wish(play)
    play.script(("刘书记", "[转诉求]"))
    assert play.case("演武-0002").flow == "request"
    assert _voices(play, "演武-0002") == _voices(play)
    assert play.desk.read_now(verify).findings == ()


def test_who_is_erased_is_not_heard_any_more(play: Play) -> None:
    _wish(play)
    voice = _voices(play)[0]
    play.do(lambda work: work.people.erase(play.ids["王奶奶"]))
    assert play.desk.read_now(lambda work: work.media.data(voice)) is None
    assert play.desk.read_now(verify).findings == ()


def test_a_voice_is_a_bubble_of_ones_own(play: Play) -> None:
    play.voice("王奶奶")
    account = play.caller("王奶奶").account_id
    own = [b for b in play.desk.read_now(lambda work: work.messages.after(account, 0)) if b.mine]
    assert [b.text for b in own] == [""]
    assert play.desk.read_now(lambda work: work.media.voices([own[0].media or 0])) == {own[0].media: 12}


def test_a_turn_that_failed_keeps_its_voice() -> None:
    voice = Voice(b"a voice", 12, 7)
    incoming, photos = thaw(freeze(Incoming("web", "王奶奶", "m1", Kind.VOICE, voice=voice, forwarded="?"), (3,)))
    assert (incoming.voice, incoming.forwarded, photos) == (Voice(b"", 12, 7), "?", (3,))
    assert thaw(freeze(Incoming("web", "王奶奶", "m1", Kind.TEXT, "好"), ()))[0].voice is None
