"""How WeCom seals what it sends: AES-256-CBC around random bytes, the words, and whom they are for.

The page "加解密方案说明" of WeCom: the key's first 16 bytes are the start vector, the padding fills up to 32 bytes, the
signature is SHA-1 over the sorted token, time, nonce and sealed words.
"""

import hashlib
import hmac
import os
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

SALT: Final = 16  # random bytes in front
LENGTH: Final = 4  # bytes that say how long the words are
BLOCK_BITS: Final = 256
KEY: Final = re.compile(r"[A-Za-z0-9+/]{43}")
TOKEN: Final = re.compile(r"[A-Za-z0-9]{3,32}")


class NotSealed(ValueError):
    """These bytes were never sealed with this key."""


class Foreign(ValueError):
    """Well sealed, but for another corporation."""


class Seal:
    """Token and key of one callback, and the corporation that it is for. ValueError where the key can't be one."""

    def __init__(self, token: str, key: str, receiver: str) -> None:
        if not KEY.fullmatch(key):
            raise ValueError("not a key of 43 characters")
        secret = b64decode(key + "=")
        self._token, self._receiver = token, receiver.encode()
        self._cipher = Cipher(AES256(secret), CBC(secret[:16]))

    def signature(self, timestamp: str, nonce: str, encrypted: str) -> str:
        """Hexadecimal, 40 characters."""
        signed = "".join(sorted((self._token, timestamp, nonce, encrypted)))
        return hashlib.sha1(signed.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()

    def genuine(self, signature: str, timestamp: str, nonce: str, encrypted: str) -> bool:
        """Whether somebody who knows the token has signed this; told in a time that says nothing of how near it is."""
        wanted = self.signature(timestamp, nonce, encrypted)
        return hmac.compare_digest(wanted.encode(), signature.encode("utf-8", "replace"))

    def open(self, encrypted: str) -> bytes:
        """The words. Raises NotSealed, and Foreign where they are for somebody else."""
        plain = self._plain(encrypted)
        begins = SALT + LENGTH
        ends = begins + int.from_bytes(plain[SALT:begins])
        if len(plain) < begins or ends > len(plain):
            raise NotSealed("shorter than it says")
        if not hmac.compare_digest(plain[ends:], self._receiver):
            raise Foreign("for somebody else")
        return plain[begins:ends]

    def seal(self, words: bytes, salt: bytes = b"") -> str:
        """Seal words as WeCom does, each time otherwise, unless the 16 random bytes are given."""
        plain = (salt or os.urandom(SALT)) + len(words).to_bytes(LENGTH) + words + self._receiver
        padder, encryptor = PKCS7(BLOCK_BITS).padder(), self._cipher.encryptor()
        padded = padder.update(plain) + padder.finalize()
        return b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _plain(self, encrypted: str) -> bytes:
        try:
            sealed = b64decode(encrypted, validate=True)
            decryptor, unpadder = self._cipher.decryptor(), PKCS7(BLOCK_BITS).unpadder()
            padded = decryptor.update(sealed) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except (NotBase64, ValueError) as error:
            raise NotSealed("not sealed with this key") from error
