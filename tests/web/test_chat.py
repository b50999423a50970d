"""The chat over HTTP: words, presses, doubles, live news, histories."""

import json
import time

from handlers.kit.turns import Press
from tests.web.server import Browser, Site


def _numbers(html: str) -> list[int]:
    return [int(part.split('"')[0]) for part in html.split('data-number="')[1:]]


def _open_wish(site: Site, text: str = "想要个轮椅,电话13812345678") -> None:
    """A wish of 王奶奶 that waits for somebody."""
    site.play.script(
        ("王奶奶", text), ("王奶奶", "[提交]"), ("刘书记", "待办"), ("刘书记", "[①]"), ("刘书记", "[通过公示]")
    )


def _sign_in(site: Site, who: str) -> Browser:
    """The chat of somebody whom the harness plays too: the same account."""
    account = site.play.caller(who).account_id
    secret, now = f"session-of-{account}", site.play.now
    site.play.do(lambda work: work.sessions.open(secret, account, now, now.replace(year=now.year + 1)))
    browser = Browser(site.base)
    browser.http.cookies.set("weiyuan", secret)
    browser.open_chat()
    return browser


def test_words_become_a_draft_with_and_without_script(site: Site) -> None:
    with _sign_in(site, "王奶奶") as browser:
        part = browser.send("想要个收音机")
        assert "这样写对吗" in part.text
        assert "<html" not in part.text
        page = browser.send("听戏用的", live=False)
        assert page.url.path == "/chat"
        assert "想要个收音机\n听戏用的" in page.text


def test_the_same_message_sent_again_is_one_message(site: Site) -> None:
    with _sign_in(site, "王奶奶") as browser:
        first = browser.send("想要个收音机", message_id="abcdefgh1234")
        again = browser.send("想要个收音机", message_id="abcdefgh1234")
        assert _numbers(first.text)[-2:] == _numbers(again.text)[-2:]
        assert browser.open_chat().count('class="bubble">想要个收音机<') == 1


def test_one_cannot_fetch_anothers_answer_by_its_id(site: Site) -> None:
    with _sign_in(site, "王奶奶") as hers, _sign_in(site, "李师傅") as his:
        hers.send("我想要一个秘密", message_id="abcdefgh1234")
        assert "秘密" not in his.send("你好", message_id="abcdefgh1234").text


def test_a_claim_takes_the_button_from_all_other_phones_within_a_second(site: Site) -> None:
    with _sign_in(site, "李师傅") as his, _sign_in(site, "张敏") as hers:
        _open_wish(site)
        case = site.play.case()
        claim = Press("cases.take", case.id, case.version, "claim")
        hers.press(Press("cases.show", case.id))
        page = hers.open_chat()
        assert str(claim) in page
        with hers.line(after=max(_numbers(page))) as line:
            line.next("card")  # the shown cards once more, as on each connection
            began = time.monotonic()
            assert "谢谢你接下来" in his.press(claim).text
            drawn = json.loads(line.next("card"))
            assert time.monotonic() - began < 1
        assert str(claim) not in drawn
        assert "李师傅" in drawn
        assert "认领了" in hers.press(claim).text


def test_a_broken_line_resumes_without_loss_or_doubles(site: Site) -> None:
    with _sign_in(site, "王奶奶") as browser:
        numbers = _numbers(browser.send("想要个收音机").text)
        with browser.line(after=0) as line:
            seen = [_numbers(json.loads(line.next("message")))[0] for _ in numbers]
        assert seen == numbers
        more = _numbers(browser.send("听戏用的").text)
        new = [number for number in more if number not in numbers]
        with browser.line(resume=numbers[-1]) as line:
            assert [_numbers(json.loads(line.next("message")))[0] for _ in new] == new


def test_personal_data_stays_from_who_need_not_see_it(site: Site) -> None:
    _open_wish(site)
    with _sign_in(site, "张敏") as hers:
        case = site.play.case()
        shown = hers.press(Press("cases.show", case.id)).text + hers.http.get("/open").text
        for secret in ("王桂兰", "13812345678", "单元"):
            assert secret not in shown
        assert "（电话已隐去）" in shown
        page = hers.http.get(f"/case/{case.no}").text
        assert "我来接" in page
        for secret in ("王桂兰", "13812345678", "单元", "王奶奶", "刘书记", "经过"):
            assert secret not in page


def test_a_history_says_who_when_what_and_why(site: Site) -> None:
    _open_wish(site)
    with _sign_in(site, "王奶奶") as hers:
        page = hers.http.get("/case/演武-0001").text
        assert "审核通过，公示等人接" in page
        assert "刘书记" in page
        assert "2026-03-02" in page
        assert "演武-0001" in hers.http.get("/mine").text


def test_older_messages_are_behind_a_link(site: Site) -> None:
    with _sign_in(site, "王奶奶") as browser:
        for n in range(20):
            site.play.say("王奶奶", "帮助" if n % 2 else "我的")
        page = browser.open_chat()
        first = min(_numbers(page))
        assert first > 1
        older = browser.http.get(f"/chat?before={first}").text
        assert max(_numbers(older)) == first - 1
        assert 'data-live="no"' in older
