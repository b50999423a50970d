"""One person on two channels: a code shown on the web, typed on Telegram; where notices go; guessing."""

import re
from datetime import timedelta
from pathlib import Path

from handlers.people.linking import DIGITS, MOST_MISSES, issue
from storage.work import Work
from tests.channels.telegram.live import Phones, behind_a_server
from tests.emulators.telegram import User


def a_code(phones: Phones, who: str) -> str:
    actor = phones.caller(who).actor
    assert actor
    return phones.do(lambda work: issue(work, actor, phones.now))


def said(phones: Phones, phone: User, text: str) -> str:
    """What the bot answers to this phone."""
    before = len(phone.chat)
    phone.say(text)
    phones.api.handled()
    phones.eventually(lambda: len(phone.chat) >= before + 2)
    phones.settled()
    return phone.chat[-1].text


def channels(phones: Phones, who: str) -> list[str]:
    def addresses(work: Work) -> list[str]:
        return [one.address for one in work.accounts.of_person(phones.ids[who])]

    return phones.desk.read_now(addresses)


def test_a_code_ties_a_new_phone_to_its_person_once(phones: Phones) -> None:
    code, new, thief = a_code(phones, "王奶奶"), phones.api.user(9001, "奶奶的新手机"), phones.api.user(9002, "别人")
    assert "王奶奶，连上了" in said(phones, new, f"{code[:4]} {code[4:]}")
    assert "不对" in said(phones, thief, code)
    assert channels(phones, "王奶奶") == ["1001", "9001"]
    assert "王奶奶，您好" in said(phones, new, "你好")


def test_notices_go_where_they_are_wanted(phones: Phones) -> None:
    new = phones.api.user(9001, "奶奶的新手机")
    said(phones, new, a_code(phones, "王奶奶"))
    assert "以后通知发到这里" in said(phones, new, "通知发到这里")
    assert channels(phones, "王奶奶") == ["9001", "1001"]
    new.block()
    phones.api.handled()
    assert channels(phones, "王奶奶") == ["1001"]


def test_a_code_is_good_for_ten_minutes_and_the_newest_only(phones: Phones) -> None:
    new = phones.api.user(9001, "新手机")
    first = a_code(phones, "王奶奶")
    second = a_code(phones, "王奶奶")
    assert "不对" in said(phones, new, first) or first == second
    phones.later(timedelta(minutes=11))
    assert "不对" in said(phones, new, second)
    assert channels(phones, "王奶奶") == ["1001"]


def test_who_guesses_too_often_must_wait(phones: Phones) -> None:
    new, code = phones.api.user(9001, "新手机"), a_code(phones, "王奶奶")
    wrong = f"{(int(code) + 1) % 10**DIGITS:08}"
    for _ in range(MOST_MISSES):
        assert "不对" in said(phones, new, wrong)
    assert "太多" in said(phones, new, code), "not even the right one"
    phones.later(timedelta(minutes=11))
    assert "连上了" in said(phones, new, a_code(phones, "王奶奶"))


def test_the_web_page_gives_the_code(phones: Phones, tmp_path: Path) -> None:
    """Asked for on the page of one's own data; only where there is a Telegram to type it into."""
    phones.do(lambda work: work.accounts.open(phones.ids["王奶奶"], "web", "p1", phones.now))
    with behind_a_server(phones, tmp_path) as site:
        browser = site.sign_in("王奶奶")
        assert "在 Telegram 里用" in browser.http.get("mine/data").text
        assert browser.http.post("mine/link", data={"csrf": "wrong"}).status_code == 403
        found = re.search(r"<h1>(\d{4} \d{4})</h1>", browser.http.post("mine/link", data={"csrf": browser.csrf}).text)
        assert found
        new = phones.api.user(9001, "新手机")
        new.say(found[1])
        phones.eventually(lambda: len(new.chat) == 2)
        assert "连上了" in new.chat[-1].text


def test_a_lost_phone_is_untied(phones: Phones, tmp_path: Path) -> None:
    """By its person, on the page of their own data; nobody unties another's."""
    phones.do(lambda work: work.accounts.open(phones.ids["王奶奶"], "web", "p1", phones.now))
    phones.do(lambda work: work.accounts.open(phones.ids["赵大妈"], "web", "p2", phones.now))
    with behind_a_server(phones, tmp_path) as site:
        hers, other = site.sign_in("王奶奶"), site.sign_in("赵大妈")
        found = re.search(r'name="account" value="(\d+)"', hers.http.get("mine/data").text)
        assert found
        assert "断开 Telegram" in hers.http.get("mine/data").text
        other.http.post("mine/untie", data={"csrf": other.csrf, "account": found[1]})
        assert hers.http.post("mine/untie", data={"csrf": "wrong", "account": found[1]}).status_code == 403
        assert channels(phones, "王奶奶") == ["1001", "p1"]
        hers.http.post("mine/untie", data={"csrf": hers.csrf, "account": found[1]})
        assert channels(phones, "王奶奶") == ["p1"]
        assert "断开 Telegram" not in hers.http.get("mine/data").text
        phone = phones.phones["王奶奶"]
        phone.say("我的")
        phones.eventually(lambda: "还不认识您" in phone.chat[-1].text)


def test_the_page_leads_to_the_bot(phones: Phones, tmp_path: Path) -> None:
    with behind_a_server(phones, tmp_path) as site:
        browser = site.sign_in("王奶奶")
        phones.eventually(lambda: site.app.state.telegram.username)
        told = browser.http.post("mine/link", data={"csrf": browser.csrf}).text
        assert 'href="https://t.me/weiyuan_bot"' in told
        assert "打开 @weiyuan_bot</a>" in told
        assert "微信" not in told, "it is off"
        assert browser.http.get("mine/wechat").status_code == 404
        site.app.state.telegram.username = ""
        assert "请问网格员" in browser.http.post("mine/link", data={"csrf": browser.csrf}).text
