"""Pictures and voices of a card: in front of it, brought up once, and gone where they were erased."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image

from bot.channels.wecom.errors import WeComError
from handlers.kit.turns import Photo, Voice
from storage.work import Work
from tests.channels.wecom.out import Out, wish
from tests.emulators.wecom import Staff
from tests.web.recordings import amr, m4a


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
