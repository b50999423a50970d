"""Pages opened inside Telegram: the button, the proof of who looks, the session; and what opens nothing."""

import hashlib
import hmac
import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from aiogram.utils.web_app import check_webapp_signature
from sqlalchemy import func, select

from bot.channels.telegram.signing import opened
from bot.web.ways import own_path
from storage.sessions import web_sessions
from tests.channels.telegram.live import Phones, behind_a_server
from tests.emulators.telegram import User

HTTPS = "https://wish.example.org"
TO = "/points"


def enter(base: str, signed: str, to: str = TO, **headers: str) -> httpx.Response:
    return httpx.post(f"{base}/telegram/enter", data={"signed": signed, "to": to}, headers=headers)


def cookie(answer: httpx.Response) -> dict[str, str]:
    """What the phone sends from here on; over https only, which this test stands for."""
    given = answer.headers["set-cookie"]
    assert "HttpOnly" in given
    assert "Secure" in given
    return {"cookie": given.partition(";")[0]}


def signed_by(phones: Phones, phone: User, age: timedelta = timedelta()) -> str:
    return phone.init_data((phones.now - age).timestamp())


def sessions(phones: Phones) -> int:
    count = select(func.count()).select_from(web_sessions)
    return phones.desk.read_now(lambda work: int(work.conn.execute(count).scalar_one()))


def test_a_page_button_leads_in_and_on(phones: Phones, tmp_path: Path) -> None:
    with behind_a_server(phones, tmp_path, public_url=HTTPS) as site:
        phone = phones.phones["刘书记"]
        phone.say("你好")
        phones.eventually(lambda: len(phone.chat) == 2)
        (button,) = [one for row in phone.chat[-1].buttons for one in row if one.text == "工作台"]
        assert button.web_app == f"{HTTPS}/telegram/enter?to=/desk"
        page = httpx.get(button.web_app.replace(HTTPS, site.base))
        assert 'name="to" value="/desk"' in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        answer = enter(site.base, signed_by(phones, phone), parse_qs(urlsplit(button.web_app).query)["to"][0])
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        assert "刘芳" in httpx.get(f"{site.base}/mine/data", headers=cookie(answer)).text
        assert httpx.get(f"{site.base}/desk", headers=cookie(answer)).status_code == 200


def test_without_https_a_button_is_a_plain_link(phones: Phones, tmp_path: Path) -> None:
    with behind_a_server(phones, tmp_path, public_url="http://wish.example.org"):
        phone = phones.phones["刘书记"]
        phone.say("你好")
        phones.eventually(lambda: len(phone.chat) == 2)
        (button,) = [one for row in phone.chat[-1].buttons for one in row if one.text == "工作台"]
        assert (button.web_app, button.url) == (None, "http://wish.example.org/desk")


def test_the_same_opening_opens_one_session(phones: Phones, tmp_path: Path) -> None:
    with behind_a_server(phones, tmp_path, public_url=HTTPS) as site:
        signed = signed_by(phones, phones.phones["李师傅"])
        first = enter(site.base, signed)
        mine, had = cookie(first), sessions(phones)
        again = enter(site.base, signed)
        assert (again.status_code, "set-cookie" in again.headers) == (403, False), "whoever got hold of it gets nothing"
        assert "再按一次" in again.text
        assert enter(site.base, signed, **mine).headers["location"] == TO, "but their own phone goes on"
        other = enter(site.base, signed_by(phones, phones.phones["王奶奶"], timedelta(minutes=1)), **mine)
        assert sessions(phones) == had + 1
        assert "王桂兰" in httpx.get(f"{site.base}/mine/data", headers=cookie(other)).text, (
            "Telegram says who looks now"
        )


def test_nobody_gets_in_who_is_not_known_or_not_signed(phones: Phones, tmp_path: Path) -> None:
    with behind_a_server(phones, tmp_path, public_url=HTTPS) as site:
        stranger, phone = phones.api.user(9001, "路人"), phones.phones["王奶奶"]
        told = enter(site.base, signed_by(phones, stranger))
        assert (told.status_code, "还没有连上微愿" in told.text) == (403, True)
        good = signed_by(phones, phone)
        forged = good.replace("1001", "1012")
        old = signed_by(phones, phone, timedelta(minutes=11))
        early = signed_by(phones, phone, timedelta(minutes=-5))
        twice = good + "&" + urlencode({"user": json.dumps({"id": 1012})})
        for bad in (forged, old, early, twice, "", "hash=", good.partition("&hash")[0], "x" * 9000, "%ff=%00&&"):
            assert enter(site.base, bad).status_code == 403
        assert enter(site.base, good, **{"sec-fetch-site": "cross-site"}).status_code == 403
        phone.block()
        gone = "王奶奶's address is retired"
        phones.eventually(
            lambda: phones.desk.read_now(lambda work: not work.accounts.person_at("telegram", "1001")), gone
        )
        assert enter(site.base, good).status_code == 403
        assert sessions(phones) == 0


@pytest.mark.parametrize(
    ("given", "leads"),
    [
        *(
            (bad, "/chat")
            for bad in ("/chat/../leave", "/chat/%2e%2E/leave", "/%2e%2e/leave", "/./leave", "/.%2e/leave")
        ),
        *((bad, "/chat") for bad in ("/%6ceave", "/.%2e/leave", "/chat/..", "/chat%2f..%2fleave", "/chat/\ud800")),
        ("/case/演武-0012", "/case/%E6%BC%94%E6%AD%A6-0012"),
        ("/points?of=3", "/points?of=3"),
        ("/digest/3.xlsx", "/digest/3.xlsx"),
        ("/\\evil.example#\n", "/%5Cevil.example%23%0A"),
        *((bad, "/chat") for bad in ("", "/", "//evil.example", "https://evil.example", "evil", "/%0d%0a" * 100)),
        *((bad, "/chat") for bad in ("/leave", "/enter/x", "/telegram/enter")),
    ],
)
def test_it_leads_to_pages_of_ours_only(given: str, leads: str) -> None:
    assert own_path(given) == leads


def test_the_proof_is_read_as_another_library_reads_it(phones: Phones) -> None:
    phone, token = phones.phones["王奶奶"], phones.api.token
    for more in ({}, {"signature": "abc", "start_param": "x y&z=1"}, {"chat_type": "sender"}):
        signed = phone.init_data(phones.now.timestamp(), **more)
        assert check_webapp_signature(token, signed)
        found = opened(token, signed, phones.now)
        assert found
        assert found.address == "1001"
        assert opened("1" + token, signed, phones.now) is None
    fields = {"auth_date": str(int(phones.now.timestamp())), "user": '{"id": true}'}
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    seal = hmac.new(key, lines.encode(), hashlib.sha256).hexdigest()
    assert opened(token, urlencode(fields | {"hash": seal}), phones.now) is None, "signed, but by no account"
