"""Pictures and voices of a card: after the card that says what they show, brought up once, not sent once erased."""

import io
from dataclasses import replace
from datetime import timedelta

from PIL import Image

from handlers.kit.turns import Photo, Voice
from storage.work import Work
from tests.channels.wecom.out import Out, wish
from tests.emulators.wecom import Staff
from tests.web.recordings import amr, m4a


async def test_pictures_and_voices_come_after_the_card_and_go_up_once(out: Out, li: Staff) -> None:
    photos, voices = media(out)
    said = replace(wish(), photos=photos, voices=voices)
    wang = out.api.staff("wang")
    for who in ("li", "wang"):
        await out.channel.send(who, said)
    for phone in (li, wang):
        assert [one.kind for one in phone.chat] == ["template_card", "image", "voice", "file"]
    assert [one.query["type"] for one in out.api.calls("media/upload")] == ["image", "voice", "file"]
    out.api.clock.move(timedelta(days=3.1).total_seconds())
    out.town.clock.move(timedelta(days=3.1))
    await out.channel.send("li", said)
    assert [one.kind for one in li.chat[4:]] == ["template_card", "image", "voice", "file"], "what is gone goes up anew"


async def test_what_lies_in_a_chat_is_not_sent_there_again(out: Out, li: Staff) -> None:
    photos, voices = media(out)
    await out.channel.send("li", replace(wish(), photos=photos[:1], voices=voices))
    await out.channel.send("li", replace(wish(done=True), photos=photos, voices=voices))
    kinds = ["template_card", "image", "voice", "file", "template_card", "image"]
    assert [one.kind for one in li.chat] == kinds, "only the new photo"


async def test_a_card_with_a_picture_changes_by_its_own_code(out: Out, li: Staff) -> None:
    photos, _ = media(out)
    name = await out.channel.send("li", replace(wish(), photos=photos))
    taken = replace(wish(done=True), state="已签收，待联系 · 接单后联系 明天 18:00 前，还剩 1 天")
    await out.channel.edit("li", name, taken)
    assert (li.chat[0].labels, li.chat[0].replaced) == ([], "已签收，待联系"), "no word of it is cut"


async def test_what_was_erased_is_sent_to_nobody(out: Out, li: Staff) -> None:
    await out.channel.send("li", replace(wish(), photos=(404,), voices=(405,)))
    assert [one.kind for one in li.chat] == ["template_card"]


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
