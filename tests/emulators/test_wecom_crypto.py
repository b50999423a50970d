"""The published example of the callback crypto, read and made by the package the emulator seals with."""

import base64
import struct
from xml.etree import ElementTree as ET

import pytest
from Crypto.Cipher import AES
from wx_crypt.WXBizMsgCrypt3 import Prpcrypt, WXBizMsgCrypt

from tests.emulators.wecom.crypto import Seal, cdata, envelope, xml

TOKEN, KEY, CORP = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
SEAL = Seal(TOKEN, KEY, CORP)
STAMP, NONCE = "1409659813", "1372623149"
SIGNATURE = "477715d11cdb4164915debcba66cb864d751f3e6"
SEALED = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3T"
    "UUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsij"
    "ff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5w"
    "LVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZ"
    "Is2pDBS8R07+qN+E7Q=="
)
WORDS = (
    "<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName>\n<FromUserName><![CDATA[mycreate]]></FromUserName>\n"
    "<CreateTime>1409659813</CreateTime>\n<MsgType><![CDATA[text]]></MsgType>\n<Content><![CDATA[hello]]></Content>\n"
    "<MsgId>4561255354251345929</MsgId>\n<AgentID>218</AgentID>\n</xml>"
)
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="


def test_the_published_message_opens() -> None:
    assert SEAL.sign(STAMP, NONCE, SEALED) == SIGNATURE
    assert SEAL.opened(envelope(CORP, "218", SEALED), SIGNATURE, STAMP, NONCE) == WORDS


def test_the_published_message_is_sealed_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Prpcrypt, "get_random_str", lambda self: b"0960688932c47ef1")
    assert SEAL.encrypt(WORDS.encode()) == SEALED


def test_the_published_check_of_an_address() -> None:
    crypt = WXBizMsgCrypt(TOKEN, KEY, CORP)
    code, found = crypt.VerifyURL("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "1409659589", "263014780", ECHO)
    assert (code, found) == (0, b"1616140317555161061")


def test_a_sealed_message_fills_blocks_of_32_bytes_and_counts_bytes() -> None:
    words = "楼道灯坏了".encode()
    key = WXBizMsgCrypt(TOKEN, KEY, CORP).key
    for more in range(33):
        sealed = SEAL.encrypt(words + b"." * more)
        plain = AES.new(key, AES.MODE_CBC, key[:16]).decrypt(base64.b64decode(sealed))
        assert len(plain) % 32 == 0
        assert 1 <= plain[-1] <= 32
        assert struct.unpack(">I", plain[16:20])[0] == len(words) + more


def test_another_signature_or_receiver_does_not_open() -> None:
    with pytest.raises(ValueError, match="cannot open"):
        SEAL.opened(envelope(CORP, "218", SEALED), "0" * 40, STAMP, NONCE)
    with pytest.raises(ValueError, match="cannot open"):
        Seal(TOKEN, KEY, "wx0").opened(envelope(CORP, "218", SEALED), SIGNATURE, STAMP, NONCE)


def test_words_that_end_a_section_stay_words() -> None:
    hard = "a]]>b<c>&d"
    assert ET.fromstring(f"<x>{cdata(hard)}</x>").text == hard  # noqa: S314 - of our own making
    found = ET.fromstring(xml([("A", [("B", "1"), ("B", "2")]), ("C", 3)]))  # noqa: S314 - of our own making
    assert [one.text for one in found.findall("A/B")] == ["1", "2"]
    assert found.findtext("C") == "3"
