"""What comes over the wire: twice, all in one second, forged, foreign, unreadable; and how fast it is answered."""

import asyncio
import logging

import httpx
import pytest
from sqlalchemy import func, select

from bot.channels.wecom import NAME
from bot.channels.wecom.hook import HELD
from bot.channels.wecom.writing import CHOSEN, QUESTION
from bot.settings import Settings
from handlers.kit.datums import to_gcj
from handlers.kit.turns import Press
from handlers.people.linking import issue
from handlers.people.records import Actor
from storage.letters import letters
from storage.media import media
from storage.messages import inbox
from storage.work import Work
from tests.cast import BLOCK_1, BLOCK_3
from tests.channels.afar import picture
from tests.channels.wecom.live import MEMBERS, Phones, event
from tests.emulators.wecom import Callback, Faults, WeComApi
from tests.web.recordings import ogg

AMR = b"#!AMR\n" + bytes([0x3C, *([7] * 31)]) * 150  # three seconds


def received(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).select_from(inbox)).scalar_one())


def stored(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).select_from(letters)).scalar_one())


def kept(work: Work) -> int:
    return int(work.conn.execute(select(func.count()).select_from(media)).scalar_one())


def test_a_hundred_events_of_one_second_are_a_hundred(phones: Phones) -> None:
    """The same sender, the same second, the same kind: they differ by button, by card, by code alone."""
    phone = phones.phones["王奶奶"]
    told = [
        event(phones.api, phone, "click", 1_700_000_000, EventKey=f"lists.open|0|0|{n}") if n < 50
        else event(phones.api, phone, "template_card_event", 1_700_000_000, EventKey="lists.open|0|0|",
                   TaskId="one" if n < 75 else f"t{n}", ResponseCode=f"c{n}")
        for n in range(100)
    ]  # fmt: skip
    for content in told:
        phones.api.forge(phone.id, content=content)
    phones.heard()
    assert phones.desk.read_now(stored) == 100
    assert phones.desk.read_now(received) == 100
    for _ in range(2):
        phones.api.forge(phone.id, content=told[0])
    phones.heard()
    assert phones.desk.read_now(received) == 100
    assert phones.api.slowest < 1.0


def test_the_same_thrice_is_one(phones: Phones) -> None:
    sent = phones.phones["王奶奶"].say("想要个轮椅,带老伴出去走走").callback
    phones.heard()
    phones.api.again(sent, lines=3)
    phones.api.again(sent)
    phones.heard()
    assert phones.desk.read_now(received) == phones.desk.read_now(stored) == 1
    assert len(phones.shows("王奶奶")) == 1


def test_what_comes_twice_at_once_and_out_of_order_is_answered_once_each(phones: Phones) -> None:
    phones.api.fail(Faults(repeated=0.5, reordered=0.5))
    for _ in range(20):
        phones.phones["王奶奶"].say("我的")
    phones.heard()
    assert phones.desk.read_now(received) == 20
    assert len(phones.shows("王奶奶")) == 20


def refused(phones: Phones, callback: Callback) -> int:
    phones.api.handled()
    return callback.tries[-1].status


def test_what_is_forged_is_refused_and_nothing_is_stored(phones: Phones) -> None:
    api, who = phones.api, MEMBERS["王奶奶"]
    assert refused(phones, api.forge(who, signature="0" * 40)) == 403
    assert refused(phones, api.forge(who, token="anothertoken")) == 403  # noqa: S106 - it opens nothing
    assert refused(phones, api.forge(who, corp="ww0000000000000000")) == 403
    assert refused(phones, api.forge(who, key="a" * 43)) == 400
    assert refused(phones, api.forge(who, doctype=True)) == 400
    assert refused(phones, api.forge(who, inner_doctype=True)) == 400
    assert refused(phones, api.forge(who, body="<xml>")) == 400
    assert refused(phones, api.forge(who, body="")) == 400
    assert refused(phones, api.forge(who, body="<xml>" + "x" * 300_000 + "</xml>")) == 413
    assert refused(phones, api.forge(who, content="<xml>&never;</xml>")) == 400
    assert phones.desk.read_now(stored) == 0
    assert refused(phones, api.forge(who)) == 200
    assert phones.desk.read_now(stored) == 1


