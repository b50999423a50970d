"""Talks with the directory: asked, answered, looked through, and handed on where it was no question after all."""

import pytest

from handlers.directory import dialog
from handlers.directory.records import Draft
from handlers.kit.cards import Card
from handlers.kit.turns import Press
from storage.work import Work
from tests.cast import EAST, YANWU
from tests.checks import text_of
from tests.directory.shelf import CARD, HOURS, filled
from tests.house.test_queries import cost
from tests.play import Play


def kept(play: Play, who: str) -> str:
    return dialog.text_of(play.caller(who).conversation)


def test_a_question_is_answered_before_anything_is_opened(play: Play) -> None:
    filled(play)
    (card,) = play.say("王奶奶", "老年证怎么办")
    assert (card.title, card.state, card.body) == (CARD.title, "便民簿 · 3月2日更新", CARD.answer)
    assert card.facts == (("电话", CARD.phone),)
    assert play.labels("王奶奶") == ["还有别的", "还是要提"]
    assert play.desk.read_now(lambda work: work.queues.own(play.ids["王奶奶"])) == []


def test_who_looks_after_my_building(play: Play) -> None:
    (card,) = play.say("王奶奶", "谁管我们楼")
    assert card.facts == (
        ("网格员", "小吴"),
        ("电话", "13835500008"),
        ("支部书记", "陈书记 13835500009"),
        ("社区书记", "刘书记 13835500010"),
    )
    assert play.labels("王奶奶") == ["便民簿", "还是要提"]
    assert "小赵" in text_of(play.say("赵大妈", "我们楼归谁管")[0])


def test_what_was_no_question_is_told_after_all(play: Play) -> None:
    filled(play)
    play.say("王奶奶", "老年证怎么办")
    assert "老年证" not in str(play.button("王奶奶", "还是要提")), "a press holds no text"
    assert kept(play, "王奶奶") == "老年证怎么办"
    (card,) = play.press("王奶奶", "还是要提")
    assert "老年证怎么办" in text_of(card)
    assert card.title != CARD.title
    assert kept(play, "王奶奶") == ""


def test_an_old_answer_hands_on_nothing_newer(play: Play) -> None:
    filled(play)
    play.say("王奶奶", "老年证怎么办")
    old = play.button("王奶奶", "还是要提")
    play.say("王奶奶", "几点倒垃圾")
    first, second = [card for _, card in play.cards("王奶奶")][-2:]
    assert [b.text for b in first.buttons] == ["还有别的"]
    assert [b.text for b in second.buttons] == ["还有别的", "还是要提"]
    (card,) = play.push("王奶奶", old)
    assert "太旧了" in text_of(card)
    assert kept(play, "王奶奶") == "几点倒垃圾"


def test_the_list_shows_five_and_leads_to_the_page(play: Play) -> None:
    filled(play)
    (card,) = play.say("王奶奶", "便民簿")
    assert card.title == "社区便民簿（6）"
    assert [b.text for b in card.buttons] == ["①", "②", "③", "④", "⑤", "全部"]
    assert card.buttons[-1].page == "/directory"
    (shown,) = play.press("王奶奶", "②")
    assert shown.title == HOURS.title


def test_what_else_was_meant_comes_first(play: Play) -> None:
    filled(play)
    filled(play, Draft("老年证丢了怎么补", "带身份证来补。", ("补老年证",)))
    play.say("王奶奶", "老年证怎么办")
    (card,) = play.press("王奶奶", "还有别的")
    assert card.body.startswith("① 老年证丢了怎么补\n② 居委会几点上班")
    assert CARD.title not in card.body


def test_an_empty_directory_says_so(lite_play: Play) -> None:
    (card,) = lite_play.say("王奶奶", "便民簿")
    assert "还没有写便民簿" in card.body


def test_an_old_card_shows_the_newest_words(play: Play) -> None:
    (key,) = filled(play, CARD)
    play.say("王奶奶", "老年证怎么办")

    def change(answer: str | None) -> None:
        def act(work: Work) -> None:
            work.directory.retire(work.directory.versions([key])[-1].id, play.ids["陈书记"], play.now)
            if answer:
                work.directory.add(YANWU, Draft(CARD.title, answer), play.ids["陈书记"], play.now, key)

        play.do(act)

    change("现在网上就能办。")
    assert play.last("王奶奶").body == "现在网上就能办。"
    assert play.last("王奶奶").facts == ()
    change(None)
    assert "已经撤下了" in play.last("王奶奶").body


def test_each_community_has_its_own(play: Play) -> None:
    filled(play, CARD)
    (theirs,) = filled(play, HOURS, community=EAST)
    (card,) = play.say("周平", "居委会几点上班")
    assert card.title == HOURS.title
    assert play.say("周平", "老年证怎么办")[0].title != CARD.title
    assert "太旧了" in text_of(play.push("王奶奶", Press("directory.show", value=str(theirs)))[0])
    (seen,) = play.look_at("王奶奶", Card("directory/answer", args={"entry": theirs, "ask": ""}))
    assert HOURS.answer not in text_of(seen)


@pytest.mark.parametrize("value", ["", "0", "x", "9" * 15, "²", "-1"])
def test_a_made_up_entry_is_an_old_button(lite_play: Play, value: str) -> None:
    filled(lite_play)
    (card,) = lite_play.push("王奶奶", Press("directory.show", value=value))
    assert "太旧了" in text_of(card)
    assert "太旧了" in text_of(lite_play.push("王奶奶", Press("directory.go_on", value=value))[0])


def test_a_problem_is_no_question(play: Play) -> None:
    filled(play)
    for text in ("楼道灯坏了", "想找人陪我去办老年证", "垃圾堆了三天没人清"):
        play.say("王奶奶", text)
        assert "便民簿" not in text_of(play.last("王奶奶"))


def test_many_cards_cost_as_much_as_one(play: Play) -> None:
    keys = filled(play)
    cards = [Card("directory/answer", args={"entry": key, "ask": ""}) for key in keys]
    lists = [Card("directory/list"), Card("directory/who")]
    few = cost(play, "王奶奶", [cards[0], *lists])
    assert len(few) == len(cost(play, "王奶奶", [*cards, *lists] * 5))
    assert len(few) <= 5, "\n".join(few)
