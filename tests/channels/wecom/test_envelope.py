"""What is posted, before anybody believes it: forged, foreign, and made to keep a parser busy."""

import time
from collections.abc import Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom.crypto import Seal
from bot.channels.wecom.envelope import Refused, echo, element, opened
from bot.channels.wecom.reading import address_of, key_of, meaning

SEAL = Seal("token", "A" * 43, "corp")


def post(words: bytes, seal: Seal = SEAL) -> tuple[Mapping[str, str], bytes]:
    sealed = seal.seal(words)
    query = {"msg_signature": seal.signature("1", "2", sealed), "timestamp": "1", "nonce": "2"}
    return query, f"<xml><ToUserName/><AgentID>1</AgentID><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode()


def refused(query: Mapping[str, str], body: bytes) -> int:
    with pytest.raises(Refused) as found:
        opened(SEAL, query, body)
    return found.value.status


def test_an_honest_post_is_opened() -> None:
    assert opened(SEAL, *post("<xml>您好</xml>".encode())) == "<xml>您好</xml>"


def test_a_wrong_signature_another_corporation_another_key() -> None:
    query, body = post(b"<xml/>")
    for wrong in ("0" * 40, "é" * 40, query["msg_signature"].upper(), query["msg_signature"][:-1]):
        assert refused({**query, "msg_signature": wrong}, body) == 403
    assert refused({**query, "nonce": "3"}, body) == 403
    assert refused(*post(b"<xml/>", Seal("token", "A" * 43, "another"))) == 403
    assert refused(*post(b"<xml/>", Seal("another", "A" * 43, "corp"))) == 403
    assert refused(*post(b"<xml/>", Seal("token", "B" * 43, "corp"))) == 400


@pytest.mark.parametrize("name", ["msg_signature", "timestamp", "nonce"])
def test_a_post_without_what_belongs_to_it(name: str) -> None:
    query, body = post(b"<xml/>")
    assert refused({key: value for key, value in query.items() if key != name}, body) == 400


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Encrypt>&b;</Encrypt></xml>'
TRICKS = (
    BOMB,
    BOMB.lower(),
    '<?xml version="1.0"?>' + BOMB,
    "\ufeff" + BOMB,
    '<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml/>',
    '<xml><!ENTITY a "b"></xml>',
    "<xml><![CDATA[never ended</xml>",
    "<xml><!-- a comment --></xml>",
    "<xml>&undeclared;</xml>",
    "<xml>",
    "",
    "no xml",
    "<xml>" * 5000,
    BOMB.encode("utf-16").decode("latin-1"),
)


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_gets_to_the_parser(trick: str) -> None:
    query, _ = post(b"<xml/>")
    assert refused(query, trick.encode()) == 400
    for read in (element, key_of, address_of, meaning):
        with pytest.raises(Refused):
            read(trick)


def test_other_encodings_are_refused() -> None:
    query, _ = post(b"<xml/>")
    for encoding in ("utf-16", "utf-32", "utf-7"):
        assert refused(query, BOMB.encode(encoding)) == 400
    assert refused(query, b"\xff\xfe<xml/>") == 400


def test_people_may_write_what_looks_like_a_trick() -> None:
    said = '<!DOCTYPE html> <!ENTITY a "b"> ]] > & < 😀'
    assert element(f"<xml><Content><![CDATA[{said}]]></Content></xml>").findtext("Content") == said
    assert element("<xml><Content><![CDATA[a\x00\x08b]]></Content></xml>").findtext("Content") == "ab"


def test_a_long_trick_takes_no_longer() -> None:
    began = time.monotonic()
    for long in ("<![CDATA[" * 28_000, "<![CDATA[]]>" * 20_000, "<!" * 120_000):
        with pytest.raises(Refused):
            element(long)
    assert time.monotonic() - began < 2


@given(st.binary(max_size=200), st.dictionaries(st.sampled_from(["msg_signature", "timestamp", "nonce"]), st.text()))
def test_whatever_is_posted_is_refused_not_tripped_over(body: bytes, query: Mapping[str, str]) -> None:
    with pytest.raises(Refused) as found:
        opened(SEAL, query, body)
    assert 400 <= found.value.status < 500


@given(st.binary(max_size=200))
def test_whatever_is_sealed_is_opened_or_refused(words: bytes) -> None:
    text = opened(SEAL, *post(words))
    for read in (key_of, address_of, meaning):
        with suppress(Refused):
            read(text)


def test_the_check_is_answered_with_the_bare_words() -> None:
    sealed = SEAL.seal(b"1616140317555161061")
    query = {"msg_signature": SEAL.signature("1", "2", sealed), "timestamp": "1", "nonce": "2", "echostr": sealed}
    assert echo(SEAL, query) == b"1616140317555161061"
    with pytest.raises(Refused):
        echo(SEAL, {**query, "echostr": sealed + "A"})