def test_the_address_is_checked_in_time_and_by_whom_it_may_concern(phones: Phones) -> None:
    good, told = phones.api.verify()
    assert good, told
    assert phones.api.verify(token="anothertoken")[1].status == 403  # noqa: S106 - it opens nothing
    assert httpx.get(phones.live.url).status_code == 400
    assert httpx.put(phones.live.url).status_code == 405


def test_what_nobody_can_read_holds_up_nobody(phones: Phones) -> None:
    api, phone = phones.api, phones.phones["王奶奶"]
    for content in (
        "<xml/>",
        event(api, phone, "change_contact", ChangeType="create_user"),
        event(api, phone, "view", EventKey="https://example.org"),
        event(api, phone, "kf_msg_or_event", Token="t"),  # noqa: S106 - it opens nothing
        event(api, phone, "LOCATION", Latitude="x"),
    ):
        api.forge(phone.id, content=content)
    phone.say("你好")
    phones.heard()
    assert phones.desk.read_now(received) == 1
    assert "王奶奶，您好" in phones.shows("王奶奶")[-1].text


@pytest.mark.parametrize("key", ["", "rubbish", "cases.take|1|1", "x" * 65, "cases.take|-1|0|claim", "no.room|1|1|"])
def test_a_made_up_press_does_nothing_and_says_so(phones: Phones, key: str) -> None:
    content = event(
        phones.api, phones.phones["王奶奶"], "template_card_event", EventKey=key, TaskId="t", ResponseCode="c"
    )
    phones.api.forge(MEMBERS["王奶奶"], content=content)
    phones.heard()
    assert "这个按钮太旧了" in phones.shows("王奶奶")[-1].text


def test_a_press_has_only_the_power_of_who_presses(phones: Phones) -> None:
    """The button of the secretary, pressed by a resident: the policy decides, not the button."""
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"))
    approve = phones.button("刘书记", "通过公示")
    for who in ("王奶奶", "张敏", "周平", "冯书记"):
        phones.push(who, approve)
        assert phones.case().state == "review", who
    phones.push("刘书记", Press(approve.name, approve.case, approve.version, approve.value))
    assert phones.case().state == "open"


def test_a_pressed_card_changes_on_the_phone(phones: Phones) -> None:
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    pressed = [one for one in phones.shows("刘书记") if one.updates]
    assert pressed, "the secretary's card is as it was"
    assert "通过公示" not in pressed[0].labels


def test_a_choice_from_a_list_is_a_press(phones: Phones) -> None:
    """A card with more to press than six buttons is a list; what is chosen in it comes as one of our presses."""
    items = f"<SelectedItems><SelectedItem><QuestionKey>{QUESTION}</QuestionKey><OptionIds><OptionId>people.help|0|0|" \
            "</OptionId></OptionIds></SelectedItem></SelectedItems></xml>"  # fmt: skip
    content = event(phones.api, phones.phones["王奶奶"], "template_card_event", EventKey=CHOSEN, TaskId="t")
    phones.api.forge(MEMBERS["王奶奶"], content=content.replace("</xml>", items))
    phones.heard()
    assert "王奶奶，您好" in phones.shows("王奶奶")[-1].text


