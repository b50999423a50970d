"""Messages on the wire, as another hand than the product's seals and opens them: the package wx-crypt."""

from dataclasses import dataclass
from typing import Any

from wx_crypt.WXBizMsgCrypt3 import SHA1, Prpcrypt, WXBizMsgCrypt

Pairs = list[tuple[str, Any]]
"""Fields of XML in their order: words, whole numbers, or pairs again."""


@dataclass(frozen=True)
class Seal:
    """Token, key and receiver of one callback address."""

    token: str
    key: str
    corp: str

    def encrypt(self, plain: bytes) -> str:
        code, found = Prpcrypt(WXBizMsgCrypt(self.token, self.key, self.corp).key).encrypt(plain, self.corp)
        if code:
            raise ValueError(f"wx-crypt cannot seal this: {code}")
        return str(found.decode())

    def sign(self, timestamp: str, nonce: str, encrypted: str) -> str:
        return str(SHA1().getSHA1(self.token, timestamp, nonce, encrypted)[1])

    def opened(self, reply: str, signature: str, timestamp: str, nonce: str) -> str:
        """The plain words of a sealed answer. ValueError when it is not sealed for this address."""
        code, found = WXBizMsgCrypt(self.token, self.key, self.corp).DecryptMsg(reply, signature, timestamp, nonce)
        if code:
            raise ValueError(f"wx-crypt cannot open this: {code}")
        return str(found.decode())


def cdata(words: str) -> str:
    return "<![CDATA[" + words.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def xml(pairs: Pairs, root: str = "xml") -> str:
    return f"<{root}>" + "\n".join(element(name, value) for name, value in pairs) + f"</{root}>"


def element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"<{name}>" + "".join(element(*one) for one in value) + f"</{name}>"
    return f"<{name}>{cdata(value) if isinstance(value, str) else value}</{name}>"


def envelope(corp: str, agent: str, encrypted: str) -> str:
    return xml([("ToUserName", corp), ("AgentID", agent), ("Encrypt", encrypted)])
