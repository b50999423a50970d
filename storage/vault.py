"""Encryption of personal data under a key a person, themselves wrapped by a master key outside the database.

Losing the master key loses all personal data. Deleting a person's key erases theirs in this database; a backup
made before holds that key still, and goes on opening it until the backup is deleted as well.
"""

import base64
import hmac
import json
import os
from collections import OrderedDict
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from handlers.kit.explained import Explained

_NONCE = 12
_KEPT = 20_000


class VaultError(Explained):
    """The master key doesn't fit this database, or a sealed value was altered."""


class Vault:
    """Seals and opens; thread safe enough for readers, since a lost cache entry is only unwrapped again."""

    def __init__(self, master: bytes) -> None:
        self._wrap = AESGCM(_derive(master, b"wrap"))
        self._shared = AESGCM(_derive(master, b"shared"))
        self._mark = _derive(master, b"mark")
        self.signing = _derive(master, b"sign")
        self._keys: OrderedDict[bytes, AESGCM] = OrderedDict()

    @classmethod
    def made(cls, file: Path) -> "Vault":
        """Make the master key file (mode 600). Only for a database without people: a new key opens nothing old."""
        file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(base64.urlsafe_b64encode(os.urandom(32)))
        return cls.at(file)

    @classmethod
    def at(cls, file: Path) -> "Vault":
        """Read the master key file; VaultError where it is missing or is none."""
        if not file.exists():
            raise VaultError(f"主密钥文件 {file} 不在。把当初的放回来,没有它个人信息永远打不开")
        try:
            master = base64.urlsafe_b64decode(file.read_bytes())
        except ValueError:
            master = b""
        if len(master) != 32:
            raise VaultError(f"{file} 不是微愿的主密钥文件")
        return cls(master)

    def new_key(self) -> bytes:
        """A fresh person key, wrapped."""
        return _seal(self._wrap, AESGCM.generate_key(256), b"person")

    def seal(self, wrapped: bytes, plain: str | bytes, purpose: str) -> bytes:
        data = plain.encode() if isinstance(plain, str) else plain
        return _seal(self._person(wrapped), data, purpose.encode())

    def open(self, wrapped: bytes | None, sealed: bytes | None, purpose: str) -> bytes | None:
        """None where the text or its key was erased."""
        if wrapped is None or sealed is None:
            return None
        return _open(self._person(wrapped), sealed, purpose.encode())

    def open_text(self, wrapped: bytes | None, sealed: bytes | None, purpose: str) -> str:
        data = self.open(wrapped, sealed, purpose)
        return "" if data is None else data.decode()

    def seal_json(self, wrapped: bytes, value: object, purpose: str) -> bytes:
        return self.seal(wrapped, json.dumps(value, ensure_ascii=False), purpose)

    def open_json(self, wrapped: bytes | None, sealed: bytes | None, purpose: str) -> dict[str, Any]:
        data = self.open(wrapped, sealed, purpose)
        return {} if data is None else dict(json.loads(data))

    def seal_shared(self, plain: str, purpose: str) -> bytes:
        """For what belongs to no single person: a household's door, a message from somebody unknown."""
        return _seal(self._shared, plain.encode(), purpose.encode())

    def open_shared(self, sealed: bytes | None, purpose: str) -> str:
        return "" if sealed is None else _open(self._shared, sealed, purpose.encode()).decode()

    def mark(self, kind: str, value: str) -> str:
        """A blind index: finds an equal phone or name without storing it."""
        return hmac.digest(self._mark, f"{kind}:{value}".encode(), "sha256").hex()[:32]

    def _person(self, wrapped: bytes) -> AESGCM:
        key = self._keys.get(wrapped)
        if key is None:
            key = AESGCM(_open(self._wrap, wrapped, b"person"))
            self._keys[wrapped] = key
            if len(self._keys) > _KEPT:
                self._keys.popitem(last=False)
        return key


def _derive(master: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=b"weiyuan-1", info=info).derive(master)


def _seal(key: AESGCM, plain: bytes, purpose: bytes) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, plain, purpose)


def _open(key: AESGCM, sealed: bytes, purpose: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose)
    except InvalidTag as error:
        raise VaultError("打不开加密的内容:主密钥与数据库不是一套,或内容被改过") from error