def test_the_menu_below_the_chat(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    phones.eventually(lambda: phone.menu)
    assert [one.text for one in phone.menu] == ["待办", "我的", "接单", "简报", "帮助"]
    for label in ("我的", "帮助"):
        phone.choose(label)
    phones.heard()
    assert len(phones.shows("王奶奶")) == 2
    assert "王奶奶，您好" in phones.shows("王奶奶")[-1].text


def test_who_opens_the_app_is_welcomed_once(phones: Phones) -> None:
    stranger = phones.api.staff("newcomer")
    for phone in (phones.phones["王奶奶"], stranger):
        for _ in range(2):
            phone.enter()
            phones.heard()
    assert [("王奶奶，您好" in one.text) for one in phones.shows("王奶奶")] == [True]
    phones.settled()
    assert ["还不认识您" in one.text for one in stranger.chat if one.from_bot] == [True]


def test_a_picture_a_voice_and_what_is_neither(phones: Phones) -> None:
    phone = phones.phones["王奶奶"]
    phone.photo(picture())
    phone.voice(AMR)
    phones.heard()
    assert phones.desk.read_now(kept) == 2
    phone.photo(b"\xff\xd8 not a picture")
    phone.voice(b"not a voice")
    phone.video(ogg(2))
    phones.heard()
    assert phones.desk.read_now(kept) == 2
    assert len(phones.shows("王奶奶")) == 5


def test_a_file_that_is_gone_is_said_to_be(phones: Phones) -> None:
    content = event(phones.api, phones.phones["王奶奶"], "").replace("event", "image", 1)
    content = content.replace("<Event><![CDATA[]]></Event>", "<MediaId>never</MediaId><MsgId>77</MsgId>")
    phones.api.forge(MEMBERS["王奶奶"], content=content)
    phones.heard()
    assert phones.desk.read_now(kept) == 0
    assert "照片" in phones.shows("王奶奶")[-1].text


def test_a_place_is_where_a_matter_is(phones: Phones) -> None:
    """The phone tells where it is on its own map, which has it half a kilometre away, where the next house stands."""
    here = (36.195, 113.117)
    there = to_gcj(here)

    def stand(work: Work) -> None:
        for block, (lat, lon) in ((BLOCK_1, here), (BLOCK_3, there)):
            work.routing.set_point(block, round(lat * 1_000_000), round(lon * 1_000_000))

    phones.do(stand)
    phones.phones["王奶奶"].location(*there, "演武社区")
    phones.heard()
    phones.phones["王奶奶"].say("楼道灯不亮")
    phones.heard()
    told = "\n".join(one.text for one in phones.shows("王奶奶"))
    assert "1号楼" in told
    assert "3号楼" not in told


def test_who_may_not_see_the_app_is_reached_elsewhere_until_they_show_a_code(phones: Phones) -> None:
    person, phone = phones.ids["王奶奶"], phones.phones["王奶奶"]
    phones.do(lambda work: work.accounts.open(person, "web", "p1", phones.now))

    def reached() -> list[str]:
        return sorted(one.channel for one in phones.desk.read_now(lambda work: work.accounts.of_person(person)))

    phone.unfollow()
    phones.heard()
    assert reached() == ["web"]
    phone.follow()
    phones.heard()
    phone.say("我的")
    phones.heard()
    phones.settled()
    assert reached() == ["web"], "the name may be somebody else's now"
    assert "还不认识您" in phones.shows("王奶奶")[-1].text
    actor = phones.desk.read_now(lambda work: Actor(person, 0, 1, "王奶奶"))
    code = phones.do(lambda work: issue(work, actor, phones.now))
    phone.say(code)
    phones.heard()
    assert reached() == ["web", NAME]


def test_a_store_that_is_slow_is_answered_in_time_and_nothing_is_lost(phones: Phones) -> None:
    held, sent = [], phones.desk.write

    async def slow(run: object, key: str = "") -> object:
        held.append(key)
        if len(held) == 1:
            await asyncio.sleep(HELD + 0.3)
        return await sent(run, key)  # type: ignore[arg-type]

    phones.desk.write = slow  # type: ignore[method-assign, assignment]
    callback = phones.phones["王奶奶"].say("你好").callback
    phones.heard()
    phones.eventually(lambda: phones.desk.read_now(received) == 1)
    phones.settled()
    assert [one.status for one in callback.tries] == [503, 200]
    assert len(phones.shows("王奶奶")) == 1
    assert phones.api.slowest < 1.0


def test_secrets_are_in_no_log(phones: Phones, api: WeComApi, capfd: pytest.CaptureFixture[str]) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    phones.api.fail(Faults(lost_before=0.3, server_error=0.2, busy=0.2))
    phones.phones["王奶奶"].photo(picture())
    phones.phones["王奶奶"].say("你好")
    phones.heard()
    logging.getLogger().setLevel(logging.WARNING)
    written = capfd.readouterr()
    told = written.out + written.err + repr(Settings(wecom_secret=api.secret, wecom_token=api.token, wecom_key=api.key))
    for secret in (api.secret, api.token, api.key, *phones.api.world.tokens):
        assert secret not in told
