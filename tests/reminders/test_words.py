"""What is said when time runs out: to whom it is said, and that a card stays true when the case goes on."""

from datetime import timedelta

from handlers.kit.cards import Card
from handlers.reminders.handing import _bundle
from handlers.reminders.records import Kind, Reminder
from tests.checks import text_of
from tests.play import Play
from tests.reminders.test_conversation import at
from tests.requests.scenes import dispatched, reported
from tests.requests.test_merging import joined


def test_a_card_of_one_rung_does_not_change_with_the_next(lite_play: Play) -> None:
    dispatched(lite_play)
    lite_play.until(at("2026-03-03 17:00"))
    first = [text_of(card) for _, card in lite_play.cards("王奶奶") if "报到" in card.body]
    lite_play.until(at("2026-03-09 19:00"))
    told = [card.body for _, card in lite_play.cards("王奶奶") if "报到上一级了，有人盯着" in card.body]
    assert first
    assert len(told) > len(first)
    assert not any(level in body for body in told for level in ("街道", "书记", "None"))


def test_who_pressed_is_who_is_named(lite_play: Play) -> None:
    """Whatever rung the case has come up to by then."""
    dispatched(lite_play)
    lite_play.until(at("2026-03-09 19:00"))
    lite_play.script(("陈书记", "[督办]"), ("陈书记", "先打个电话说明", "督办发出去了"))
    assert "陈书记督办：先打个电话说明" in text_of(lite_play.last("小吴"))
    assert "上级在盯着您这件事，已经催办" in text_of(lite_play.last("王奶奶"))


def test_what_can_be_done_is_named_where_it_can_be_done(lite_play: Play) -> None:
    dispatched(lite_play)
    lite_play.until(at("2026-03-09 19:00"))
    news = Card("requests/news", lite_play.case().id, _rung("settle"))
    above, asker = lite_play.look_at("马主任", news)[0], lite_play.look_at("王奶奶", news)[0]
    assert "报到你这里了。可以督办、改派、延期。" in above.body
    assert "可以" not in asker.body
    lite_play.script(("小吴", "[已联系上]"), ("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡"))
    done = lite_play.look_at("马主任", news)[0]
    assert "报到你这里了。" in done.body
    assert "可以" not in done.body


def _rung(clock: str) -> dict[str, str]:
    return {"step": "escalate", "clock": clock, "due": "2026-03-09T18:00:00+08:00"}


def test_who_waits_beside_the_asker_hears_whole_sentences(lite_play: Play) -> None:
    """On the card of their own case, which has no rung, no deadline and no helper of its own."""
    dispatched(lite_play)
    joined(lite_play)
    lite_play.sees("张敏")
    lite_play.until(at("2026-03-09 19:00"))
    lite_play.script(("陈书记", "[督办]"), ("陈书记", "先打个电话说明", "督办发出去了"))
    lite_play.script(("小吴", "[已联系上]"))
    lite_play.script(
        ("马主任", "演武-0001"), ("马主任", "[延期]"), ("马主任", "2026-03-18"), ("马主任", "等配件", "延好了")
    )
    heard = [card.body for card in lite_play.sees("张敏")]
    for wanted in ("报到上一级了，有人盯着", "上面在催这件事了", "这件事要多等几天，对不住。"):
        assert any(wanted in body for body in heard), wanted
    assert all("先打个电话说明" not in body for body in heard)


def test_who_waits_beside_the_asker_hears_that_nobody_came(lite_play: Play) -> None:
    reported(lite_play)
    lite_play.script(("刘书记", "[大家来接]"))
    joined(lite_play)
    lite_play.script(("李师傅", "[我来接]"))
    lite_play.until(lite_play.now + timedelta(hours=25))
    assert any("接的人没有来，正在另请人" in card.body for card in lite_play.sees("张敏"))


