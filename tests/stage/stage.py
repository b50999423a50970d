"""The demo's stage over HTTP: its pages, its phones, its one line."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape

import httpx

from bot.texts import Words, words
from handlers import front
from handlers.cases.records import Case
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from storage.work import Work
from tests.web.server import Browser, Running

_FRAME = re.compile(r'<iframe src="(/as/(\d+)/[^"]*)" title="(.+?)的手机"')


class Stage(Running):
    """`http` is the page around the phones."""

    @property
    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.base, follow_redirects=True, timeout=20)

    def jump(self, scene: str) -> str:
        answer = self.http.post(f"/stage/scenes/{scene}")
        answer.raise_for_status()
        return answer.text

    def frames(self, page: str) -> Mapping[str, tuple[int, str]]:
        """Who holds each phone: the person and the address where it begins."""
        return {called: (int(person), unescape(path)) for path, person, called in _FRAME.findall(page)}

    def phone(self, person: int) -> Browser:
        """The chat of one phone, without signing in."""
        browser = Browser(f"{self.base}/as/{person}/")
        browser.open_chat()
        return browser

    def cards(self, called: str) -> list[Words]:
        """The cards in somebody's chat as they look now, oldest first."""

        def read(work: Work) -> list[Words]:
            person = next(one.id for one in work.people.reachable() if one.called == called)
            account = work.accounts.of_person(person)[0]
            caller = work.accounts.caller(account.id, self.desk.now().astimezone(SHANGHAI).date())
            assert caller
            assert caller.actor
            viewer = Viewer(caller.actor, caller.conversation)
            cards = [bubble.card for bubble in work.messages.before(account.id, 2**31 - 1, 50) if bubble.card]
            return [words(face) for face in front.show(work, viewer, cards, self.desk.now())]

        return self.desk.read_now(read)

    def newest(self) -> Case:
        """The case that was opened last."""

        def read(work: Work) -> Case:
            ids = sorted(case.id for case, _ in work.history.all_chains())
            return work.cases.get([ids[-1]])[ids[-1]]

        return self.desk.read_now(read)

    @contextmanager
    def line(self, after: str, resume: str = "") -> Iterator[Iterator[tuple[str, str, dict[str, object]]]]:
        """(event, id, data) of the stage's one line, as they come."""
        headers = {"last-event-id": resume} if resume else {}
        with self.http.stream("GET", f"/stage/events?after={after}", headers=headers) as answer:
            yield _events(answer.iter_lines())


def _events(lines: Iterator[str]) -> Iterator[tuple[str, str, dict[str, object]]]:
    name, mark = "", ""
    for line in lines:
        key, _, value = line.partition(": ")
        if key == "event":
            name, mark = value, ""
        elif key == "id":
            mark = value
        elif key == "data":
            yield name, mark, json.loads(value)
