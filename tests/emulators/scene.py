"""People, pictures and plain HTTP for tests of the emulators."""

from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from tests.emulators.telegram import BotApi

OGG = b"OggS" + bytes(200)


def jpeg(width: int = 400, height: int = 300, colour: str = "teal") -> bytes:
    kept = BytesIO()
    Image.new("RGB", (width, height), colour).save(kept, "JPEG")
    return kept.getvalue()


class Wire:
    """One line to the server: every call answers with what came back, word for word."""

    def __init__(self, api: BotApi) -> None:
        self.api = api
        self.client = httpx.Client(base_url=f"{api.base}/bot{api.token}/", timeout=20)

    def call(self, method: str, files: Any = None, **params: Any) -> dict[str, Any]:
        told: dict[str, Any] = self.client.post(method, data=params, files=files).json()
        return told

    def json(self, method: str, **params: Any) -> dict[str, Any]:
        told: dict[str, Any] = self.client.post(method, json=params).json()
        return told

    def no(self, method: str, files: Any = None, **params: Any) -> str:
        """What a call that must fail is told."""
        told = self.call(method, files, **params)
        assert not told["ok"], told
        return str(told["description"])

    def sent(self, text: str, chat: int = 1001, **params: Any) -> dict[str, Any]:
        told = self.call("sendMessage", chat_id=chat, text=text, **params)
        assert told["ok"], told
        message: dict[str, Any] = told["result"]
        return message
