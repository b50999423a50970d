"""Cards on phones: each once, changed as often as WeCom allows, and elsewhere where nobody is reached."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.base import AddressGone, RetryLater, Uncertain
from bot.channels.wecom.allowance import Allowance, Limit
from bot.channels.wecom.channel import Shown, WeComChannel
from bot.channels.wecom.errors import WeComError
from bot.courier.deliver import tell_person
from handlers.kit.cards import Button, Card
from handlers.kit.turns import Photo, Press, Voice
from storage.work import Work
from tests.channels.wecom.out import Out, couriered, eventually, outgoing, waiting, wish
from tests.emulators.wecom import Faults, Staff, WeComApi
from tests.web.recordings import amr, m4a


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi() as found:
        yield found


@pytest.fixture
async def out(api: WeComApi, tmp_path: Path) -> AsyncIterator[Out]:
    async with outgoing(tmp_path, api) as found:
        yield found


@pytest.fixture
def li(api: WeComApi) -> Staff:
    return api.staff("li")


async def test_a_card_and_its_buttons(out: Out, li: Staff) -> None:
    await out.channel.send("li", wish())
    (shown,) = li.chat
    assert shown.text == "换灯泡\n等人接\n楼道三天没亮了。\n地方\n三号楼"
    assert [(one.text, one.key) for one in shown.buttons] == [("我来接", "cases.take|7|1|claim")]


async def test_the_same_card_may_come_twice_where_it_was_asked_for_twice(out: Out, li: Staff) -> None:
    first, second = await out.channel.send("li", wish()), await out.channel.send("li", wish())
    assert len(li.chat) == 2
    assert Shown.parse(first).task != Shown.parse(second).task
    said = replace(wish(done=True), body="水" * 400)
    await out.channel.send("li", said)
    await out.channel.send("li", said)
    assert len(li.chat) == 4, "texts as well"


@pytest.mark.parametrize("fault", ["lost_after", "lost_before", "bad_gateway", "server_error"])
@pytest.mark.parametrize("body", ["楼道三天没亮了。", "楼道三天没亮了。" * 50])
async def test_a_lost_answer_leaves_one_card(out: Out, li: Staff, fault: str, body: str) -> None:
    """The long one is a text and a card; each of both is in doubt once."""
    said = replace(wish(), body=body)
    out.api.fail(Faults(**{fault: 1.0}, only=frozenset({"message/send"})))  # type: ignore[arg-type]
    with pytest.raises(RetryLater):
        await out.channel.send("li", said)
    with suppress(RetryLater):  # unless the server said that it has this card already
        await out.channel.send("li", said)
    out.api.fail(Faults())
    if not li.chat or li.chat[-1].kind == "text":
        await out.channel.send("li", said)
    assert [one.kind for one in li.chat] == ["text"] * (len(body) > 160) + ["template_card"]


async def test_each_message_of_a_card_may_be_in_doubt(out: Out, li: Staff) -> None:
    said = replace(wish(), body="".join(f"第{n}天没亮。" for n in range(300)))
    out.api.fail(Faults(lost_after=0.5, lost_before=0.2, only=frozenset({"message/send"})))
    doubts = 0
    while not li.chat or li.chat[-1].kind == "text":
        with suppress(RetryLater):
            await out.channel.send("li", said)
        doubts += 1
        assert doubts < 50
    assert doubts > 1
    told = [one.text for one in li.chat]
    assert len(told) == len(set(told))
    assert "".join(one.replace("\n", "") for one in told[:-1]).endswith(said.body)
    assert li.chat[-1].labels == ["我来接"]


async def test_a_card_in_doubt_is_one_card_for_the_next_process_too(out: Out, li: Staff) -> None:
    """What it shows may have changed meanwhile: then it is brought up to date as soon as it can be."""
    out.api.fail(Faults(lost_after=1, only=frozenset({"message/send"})))
    with pytest.raises(RetryLater):
        await out.channel.send_once("li", wish(), "7-1-1700000000000")
    out.api.fail(Faults())
    name = await out.channel.send_once("li", wish(version=2), "7-1-1700000000000")
    await out.press(li, li.chat[0], "我来接")
    assert out.channel.differs(name, wish(version=2))
    another = WeComChannel(out.client, out.town.desk, out.api.agent)
    await another.send_once("li", wish(), "7-1-1700000000000")
    assert len(li.chat) == 1
    await another.send_once("li", wish(), "7-2-1700000000000")
    assert len(li.chat) == 2


async def test_what_surely_did_not_arrive_is_told_as_it_is_now(out: Out, li: Staff) -> None:
    out.api.trust(False)
    with pytest.raises(RetryLater):
        await out.channel.send_once("li", wish(), "7-1-1700000000000")
    out.api.trust(True)
    await out.channel.send_once("li", wish("有人接了", version=2), "7-1-1700000000000")
    assert "有人接了" in li.chat[0].text


async def test_a_card_changes_once_by_its_own_code_and_once_by_each_press(out: Out, li: Staff) -> None:
    name = await out.channel.send("li", wish())
    assert not out.channel.differs(name, wish())
    changed = wish(version=2)
    assert out.channel.differs(name, changed)
    name = await out.channel.edit("li", name, changed)
    assert li.chat[0].button("我来接").key == "cases.take|7|2|claim"
    assert not out.channel.differs(name, wish(version=3)), "its code is spent"
    await out.press(li, li.chat[0], "我来接")
    assert out.channel.differs(name, wish("办好了", done=True))
    name = await out.channel.edit("li", name, wish("办好了", done=True))
    assert (li.chat[0].labels, li.chat[0].replaced, li.chat[0].updates) == ([], "办好了", 2)
    assert not out.channel.differs(name, wish())


async def test_without_pages_cards_change_as_well(api: WeComApi, tmp_path: Path, li: Staff) -> None:
    async with outgoing(tmp_path, api, base="") as out:
        said = replace(wish(), buttons=(*wish().buttons, Button("经过", page="/case/演武-0001")))
        name = await out.channel.send("li", said)
        assert li.chat[0].labels == ["我来接"]
        await out.channel.edit("li", name, wish("办好了", done=True))
        assert (li.chat[0].labels, li.chat[0].replaced) == ([], "办好了")
        assert "办好了" in li.chat[0].text
        assert not out.channel.differs(await out.channel.send("li", wish(done=True)), wish()), "a text stays"


async def test_a_code_that_is_used_or_too_old_leaves_the_card_as_it_is(out: Out, li: Staff) -> None:
    name = await out.channel.send("li", wish())
    await out.channel.edit("li", name, wish(version=2))
    again = await out.channel.edit("li", name, wish(version=3))
    assert li.chat[0].button("我来接").key == "cases.take|7|2|claim"
    assert not out.channel.differs(again, wish(version=3))
    await out.press(li, li.chat[0], "我来接")
    assert out.channel.differs(again, wish(version=3)), "what was not drawn then is drawn now"
    late = await out.channel.send("li", wish())
    out.api.clock.move(timedelta(hours=72.1).total_seconds())
    assert await out.channel.edit("li", late, wish(version=2)) != late
    assert li.chat[1].updates == 0


async def test_an_old_code_is_not_even_tried(out: Out, li: Staff) -> None:
    shown = Shown.parse(await out.channel.send("li", wish()))
    old = str(replace(shown, since=shown.since - int(timedelta(hours=72).total_seconds())))
    assert not out.channel.differs(old, wish(version=2))
    assert await out.channel.edit("li", old, wish(version=2)) == old
    assert not out.api.calls("message/update_template_card")


async def test_a_change_that_may_have_arrived_is_tried_again(out: Out, li: Staff) -> None:
    name = await out.channel.send("li", wish())
    out.api.fail(Faults(lost_before=1))
    with pytest.raises(Uncertain):
        await out.channel.edit("li", name, wish(version=2))
    out.api.fail(Faults())
    await out.channel.edit("li", name, wish(version=2))
    assert li.chat[0].updates == 1


async def test_a_press_is_remembered_beyond_this_process(out: Out) -> None:
    """The card was changed once already: only the code of the press can change it again."""
    person, phone = out.person("wang")
    async with couriered(out):
        out.town.run(lambda work: tell_person(work, person, Card("lists/mine"), out.town.clock.now()))
        await eventually(lambda: not out.town.read(waiting))
    ((state, name),) = out.states()
    assert (state, phone.chat[0].labels) == ("shown", ["说件事"])
    code = await out.press(phone, phone.chat[0], "说件事")
    ((_, name),) = out.states()
    assert Shown.parse(name).code == code
    another = WeComChannel(out.client, out.town.desk, out.api.agent)
    await another.edit("wang", name, wish(done=True))
    assert phone.chat[0].updates == 1


async def test_a_press_while_a_card_is_being_changed_is_not_forgotten(out: Out, li: Staff) -> None:
    name = await out.channel.send("li", wish())
    out.api.fail(Faults(slow=1, delay=0.3))
    change = asyncio.create_task(out.channel.edit("li", name, wish(version=2)))
    await asyncio.sleep(0.1)
    code = await out.press(li, li.chat[0], "我来接")
    assert Shown.parse(await change).code == code


async def test_who_is_no_member_any_more_is_reached_elsewhere(out: Out) -> None:
    gone, _ = out.person("wang", "wecom", "web")
    fine, phone = out.person("chen")
    out.api.staff("wang", visible=False)
    async with couriered(out):
        out.tell(gone, "R1")
        out.tell(fine, "R2")
        await eventually(lambda: not out.town.read(waiting))
    assert len(phone.chat) == 1
    assert [state for state, _ in out.states()] == ["moved", "shown", "shown"]
    accounts = out.town.read(lambda work: work.accounts.of_person(gone))
    assert [one.channel for one in accounts] == ["web"]


@pytest.mark.parametrize("address", ["@all", "li|wang", "nobody", "unlicensed"])
async def test_never_to_several_and_never_to_nobody(out: Out, li: Staff, address: str) -> None:
    out.api.staff("unlicensed", licensed=False)
    with pytest.raises(AddressGone):
        await out.channel.send(address, wish())
    assert not li.chat


async def test_nothing_is_lost_until_the_address_is_trusted(out: Out) -> None:
    person, phone = out.person("wang")
    out.api.trust(False)
    with pytest.raises(RetryLater) as wait:
        await out.channel.send("wang", wish())
    assert wait.value.after == timedelta(minutes=5)
    async with couriered(out):
        out.tell(person, "R1")
        await eventually(lambda: out.api.calls("message/send")[1:])
    assert [state for state, _ in out.states()] == ["queued"]
    assert not phone.chat


async def test_a_member_is_not_sent_more_than_is_shown(out: Out, li: Staff) -> None:
    for n in range(28):
        await out.channel.send("li", wish(version=n))
    with pytest.raises(RetryLater) as wait:
        await out.channel.send("li", wish(version=28))
    assert wait.value.after
    assert timedelta(seconds=50) < wait.value.after < timedelta(seconds=62)
    assert (len(li.chat), out.api.dropped) == (28, [])


async def test_a_card_in_pieces_goes_on_where_the_minute_ended(out: Out, li: Staff) -> None:
    said = replace(wish(), body="楼道三天没亮了。" * 50)
    out.channel.allowance = Allowance(iter(range(10**6)).__next__, (Limit(1, 2.5),))
    with pytest.raises(RetryLater):
        await out.channel.send("li", said)
    assert len(li.chat) == 1
    with pytest.raises(RetryLater):
        await out.channel.send("li", said)
    await out.channel.send("li", said)
    assert [one.kind for one in li.chat] == ["text", "template_card"]


async def test_pictures_and_voices_come_before_the_card_and_go_up_once(out: Out, li: Staff) -> None:
    photos, voices = media(out)
    said = replace(wish(), photos=photos, voices=voices)
    wang = out.api.staff("wang")
    for who in ("li", "wang"):
        await out.channel.send(who, said)
    for phone in (li, wang):
        assert [one.kind for one in phone.chat] == ["image", "voice", "file", "template_card"]
    assert [one.query["type"] for one in out.api.calls("media/upload")] == ["image", "voice", "file"]
    out.api.clock.move(timedelta(days=3.1).total_seconds())
    with pytest.raises(WeComError):
        await out.channel.send("li", said)
    await out.channel.send("li", said)
    assert len(li.chat) == 8


async def test_what_was_erased_is_sent_to_nobody(out: Out, li: Staff) -> None:
    await out.channel.send("li", replace(wish(), photos=(404,), voices=(405,)))
    assert [one.kind for one in li.chat] == ["template_card"]


async def test_more_to_choose_from_than_buttons(out: Out, li: Staff) -> None:
    buttons = tuple(Button(f"第{n}位", Press("cases.answer", 7, 1, f"assign:to:{n}")) for n in range(1, 9))
    name = await out.channel.send("li", replace(wish(), buttons=buttons))
    text, card = li.chat
    assert "楼道三天没亮了。" in text.text
    picked = str(buttons[4].press)
    done = li.press(card.id, card.buttons[-1].key, {"press": [picked]})
    await out.channel.pressed(card.content["task_id"], done.response_code, "li")
    assert done.callback.fields
    await out.channel.edit("li", name, wish("派给第5位", done=True))
    assert li.chat[1].replaced == "派给第5位"


async def test_a_card_that_the_server_refuses_is_a_text(out: Out, li: Staff, monkeypatch: pytest.MonkeyPatch) -> None:
    """No limit of ours is too wide; but WeCom may draw one closer."""
    monkeypatch.setattr("bot.channels.wecom.writing.MOST_TITLE", 60)
    name = await out.channel.send("li", replace(wish(), title="换灯泡" * 20))
    assert [one.kind for one in li.chat] == ["text"]
    assert "楼道三天没亮了。" in li.chat[0].text
    assert not out.channel.differs(name, wish())


def media(out: Out) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Two photos, and a voice of the kind that WeCom plays beside one that it doesn't."""
    now = out.town.clock.now()
    person, _ = out.person("sender")

    def stored(work: Work) -> tuple[tuple[int, ...], tuple[int, ...]]:
        photos = [work.media.add(Photo(picture(colour), 64, 64), person, now) for colour in ("teal", "red")]
        voices = [work.media.add_voice(Voice(one, 1), person, now) for one in (amr(1), m4a(1))]
        return tuple(photos), tuple(voices)

    return out.town.run(stored)


def picture(colour: str) -> bytes:
    found = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(found, "JPEG")
    return found.getvalue()
