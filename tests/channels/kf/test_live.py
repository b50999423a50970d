"""Residents on WeChat over the whole wire: a wish, the five messages, what is held, being welcomed."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.channels.kf import running
from bot.channels.kf.pulling import MOST_TRIES, Pulling
from bot.channels.kf.reading import Heard
from bot.courier.post import Post
from storage.accounts import accounts
from storage.kf import Kf as KfStore
from storage.work import Work
from tests.channels.afar import picture
from tests.channels.kf.live import RESIDENTS, Customers
from tests.emulators.wecom import Customer, Faults
from tests.web.recordings import amr

WISH = "想要个轮椅,带老伴出去走走"


def opened(phones: Customers) -> None:
    phones.script(("王奶奶", WISH, "这样写对吗"), ("王奶奶", "[提交]", "收到了"), ("刘书记", "[通过公示]"))


def test_a_wish_from_the_first_word_to_thanks(phones: Customers) -> None:
    opened(phones)
    phones.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    phones.script(("李师傅", "轮椅送到了"), ("王奶奶", "[已实现]", "满意吗"), ("王奶奶", "[满意]"))
    phones.script(("王奶奶", "谢谢李师傅!", "已转告"))
    assert phones.case().state == "closed"
    assert any(one.kind == "image" for one in phones.shows("王奶奶")), "the picture of the wish come true"
    assert set(phones.states("王奶奶")) == {"shown"}


def test_the_last_of_five_are_kept_for_the_result_and_the_rest_is_held(phones: Customers) -> None:
    opened(phones)
    before = len(phones.shows("王奶奶"))
    phones.script(("李师傅", "[我来接]"), ("李师傅", "[接不了]"), ("李师傅", "腰扭了"))
    phones.script(("张敏", "[我来接]"), ("张敏", "[接不了]"), ("张敏", "出差"), ("何叔", "[我来接]"))
    assert phones.phones["王奶奶"].left == 2, "one for the picture of what was done, one for the question"
    assert "held" in phones.states("王奶奶")
    assert not any("何叔" in one.text for one in phones.shows("王奶奶"))
    phones.script(("何叔", "[已联系上]"), ("何叔", "[圆梦了]"), ("何叔", "📷"))
    last = phones.shows("王奶奶")[-1]
    assert "已实现" in [label.partition("（")[0] for label in last.labels]
    assert phones.phones["王奶奶"].left == 0
    assert "held" not in phones.states("王奶奶"), "what was held is told by the newest card"
    assert len(phones.shows("王奶奶")) - before <= 5
    assert not [one for one in phones.api.calls("kf/send_msg") if one.outcome and one.outcome.code], (
        "never one too many"
    )


def test_what_was_done_is_seen_before_it_is_asked_about_and_once(phones: Customers) -> None:
    opened(phones)
    before = len(phones.shows("王奶奶"))
    phones.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"))
    picture_, question = phones.shows("王奶奶")[-2:]
    assert (picture_.kind, question.kind) == ("image", "msgmenu")
    assert "实现了吗" in question.text
    assert len(phones.shows("王奶奶")) - before <= 3, "with what came before, five"
    phones.script(("王奶奶", "[没有]"), ("王奶奶", "轮子坏了"))
    told = [one.kind for one in phones.shows("王奶奶")]
    assert told.count("image") == 1, "she has it"
    phones.script(("李师傅", "[圆梦了]"), ("李师傅", "📷"), ("王奶奶", "[已实现]"), ("王奶奶", "[满意]"))
    assert [one.kind for one in phones.shows("王奶奶")].count("image") == 2, "the new one, once as well"


def test_after_two_days_it_waits_until_they_write(phones: Customers) -> None:
    opened(phones)
    phones.later(timedelta(hours=49))
    before = len(phones.shows("王奶奶"))
    phones.script(("李师傅", "[我来接]"), ("李师傅", "[已联系上]"))
    assert len(phones.shows("王奶奶")) == before
    assert phones.states("王奶奶")[-2:] == ["held", "held"]
    phones.say("王奶奶", "我的")
    new = phones.shows("王奶奶")[before:]
    assert len(new) == 1, "one message brings all of it"
    assert "联系上" in new[0].text
    assert "held" not in phones.states("王奶奶")


def test_counters_survive_a_restart(phones: Customers) -> None:
    opened(phones)
    phones.later(timedelta(hours=49))
    phones.shut()
    phones.open()
    phones.script(
        ("李师傅", "[我来接]"),
    )
    assert phones.states("王奶奶")[-1] == "held"


def test_what_was_written_while_we_were_away_is_fetched_once(phones: Customers) -> None:
    phones.shut()
    phones.phones["王奶奶"].say("我的")
    phones.open()
    phones.eventually(lambda: phones.shows("王奶奶"))
    phones.do(lambda work: work.kf.read_up_to(phones.phones["王奶奶"].account.id, ""))
    phones.say("王奶奶", "我的")
    phones.settled()
    assert len(phones.shows("王奶奶")) == 2, "the first page came again, and changed nothing"


def test_pages_that_are_empty_overlap_or_get_lost(phones: Customers) -> None:
    phones.api.fail(Faults(empty=0.5, overlapping=0.5))
    opened(phones)
    assert phones.case().state == "open"


def test_what_did_not_arrive_says_so(phones: Customers) -> None:
    phones.phones["王奶奶"].refuse()
    phones.say("王奶奶", "我的")
    phones.heard()
    phones.eventually(lambda: phones.states("王奶奶") == ["failed"])


def test_whoever_opens_the_chat_is_welcomed_once(phones: Customers) -> None:
    phones.phones["王奶奶"].enter()
    phones.heard()
    phones.settled()
    (shown,) = phones.shows("王奶奶")
    assert "您好" in shown.text
    assert shown.labels
    assert len(phones.api.calls("kf/send_msg_on_event")) == 1
    assert not phones.api.calls("kf/send_msg")


@pytest.mark.parametrize("late", [False, True])
def test_another_process_welcomes_or_says_it_with_the_next_message(
    phones: Customers, monkeypatch: pytest.MonkeyPatch, *, late: bool
) -> None:
    """The one that heard it stops before anything is sent."""

    async def held_up(_: object) -> bool:
        await asyncio.Event().wait()
        return False

    with monkeypatch.context() as stopped:
        stopped.setattr(Post, "round", held_up)
        stopped.setattr(Post, "take", lambda *_: False)
        phones.phones["王奶奶"].enter()
        phones.eventually(lambda: "queued" in phones.states("王奶奶"))
        phones.shut()
    phones.later(timedelta(seconds=19 if late else 5))
    phones.open()
    if late:
        phones.eventually(lambda: phones.states("王奶奶") == ["held"])
        phones.say("王奶奶", "我的")
        assert len(phones.api.calls("kf/send_msg_on_event")) == 0
    phones.settled()
    assert "您好" in phones.shows("王奶奶")[0].text
    assert len(phones.api.calls("kf/send_msg_on_event")) == (0 if late else 1)
    assert set(phones.states("王奶奶")) == {"shown"}


def test_a_picture_becomes_part_of_what_is_told(phones: Customers) -> None:
    phones.say("王奶奶", "3号楼楼道的灯不亮了")
    phones.phones["王奶奶"].photo(picture())
    phones.heard()
    phones.settled()
    assert phones.desk.read_now(lambda work: work.accounts.person_at("kf", RESIDENTS["王奶奶"]))
    assert phones.shows("王奶奶")[-1].text


def test_a_voice_goes_to_whoever_acts_and_not_back(phones: Customers) -> None:
    """A volunteer on WeChat hears what the neighbour said; she has it in her chat already."""

    def moved(work: Work) -> None:
        here = (accounts.c.channel == "web", accounts.c.address == "李师傅")
        work.conn.execute(update(accounts).where(*here).values(channel="kf", address="wm李师傅"))

    phones.do(moved)
    phones.phones["李师傅"] = helper = phones.api.customer("wm李师傅", "李师傅")
    phones.say("王奶奶", WISH)
    phones.phones["王奶奶"].voice(amr(2))
    phones.heard()
    phones.script(("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    helper.say("接单")
    phones.heard()
    phones.settled()
    helper.click(*offer(helper, "我来接"))
    phones.heard()
    phones.settled()
    kinds = [one.kind for one in helper.chat if one.from_bot]
    assert kinds.count("voice") == 1, kinds
    assert [one.files for one in helper.chat if one.kind == "voice"] == [(amr(2),)]
    assert kinds.index("voice") + 1 < len(kinds), "its card comes after it"
    assert "voice" not in [one.kind for one in phones.shows("王奶奶")]


def offer(phone: Customer, label: str) -> tuple[str, str]:
    """The newest message with such a button, and the button."""
    return next(
        (one.id, item.key) for one in reversed(phone.chat) for item in one.buttons if item.text.startswith(label)
    )


def test_a_crash_between_a_page_and_its_place_changes_nothing(
    phones: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as broken:
        broken.setattr(KfStore, "read_up_to", crash)
        phones.phones["王奶奶"].say("我的")
        phones.api.handled()
        phones.eventually(lambda: phones.shows("王奶奶"))
        phones.shut()
    phones.open()
    phones.say("赵大妈", "我的")
    assert len(phones.shows("王奶奶")) == 1
    assert phones.states("王奶奶") == ["shown"]


def test_answers_that_are_lost_show_nothing_twice(phones: Customers) -> None:
    phones.api.fail(Faults(lost_after=0.6, only=frozenset({"kf/send_msg"})))
    for text in ("我的", "帮助", "演武-9999"):
        phones.phones["王奶奶"].say(text)

    def quiet() -> bool:
        phones.clock.move(timedelta(seconds=5))
        return len(phones.states("王奶奶")) >= 3 and set(phones.states("王奶奶")) == {"shown"}

    phones.api.handled()
    phones.eventually(quiet)
    assert len(phones.api.calls("kf/send_msg")) > len(phones.shows("王奶奶")), "some were tried again"
    told = "".join(one.text for one in phones.shows("王奶奶"))
    assert told.count("演武-9999") <= 1
    assert len({one.id for one in phones.shows("王奶奶")}) == len(phones.shows("王奶奶"))


def test_a_message_that_always_fails_is_passed_over(phones: Customers, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, tried = Pulling._hear, list[str]()

    async def failing(self: Pulling, open_kfid: str, one: Heard) -> None:
        if one.incoming.text == "坏的":
            tried.append(one.incoming.message_id)
            raise RuntimeError("outside of any turn")
        await heard(self, open_kfid, one)

    monkeypatch.setattr(Pulling, "_hear", failing)
    monkeypatch.setattr(running, "SOON", 0.05)
    phones.shut()
    account = phones.phones["王奶奶"].account.id
    before = phones.desk.read_now(lambda work: work.kf.cursor(account))
    for who, text in (("王奶奶", "坏的"), ("王奶奶", "我的"), ("赵大妈", "我的")):
        phones.phones[who].say(text)
    phones.open()
    phones.eventually(lambda: phones.shows("王奶奶"))
    assert phones.shows("赵大妈"), "others are heard beside it"
    assert len(tried) == MOST_TRIES
    phones.eventually(lambda: phones.desk.read_now(lambda work: work.kf.cursor(account)) != before)
    phones.say("王奶奶", "帮助")
    assert len(tried) == MOST_TRIES
