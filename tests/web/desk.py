"""What a browser reads from pages of the desk and sends back; and cases to lie there."""

import re
from datetime import timedelta
from html import unescape

import httpx

from handlers.people.records import CLOCK
from handlers.requests.actions import submit
from handlers.requests.records import Report
from storage.work import Work
from tests.cast import BLOCK_3
from tests.play import Play
from tests.web.server import Browser

BIN = "垃圾桶满了没人清，味道很大"
DRAIN = "楼前下水道堵了，污水往外冒"


def picks(page: str) -> dict[str, str]:
    """What the checkbox of each case sends."""
    rows = re.findall(r'name="pick" value="([\d.]+)"[^>]*><span class="hidden">选 (\S+)</span>', page)
    return {no: value for value, no in rows}


def numbers(page: str) -> list[str]:
    return re.findall(r'<a href="/case/([^"]+)"><span class="no">', page)


def tabs(page: str) -> dict[str, int]:
    found = re.findall(r"<a href=\"/desk\?[^>]*>(\S+) <b>(\d+)</b>", page)
    return {name: int(count) for name, count in found}


def hidden(page: str) -> dict[str, list[str]]:
    """The form that a page would send: its hidden values."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(value))
    return found


def option(page: str, text: str) -> str:
    found = re.search(rf'<option value="([^"]+)"[^>]*>{text}', page)
    assert found, f"no option {text} in {re.findall(r'<option[^>]*>([^<]*)', page)}"
    return found.group(1)


def plain(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def ask(browser: Browser, do: str, nos: list[str], tab: str = "all") -> str:
    boxes = picks(browser.http.get(f"/desk?tab={tab}").text)
    return browser.http.get("/desk/act", params={"do": do, "pick": [boxes[no] for no in nos]}).text


def send(browser: Browser, page: str, **answers: str) -> httpx.Response:
    return browser.http.post("/desk/act", data={**hidden(page), **answers})


def step(browser: Browser, no: str, name: str, **answers: str) -> httpx.Response:
    page = browser.http.get(f"/case/{no}/step/{name}")
    return browser.http.post(f"/case/{no}/step/{name}", data={**hidden(page.text), **answers})


def many(play: Play, count: int) -> list[str]:
    """As many orders of the hotline, of different days."""

    def enter(work: Work) -> list[str]:
        asker = play.ids["王奶奶"]
        found = []
        for n in range(count):
            due = play.now + timedelta(days=n * 7 % 30)
            report = Report(f"第{n}盏路灯坏了", "lamp", "week", BLOCK_3, asker, asker, (), "12345", f"HL{n}", due)
            found.append(submit(work, CLOCK, report, play.now, quiet=True).case.no)
        work.news.clear()
        return found

    return play.do(enter)
