"""Eight digits the other way: shown in the chat, typed on the web; once, for a while, and not by guessing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from handlers.people.linking import DIGITS, GOOD, MANY, MOST_MISSES, MOST_OF_ALL, MOST_WHEN_MANY
from storage.links import PLACES
from storage.messages import messages
from storage.work import Work
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
    found = re.match(r"(\d{4} \d{4})\n", phone.chat[-1].text)
    assert found, phone.chat[-1].text
    return found[1]


def types(site: Site, code: str, **headers: str) -> httpx.Response:
    return Browser(site.base).http.post("/enter", data={"code": code}, headers=headers)


def test_a_code_from_the_chat_lets_in_on_the_web_once(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    assert "用八个数字进" in httpx.get(site.base).text
    door = httpx.get(f"{site.base}/enter").text
    assert 'action="/enter"' in door
    assert "在Telegram里给微愿写" in door.replace(" ", "")
    browser = Browser(site.base)
    assert "写一句话" in browser.http.post("/enter", data={"code": code}).text
    assert "王桂兰" in browser.http.get("mine/data").text
    again = types(site, code)
    assert (again.status_code, "不对" in again.text) == (422, True)


def test_what_is_no_code_is_said_at_the_field_and_stays_there(phones: Phones, site: Site) -> None:
    for text, told in (("1234", "这里是 4 个"), ("123456789", "这里是 9 个"), ("王奶奶", "这里要写八个数字")):
        page = types(site, text)
        assert page.status_code == 422
        assert told in page.text.partition('id="fault-code"')[2].partition("</span>")[0]
        assert f'value="{text}"' in page.text
        assert "过了十分钟" not in page.text
    code = a_code(phones, "王奶奶")
    for _ in range(MOST_MISSES + 1):
        assert types(site, "1234").status_code == 422, "nobody is guessing yet"
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in code)
    assert types(site, wide).status_code == 200, "as a Chinese keyboard writes them"


def test_only_the_newest_and_for_ten_minutes(phones: Phones, site: Site) -> None:
    first, second = a_code(phones, "王奶奶"), a_code(phones, "王奶奶")
    assert first == second or types(site, first).status_code == 422
    phones.later(timedelta(minutes=11))
    assert types(site, second).status_code == 422


def test_whoever_guesses_must_wait(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**DIGITS:08}"
    for _ in range(MOST_MISSES):
        assert types(site, wrong).status_code == 422
    locked = types(site, code)
    assert (locked.status_code, "太多" in locked.text) == (429, True), "not even the right one"
    elsewhere = types(site, code, **{"x-forwarded-for": "192.0.2.7"})
    assert "写一句话" in elsewhere.text, "behind a proxy each place counts for itself"
    phones.later(timedelta(minutes=11))
    assert "写一句话" in types(site, a_code(phones, "王奶奶")).text


def test_many_places_that_guess_keep_nobody_out(phones: Phones, site: Site) -> None:
    """Each has one try then, and whoever types their own code needs no second."""
    guessed_from(phones, MANY)
    code = a_code(phones, "王奶奶")
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**DIGITS:08}"
    for n in range(MOST_WHEN_MANY):
        assert types(site, wrong, **{"x-forwarded-for": "192.0.2.7"}).status_code == 422, n
    assert types(site, code, **{"x-forwarded-for": "192.0.2.7"}).status_code == 429
    assert "写一句话" in types(site, code, **{"x-forwarded-for": "192.0.2.8"}).text


def test_more_guesses_than_a_code_can_bear_are_not_taken(phones: Phones, site: Site) -> None:
    guessed_from(phones, MOST_OF_ALL)
    assert types(site, a_code(phones, "王奶奶")).status_code == 429
    phones.later(GOOD + timedelta(minutes=1))
    assert "写一句话" in types(site, a_code(phones, "王奶奶")).text


def test_neighbours_in_one_customers_network_are_one_place(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**DIGITS:08}"
    for n in range(MOST_MISSES):
        assert types(site, wrong, **{"x-forwarded-for": f"2001:db8:1:{n}::1"}).status_code == 422
    assert types(site, code, **{"x-forwarded-for": "2001:db8:1:f0::9"}).status_code == 429
    assert "写一句话" in types(site, code, **{"x-forwarded-for": "2001:db8:1:100::1"}).text


def guessed_from(phones: Phones, places: int) -> None:
    """So many wrong codes, each from a place of its own."""
    now = phones.now

    def write(work: Work) -> None:
        for n in range(places):
            work.links.missed(work.accounts.who(PLACES, f"place{n}", now.date(), now).account_id, now)

    phones.do(write)


def test_no_code_is_good_the_other_way_round(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    thief = phones.api.user(9001, "别人")
    thief.say(code)
    phones.eventually(lambda: len(thief.chat) == 2)
    assert "不对" in thief.chat[-1].text
    browser = site.sign_in("王奶奶")
    found = re.search(r"<h1>(\d{4} \d{4})</h1>", browser.http.post("mine/link", data={"csrf": browser.csrf}).text)
    assert found
    assert types(site, found[1]).status_code == 422


def test_a_foreign_page_and_nonsense_let_nobody_in(phones: Phones, site: Site) -> None:
    code = a_code(phones, "王奶奶")
    assert types(site, code, **{"sec-fetch-site": "cross-site"}).status_code == 403
    for nonsense in ("", "1234567", "123456789", "一二三四五六七八", "١٢٣٤٥٦٧٨", "<script>"):
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
