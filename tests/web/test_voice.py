"""Voices in the web chat: what counts as one, what is refused, and how a player gets it."""

from collections.abc import Callable

import pytest

from bot.web.sounds import mime_of, sound
from bot.web.voices import MOST_BYTES, checked
from tests.web.recordings import amr, amr_wide, fragments, m4a, mp3, ogg, wav, webm
from tests.web.server import Browser, Site
from tests.web.test_chat import _sign_in
from tests.web.test_hostile import _jpeg

MAKERS = [
    (ogg, "audio/ogg"),
    (webm, "audio/webm"),
    (m4a, "audio/mp4"),
    (fragments, "audio/mp4"),
    (mp3, "audio/mpeg"),
    (amr, "audio/amr"),
    (amr_wide, "audio/amr"),
    (wav, "audio/wav"),
]
CLIP = ogg(12)


@pytest.fixture
def hers(site: Site) -> Browser:
    return _sign_in(site, "王奶奶")


def _media(page: str) -> int:
    return int(page.split('<audio controls preload="none" src="/photo/')[1].split('"', maxsplit=1)[0])


@pytest.mark.parametrize(("make", "mime"), MAKERS)
def test_every_kind_says_what_it_is_and_how_long(make: Callable[[int], bytes], mime: str) -> None:
    found = sound(make(7))
    assert found
    assert (found.mime, found.seconds) == (mime, 7)
    assert checked(make(60))[1] == ""
    assert checked(make(61)) == (None, "voices/too_long")


@pytest.mark.parametrize(("make", "mime"), MAKERS)
def test_a_recording_cut_anywhere_breaks_nothing(make: Callable[[int], bytes], mime: str) -> None:
    whole = make(3)
    for end in (*range(120), *range(120, len(whole), 97)):
        found = sound(whole[:end])
        assert found is None or found.seconds <= 4


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"OggS",
        b"RIFF\0\0\0\0WAVE",
        b"ID3\x04\0\0\0\0\0\0",
        b"\xff\xfb\x94\0",
        ogg(3, streams=2),
        ogg(3, codec=b"\x80theora"),
        m4a(3, kind=b"vide"),
        webm(3, kinds=(1,)),
        webm(3, kinds=(2, 1)),
        webm(3, kinds=()),
        webm(3, length=float("inf")),
        webm(3, length=float("nan")),
        b"\x1a\x45\xdf\xa3" + b"\x80" * 400_000,
        b"\0\0\0\x10ftypM4A \0\0\0\0" + b"\0\0\0\x08free" * 100_000,
        b"<html><script>alert(1)</script>",
    ],
)
def test_what_only_begins_like_a_recording_is_none(data: bytes) -> None:
    assert sound(data) is None
    assert checked(data) == (None, "voices/unreadable")


def test_pictures_are_no_recordings() -> None:
    assert not mime_of(_jpeg((20, 20)))
    assert not mime_of(m4a(3, brand=b"heic"))


def test_a_length_that_is_said_is_believed_only_upwards() -> None:
    found = sound(webm(3, length=9000.0))
    assert found
    assert found.seconds == 9


def test_a_voice_becomes_a_draft_and_can_be_played(site: Site, hers: Browser) -> None:
    answer = hers.send(files=[("whatever.jpg", CLIP)])
    assert "语音，12 秒" in answer.text
    assert "自家心愿" in answer.text
    page = hers.http.get("/chat")
    assert "media-src 'self'" in page.headers["content-security-policy"]
    served = hers.http.get(f"/photo/{_media(page.text)}")
    assert served.content == CLIP
    assert served.headers["content-type"] == "audio/ogg"
    assert served.headers["content-disposition"] == 'inline; filename="voice.ogg"'
    assert served.headers["x-content-type-options"] == "nosniff"
    assert _sign_in(site, "李师傅").http.get(f"/photo/{_media(page.text)}").status_code == 404


def test_what_no_browser_plays_can_be_downloaded(hers: Browser) -> None:
    page = hers.send(files=[("a", amr(5))]).text
    media = _media(page)
    assert f'<a href="/photo/{media}" download' in page
    served = hers.http.get(f"/photo/{media}")
    assert served.content == amr(5)
    assert served.headers["content-disposition"] == 'inline; filename="voice.amr"'


def test_a_player_may_ask_for_a_part(hers: Browser) -> None:
    media, size = _media(hers.send(files=[("v", CLIP)]).text), len(CLIP)
    for asked, status, got in [
        ("bytes=0-1", 206, CLIP[:2]),
        ("bytes=10-", 206, CLIP[10:]),
        ("bytes=-5", 206, CLIP[-5:]),
        ("bytes=0-999999", 206, CLIP),
        ("bytes=999999-", 416, b""),
        ("bytes=5-2", 416, b""),
        ("bytes=-", 200, CLIP),
        ("bytes=0-1,3-4", 200, CLIP),
        ("pages=1-2", 200, CLIP),
    ]:
        served = hers.http.get(f"/photo/{media}", headers={"range": asked})
        assert (served.status_code, served.content) == (status, got), asked
        if status == 206:
            assert served.headers["content-range"].endswith(f"/{size}")


def test_words_a_photo_and_a_voice_at_once(site: Site, hers: Browser) -> None:
    hers.send("想要个轮椅", files=[("a.jpg", _jpeg((20, 20))), ("b", CLIP)])
    card = site.play.last("王奶奶")
    assert (len(card.photos), len(card.voices)) == (1, 1)
    assert "想要个轮椅" in card.body
    assert "，语音 1，一共 1 段" in hers.open_chat()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a", ogg(61))], "一段不超过一分钟"),
        ([("a", b"OggS" + bytes(MOST_BYTES))], "太大了"),
        ([("a", b"OggS and nothing more")], "这段语音打不开"),
        ([("a", CLIP), ("b", CLIP)], "一次发一段语音"),
    ],
)
def test_what_is_refused_keeps_the_words(hers: Browser, files: list[tuple[str, bytes]], said: str) -> None:
    answer = hers.send("我家的灯", files=files)
    assert said in answer.text
    assert "我家的灯" in answer.text
    assert "<audio" not in answer.text


def test_a_kind_that_we_do_not_know_is_called_a_voice(hers: Browser) -> None:
    upload = [("photos", ("a.flac", b"fLaC" + bytes(100), "audio/flac"))]
    answer = hers.http.post("/chat/send", data={"csrf": hers.csrf, "text": ""}, files=upload, headers={"x-live": "1"})
    assert "这段语音打不开" in answer.text


def test_the_same_voice_sent_again_is_one_message(hers: Browser) -> None:
    for _ in range(2):
        hers.send(message_id="abcdefgh1234", files=[("a", CLIP)])
    assert hers.open_chat().count("您发的语音") == 1
    hers.send(message_id="abcdefgh1234", files=[("a", ogg(5))])
    assert hers.open_chat().count("您发的语音") == 2
