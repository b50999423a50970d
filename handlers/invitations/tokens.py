"""The signed part of a link: pure functions of the house's signing key.

40 small letters and digits for 25 bytes, so that people can type them and no letter carries spare bits: a fingerprint
of the house (4), the id (5), an HMAC over both (16). The id is mixed with the HMAC: nobody can type a row of zeros.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

_FORM: Final = re.compile(r"[a-z2-7]{40}")
_PRINT, _ID = 4, 5


class Wrong(StrEnum):
    """Why a link leads nowhere: altered or made up, or signed by another house."""

    FORGED = "forged"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Named:
    """The invitation that a good link names; whether it is still open is another question."""

    id: int


Read: TypeAlias = Named | Wrong


def fingerprint(key: bytes) -> str:
    """8 hex digits by which a house knows its own links; they tell nothing about its key."""
    return _sum(key, b"house")[:_PRINT].hex()


def sign(key: bytes, invitation_id: int) -> str:
    """The token of an invitation. OverflowError beyond 2**40 of them."""
    house, id_ = bytes.fromhex(fingerprint(key)), invitation_id.to_bytes(_ID, "big")
    seal = _seal(key, house + id_)
    return base64.b32encode(house + _mixed(id_, seal) + seal).decode().lower()


def read(key: bytes, token: str) -> Read:
    """Whose a token is and what it names; compared in constant time."""
    if not _FORM.fullmatch(token):
        return Wrong.FORGED
    data = base64.b32decode(token.upper())
    house, seal = data[:_PRINT], data[_PRINT + _ID :]
    id_ = _mixed(data[_PRINT : _PRINT + _ID], seal)
    if not hmac.compare_digest(house.hex(), fingerprint(key)):
        return Wrong.FOREIGN
    if not hmac.compare_digest(seal, _seal(key, house + id_)):
        return Wrong.FORGED
    return Named(int.from_bytes(id_, "big"))


def _seal(key: bytes, head: bytes) -> bytes:
    return _sum(key, b"link\0" + head)[:16]


def _mixed(id_: bytes, seal: bytes) -> bytes:
    """There and back again."""
    return bytes(one ^ other for one, other in zip(id_, seal[:_ID], strict=True))


def _sum(key: bytes, message: bytes) -> bytes:
    """The same key signs other things too: these begin in a way that nothing else does."""
    return hmac.new(key, b"weiyuan/invitations/1\0" + message, hashlib.sha256).digest()
