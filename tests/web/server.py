"""The real app on a real port, over the neighbourhood of the tests."""

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Self

import httpx
import uvicorn

from bot.desk import Desk
from bot.settings import Settings
from bot.web.app import make_app
from handlers.kit.turns import Press
from tests.play import Play

_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


class Running:
    """The app over an open desk, on a port of its own."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        self.desk, self.settings = desk, settings
        self.app = make_app(settings, desk)
        config = uvicorn.Config(self.app, port=0, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the server did not start"
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


class Site(Running):
    """The neighbourhood of the tests behind a server; `sign_in` gives a browser of one of the cast."""

    def __init__(self, play: Play, settings: Settings) -> None:
        self.play = play
        super().__init__(play.desk, settings)

    def sign_in(self, who: str) -> "Browser":
        link = self.invite(who)
        browser = Browser(self.base)
        browser.http.post(f"/enter/{link}").raise_for_status()
        browser.open_chat()
        return browser

    def invite(self, who: str, hours: int = 72) -> str:
        secret, person, now = f"secret-of-{who}-{self.play.now.timestamp()}", self.play.ids[who], self.play.now
        self.play.do(lambda work: work.sessions.invite(secret, person, now + timedelta(hours=hours)))
        return secret


class Browser:
    """What a page does, without the page: forms with their tokens."""

    def __init__(self, base: str) -> None:
        self.http = httpx.Client(base_url=base, follow_redirects=True, timeout=20)
        self.csrf = ""

    def open_chat(self) -> str:
        page = self.http.get("chat")
        page.raise_for_status()
        found = _CSRF.search(page.text)
        assert found, "the page has no token"
        self.csrf = found.group(1)
        return page.text

    def send(
        self, text: str = "", message_id: str = "", files: list[tuple[str, bytes]] | None = None, live: bool = True
    ) -> httpx.Response:
        data = {"csrf": self.csrf, "text": text, "message_id": message_id}
        uploads = [("photos", (name, body, "image/jpeg")) for name, body in files or []]
        return self.http.post("chat/send", data=data, files=uploads or None, headers={"x-live": "1"} if live else {})

    def press(self, press: Press | str, message_id: str = "") -> httpx.Response:
        data = {"csrf": self.csrf, "press": str(press), "message_id": message_id}
        return self.http.post("chat/press", data=data, headers={"x-live": "1"})

    @contextmanager
    def line(self, after: int = 0, resume: int | None = None) -> Iterator["Line"]:
        headers = {"last-event-id": str(resume)} if resume is not None else {}
        with self.http.stream("GET", f"chat/events?after={after}", headers=headers) as answer:
            yield Line(answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()


class Line:
    """Server-sent events, one at a time."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.iter_lines()

    def next(self, name: str) -> str:
        """The data of the next event of a name."""
        event = ""
        for line in self._lines:
            if line.startswith("event: "):
                event = line.removeprefix("event: ")
            if line.startswith("data: ") and event == name:
                return line.removeprefix("data: ")
        raise AssertionError(f"the line ended before {name}")
