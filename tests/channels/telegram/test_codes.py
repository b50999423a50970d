"""Six digits the other way: shown in the chat, typed on the web; once, for a while, and not by guessing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from handlers.people.linking import MOST_MISSES
from storage.messages import messages
from tests.channels.telegram.live import Phones, behind_a_server
from tests.web.server import Browser, Site


@pytest.fixture
def site(phones: Phones, tmp_path: Path) -> Iterator[Site]:
    with behind_a_server(phones, tmp_path) as found:
        yield found


def a_code(phones: Phones, who: str) -> str:
    """What this phone shows after asking for it."""
    phone = phones.phones[who]
    before = len(phone.chat)
    phone.say("连网页")
    phones.eventually(lambda: len(phone.chat) == before + 2)
    found = re.match(r"(\d{3} \d{3})\n", phone.chat[-1].text)
    assert found, phone.chat[-1].text
    return found[1]


def types(site: Site, code: str, **headers: str) -> httpx.Response:
    return Browser(site.base).http.post("/enter", data={"code": code}, headers=headers)


def test_a_code_from_the_chat_lets_in_on_the_web_once(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    assert "用六个数字进" in httpx.get(site.base).text
    door = httpx.get(f"{site.base}/enter").text
    assert 'action="/enter"' in door
    assert "在Telegram里给微愿写" in door.replace(" ", "")
    browser = Browser(site.base)
    assert "写一句话" in browser.http.post("/enter", data={"code": code}).text
    assert "王桂兰" in browser.http.get("mine/data").text
    again = types(site, code)
    assert (again.status_code, "不对" in again.text) == (422, True)


def test_only_the_newest_and_for_ten_minutes(phones: Phones, site: Site) -> None:
    first, second = a_code(phones, "王奶奶"), a_code(phones, "王奶奶")
    assert first == second or types(site, first).status_code == 422
    phones.later(timedelta(minutes=11))
    assert types(site, second).status_code == 422


def test_whoever_guesses_must_wait(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    wrong = f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"
    for _ in range(MOST_MISSES):
        assert types(site, wrong).status_code == 422
    locked = types(site, code)
    assert (locked.status_code, "太多" in locked.text) == (429, True), "not even the right one"
    elsewhere = types(site, code, **{"x-forwarded-for": "192.0.2.7"})
    assert "写一句话" in elsewhere.text, "behind a proxy each place counts for itself"
    phones.later(timedelta(minutes=11))
    assert "写一句话" in types(site, a_code(phones, "王奶奶")).text


def test_no_code_is_good_the_other_way_round(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    thief = phones.api.user(9001, "别人")
    thief.say(code)
    phones.eventually(lambda: len(thief.chat) == 2)
    assert "不对" in thief.chat[-1].text
    browser = site.sign_in("王奶奶")
    found = re.search(r"<h1>(\d{3} \d{3})</h1>", browser.http.post("mine/link", data={"csrf": browser.csrf}).text)
    assert found
    assert types(site, found[1]).status_code == 422


def test_a_foreign_page_and_nonsense_let_nobody_in(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    assert types(site, code, **{"sec-fetch-site": "cross-site"}).status_code == 403
    for nonsense in ("", "12345", "1234567", "一二三四五六", "١٢٣٤٥٦", "<script>"):
        assert types(site, nonsense).status_code == 422
    assert "写一句话" in types(site, code).text, "what can't be a code is no guess"


def test_the_digits_are_not_stored(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶").replace(" ", "")
    rows = phones.desk.read_now(lambda work: work.conn.execute(select(messages.c.card, messages.c.args)).all())
    told = [args for card, args in rows if card == "people/web"]
    assert len(told) == 1
    assert code not in str(told)
    phones.later(timedelta(minutes=11))
    assert "过期" in phones.last("王奶奶").title
