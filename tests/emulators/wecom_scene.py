"""A line to the WeCom emulator, a place that hears its callbacks, and files to send."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
from wechatpy.work.crypto import WeChatCrypto

from tests.emulators.wecom import WeComApi

AMR = b"#!AMR\n" + b"\x3c" + bytes(31)
"""A fiftieth of a second of silence."""
Heard = dict[str, Any]
Json = dict[str, Any]


class Line:
    """Every call answers with what came back, word for word; the token is fetched once."""

    def __init__(self, api: WeComApi, secret: str = "") -> None:
        self.api = api
        self.client = httpx.Client(base_url=f"{api.base}/cgi-bin/", timeout=20)
        told = self.get("gettoken", corpid=api.corp, corpsecret=secret or api.secret)
        self.token = told["access_token"]

    def get(self, path: str, **query: Any) -> Json:
        told: Json = self.client.get(path, params=query).json()
        return told

    def asked(self, path: str, **query: Any) -> Json:
        return self.get(path, access_token=self.token, **query)

    def call(self, path: str, **body: Any) -> Json:
        told: Json = self.client.post(path, params={"access_token": self.token}, content=json.dumps(body)).json()
        return told

    def no(self, path: str, **body: Any) -> int:
        """The errcode of a call that must fail."""
        told = self.call(path, **body)
        assert told["errcode"], told
        return int(told["errcode"])

    def send(self, kind: str, content: Any, touser: str = "wang", **more: Any) -> Json:
        told = self.call(
            "message/send", **{"touser": touser, "agentid": self.api.agent, "msgtype": kind, kind: content} | more
        )
        return told

    def text(self, words: str = "您好", touser: str = "wang", **more: Any) -> Json:
        return self.send("text", {"content": words}, touser, **more)

    def upload(self, kind: str, name: str, body: bytes) -> Json:
        query = {"access_token": self.token, "type": kind}
        told: Json = self.client.post("media/upload", params=query, files={"media": (name, body)}).json()
        return told


class Ear:
    """A callback address that opens what it is told with the crypto of wechatpy. `answer` may change what it says:
    called with what was heard, it gives status and body."""

    def __init__(self, api: WeComApi) -> None:
        self.crypto = WeChatCrypto(api.token, api.key, api.corp)
        self.heard: list[Heard] = []
        self.refused: list[str] = []
        self.answer: Callable[[Heard], tuple[int, bytes]] = lambda heard: (200, b"")
        self.lock = threading.Lock()

    def checked(self, path: str) -> tuple[int, bytes]:
        query = {name: one[0] for name, one in parse_qs(urlsplit(path).query).items()}
        stamp = (query["msg_signature"], query["timestamp"], query["nonce"])
        return 200, self.crypto.check_signature(*stamp, query["echostr"]).encode()

    def told(self, path: str, body: bytes) -> tuple[int, bytes]:
        query = {name: one[0] for name, one in parse_qs(urlsplit(path).query).items()}
        try:
            opened = self.crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
        except Exception as no:
            with self.lock:
                self.refused.append(type(no).__name__)
            return 403, b""
        with self.lock:
            heard = plain(ET.fromstring(opened))  # noqa: S314 - of our own making
            self.heard.append(heard)
        return self.answer(heard)


def plain(element: ET.Element) -> Heard:
    """Words by tag; what repeats becomes a list."""
    found: Heard = {}
    for one in element:
        value = plain(one) if len(one) else one.text or ""
        if one.tag in found:
            earlier = found[one.tag]
            found[one.tag] = [*(earlier if isinstance(earlier, list) else [earlier]), value]
        else:
            found[one.tag] = value
    return found


@contextmanager
def listening(api: WeComApi) -> Iterator[Ear]:
    """The address is set, and the ear hears what is said to it."""
    ear = Ear(api)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.done(ear.checked(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.done(ear.told(self.path, body))

        def done(self, told: tuple[int, bytes]) -> None:
            self.send_response(told[0])
            self.send_header("Content-Length", str(len(told[1])))
            self.end_headers()
            self.wfile.write(told[1])

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    api.listen(f"http://127.0.0.1:{server.server_address[1]}/wecom")
    try:
        yield ear
    finally:
        server.shutdown()
        server.server_close()


def card(task: str = "t1", **more: Any) -> Json:
    """A card with two buttons."""
    told: Json = {
        **{"card_type": "button_interaction", "task_id": task},
        "main_title": {"title": "新的心愿", "desc": "3 号楼"},
        "button_list": [{"text": "认领", "style": 1, "key": "take"}, {"text": "转交", "style": 2, "key": "pass"}],
    }
    return told | more