def test_who_typed_for_a_neighbour_is_not_spoken_to_like_the_office(lite_play: Play) -> None:
    """孙大爷 has no phone, 赵大妈 typed it: she hears how it goes, not what is asked of those who work on it."""
    reported(lite_play, who="孙大爷", typist="赵大妈")
    lite_play.script(("刘书记", "[派小孟]", "派给小孟了"))
    lite_play.until(at("2026-03-09 19:00"))
    lite_play.script(("刘书记", "[督办]"), ("刘书记", "先打个电话说明", "督办发出去了"))
    lite_play.script(("小孟", "[已联系上]"))
    lite_play.script(
        ("马主任", "演武-0001"), ("马主任", "[延期]"), ("马主任", "2026-03-18"), ("马主任", "等配件", "延好了")
    )
    heard = [card.body for card in lite_play.sees("赵大妈")]
    for wanted in ("没有做到，已经在催。", "报到上一级了", "上级在盯着这件事，已经催办", "这件事要多等几天"):
        assert any(wanted in body for body in heard), wanted
    for inner in ("请马上", "先打个电话说明", "你这里", "时限"):
        assert all(inner not in body for body in heard), inner


def test_what_is_nearly_late_says_what_to_do_by_when(lite_play: Play) -> None:
    reported(lite_play)
    lite_play.sees("陈书记")
    lite_play.until(at("2026-03-03 17:59"))
    soon = [card.body for card in lite_play.sees("陈书记") if "快到了" in card.body]
    assert soon
    assert "前要受理，快到了。现在看一下。" in soon[0]


def test_more_time_is_told_with_its_day(lite_play: Play) -> None:
    dispatched(lite_play)
    lite_play.script(("小吴", "[已联系上]"))
    lite_play.until(at("2026-03-09 19:00"))
    lite_play.script(
        ("马主任", "演武-0001"), ("马主任", "[延期]"), ("马主任", "2026-03-18"), ("马主任", "等配件", "延好了")
    )
    assert "要多等几天，3月18日（周三）18:00 前办好，对不住。等配件" in text_of(lite_play.last("王奶奶"))
    assert "延到 3月18日（周三）18:00，请抓紧。" in text_of(lite_play.last("小吴"))
    lite_play.script(("小吴", "[办好了]"), ("小吴", "📷"), ("小吴", "换了灯泡"))
    old = lite_play.look_at("小吴", Card("requests/news", lite_play.case().id, {"step": "extend"}))[0]
    assert "给你延了几天，请抓紧。" in old.body, "the deadline that runs now is another one"


def test_an_order_before_anybody_has_it_promises_no_helper(lite_play: Play) -> None:
    reported(lite_play)
    lite_play.until(at("2026-03-09 19:00"))
    lite_play.script(("马主任", "[督办]"), ("马主任", "今天去看，晚上回话", "督办发出去了，该管的人马上看到。"))


def test_what_came_up_is_told_apart_in_one_message(lite_play: Play) -> None:
    for door in "一二三四":
        dispatched(lite_play, f"{door}号楼的路灯坏了")
    lite_play.until(at("2026-03-09 19:00"))
    bundles = [card for card in lite_play.sees("陈书记") if card.title.startswith("报上来 4 件")]
    assert bundles
    assert "过期 4 件" not in bundles[0].title
    assert "报上来的，点开就能督办、改派" in bundles[0].body


def test_what_goes_round_too_often_is_not_called_late(lite_play: Play) -> None:
    found = [
        Reminder(n, lite_play.ids["马主任"], n, clock, kind, lite_play.now)
        for n, (clock, kind) in enumerate([("settle", Kind.LATE), ("sign", Kind.SOON), ("reopened", Kind.STREET)], 1)
    ]
    for thing in ("路灯", "楼道灯", "井盖"):
        dispatched(lite_play, f"三号楼的{thing}坏了")
    args = _bundle(found, lite_play.now, lite_play.now).args
    card = lite_play.look_at("马主任", Card("reminders/bundle", None, args))[0]
    assert card.title == "报上来 1 件，过期 1 件，快到期 1 件"
    assert card.body.startswith("① 三号楼的井盖")
    before = {key: ids for key, ids in args.items() if key != "up"}
    assert lite_play.look_at("马主任", Card("reminders/bundle", None, before))[0].title == "过期 1 件，快到期 1 件"
