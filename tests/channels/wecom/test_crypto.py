"""How WeCom seals: the published examples byte for byte, and another hand's seals."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.crypto import Foreign, NotSealed, Seal
from tests.emulators.wecom.crypto import Seal as Other

TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
DERIVED = "8d69989bbaabe67328014c194631ad0719b3dca035b64023df292447aab60760"
POSTED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/s"
    "YYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJ"
    "YuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGU"
    "callcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDY"
    "A5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="
)
WORDS = (
    "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n"
    "<FromUserName><![CDATA[mycreate]]></FromUserName>\n<CreateTime>1409659813</CreateTime>\n"
    "<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[hello]]></Content>\n"
    "<MsgId>4561255354251345929</MsgId>\n<AgentID>218</AgentID>\n</xml>"
)
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="


def test_the_published_post() -> None:
    seal = Seal(TOKEN, KEY, CORP)
    assert base64.b64decode(KEY + "=").hex() == DERIVED
    assert seal.signature("1409659813", "1372623149", POSTED) == "477715d11cdb4164915debcba66cb864d751f3e6"
    assert seal.open(POSTED) == WORDS.encode()
    assert len(WORDS.encode()) == 284
    assert seal.seal(WORDS.encode(), b"0960688932c47ef1") == POSTED


def test_the_published_check_of_an_address() -> None:
    seal = Seal(TOKEN, KEY, CORP)
    assert seal.genuine("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", ECHO)
    assert seal.open(ECHO) == b"1616140317555161061"


@given(st.text(max_size=300))
def test_another_hand_opens_ours_and_we_open_theirs(words: str) -> None:
    ours, theirs = Seal(TOKEN, KEY, CORP), Other(TOKEN, KEY, CORP)
    data = words.encode("utf-8", "replace")
    assert ours.open(theirs.encrypt(data)) == data
    sealed = ours.seal(data)
    signature = ours.signature("1", "2", sealed)
    assert signature == theirs.sign("1", "2", sealed)
    if words:
        posted = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        assert theirs.opened(posted, signature, "1", "2").encode() == data


@pytest.mark.parametrize("bad", ["", "A", "====", "不是", "AAAA" * 8, ECHO[:-4], ECHO[4:], POSTED[:128]])
def test_what_was_never_sealed_is_said_to_be_so(bad: str) -> None:
    with pytest.raises(NotSealed):
        Seal(TOKEN, KEY, CORP).open(bad)


def test_what_is_for_somebody_else_stays_closed() -> None:
    for corp in ("", CORP[:-1], CORP + "0", CORP.upper()):
        with pytest.raises((Foreign, NotSealed)):
            Seal(TOKEN, KEY, corp).open(POSTED)


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "=", KEY[:-1] + "-", KEY[:-1] + "中", KEY + "\n"])
def test_a_key_that_can_be_none(key: str) -> None:
    with pytest.raises(ValueError, match="43"):
        Seal(TOKEN, key, CORP)
