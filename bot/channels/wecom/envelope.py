"""What WeCom posts, opened: the envelope, its signature, the sealed words, and the XML in both. Pure.

Nothing is parsed that could make a parser work for others: a document type is refused by its first character.
"""

import re
from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.channels.wecom.crypto import Foreign, NotSealed, Seal

MOST_BYTES: Final = 256 * 1024  # what people write has a few thousand
_CDATA, _END = "<![CDATA[", "]]>"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # nothing that XML 1.0 can hold


class Refused(Exception):
    """Not from WeCom, or not in its form. `status` is that of the answer, 4xx."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def echo(seal: Seal, query: Mapping[str, str]) -> bytes:
    """What a check of the address is answered with: the words that came sealed in it."""
    return _opened(seal, query, query.get("echostr", ""))


def opened(seal: Seal, query: Mapping[str, str], body: bytes) -> str:
    """The words of a post. Raises Refused; nothing is said of what it says unless its signature is right."""
    try:
        outer = element(body.decode())
    except ValueError:
        raise Refused(400) from None
    words = _opened(seal, query, outer.findtext("Encrypt") or "")
    return words.decode("utf-8", "replace")


def element(text: str) -> Element:
    """An XML text as its root. Raises Refused where it is none, or declares a type, an entity, anything of its own."""
    if _declares(text):
        raise Refused(400)
    try:
        root: Element = fromstring(_NO_XML.sub("", text), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        raise Refused(400) from None
    return root


def _opened(seal: Seal, query: Mapping[str, str], encrypted: str) -> bytes:
    signature, timestamp, nonce = (query.get(name, "") for name in ("msg_signature", "timestamp", "nonce"))
    if not (signature and timestamp and nonce and encrypted):
        raise Refused(400)
    if not seal.genuine(signature, timestamp, nonce, encrypted):
        raise Refused(403)
    try:
        return seal.open(encrypted)
    except Foreign:
        raise Refused(403) from None
    except NotSealed:
        raise Refused(400) from None


def _declares(text: str) -> bool:
    """Whether there is a declaration outside of what people wrote, which may well say <!DOCTYPE itself."""
    at = text.find("<!")
    while at >= 0:
        if not text.startswith(_CDATA, at):
            return True
        ends = text.find(_END, at)
        if ends < 0:
            return True
        at = text.find("<!", ends)
    return False
