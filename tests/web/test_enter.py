"""Ways in: a link is spent by a press only, once; nothing opens without a session and its token."""

import pytest

from tests.web.server import Browser, Site


def test_ten_looks_leave_a_link_good_and_one_press_spends_it(site: Site) -> None:
    link, browser = site.invite("王奶奶"), Browser(site.base)
    for _ in range(10):
        page = browser.http.get(f"/enter/{link}")
        assert page.status_code == 200
        assert "王奶奶，您好" in page.text
    entered = browser.http.post(f"/enter/{link}")
    assert "写一句话" in entered.text
    cookie = entered.history[0].headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    again = Browser(site.base).http.post(f"/enter/{link}")
    assert again.status_code == 410
    assert "找网格员要一个新的" in again.text


def test_an_expired_or_made_up_link_is_refused(site: Site) -> None:
    old = site.invite("王奶奶", hours=-1)
    for link in (old, "nobody-gave-this"):
        assert Browser(site.base).http.get(f"/enter/{link}").status_code == 410
        assert Browser(site.base).http.post(f"/enter/{link}").status_code == 410


def test_a_link_pressed_on_a_foreign_page_is_not_spent(site: Site) -> None:
    link, browser = site.invite("王奶奶"), Browser(site.base)
    assert browser.http.post(f"/enter/{link}", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert browser.http.post(f"/enter/{link}").status_code == 200


@pytest.mark.parametrize("path", ["/chat", "/chat/events", "/mine", "/waiting", "/case/演武-0001"])
def test_nothing_opens_without_a_session(site: Site, path: str) -> None:
    page = Browser(site.base).http.get(path)
    assert page.status_code == 401
    assert "邀请链接" in page.text


def test_a_form_without_its_token_does_nothing(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        browser.csrf = "0" * 64
        assert browser.send("想要个轮椅").status_code == 403
        assert browser.press("intake.new|0|0|").status_code == 403
        browser.csrf = "不是字母"
        assert browser.send("想要个轮椅").status_code == 403
        assert "想要个轮椅" not in browser.open_chat()


def test_leaving_ends_the_session(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        kept = dict(browser.http.cookies)
        browser.http.post("/leave", data={"csrf": browser.csrf})
        browser.http.cookies.update(kept)
        assert browser.http.get("/chat").status_code == 401


def test_leaving_asks_first_and_says_how_to_come_back(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        asked = browser.http.get("/leave").text
        assert "要退出吗" in asked
        assert "只能用一次" in asked
        assert "写一句话" in browser.open_chat(), "asking signs nobody out"
        gone = browser.http.post("/leave", data={"csrf": browser.csrf})
        assert "您已经退出了" in gone.text
        for page in (gone, browser.http.get("/chat")):
            assert "找您的网格员要一个新的邀请链接" in page.text
            assert 'href="/chat"' not in page.text


def test_the_demo_is_closed_outside_a_demo(site: Site) -> None:
    person = site.play.ids["王奶奶"]
    assert Browser(site.base).http.get(f"/enter/demo/{person}").status_code == 404
    assert Browser(site.base).http.post(f"/enter/demo/{person}").status_code == 404
    for path in (f"/as/{person}/chat", "/people", "/stage/events?after=1:0", "/stage/move", "/stage/scenes/wish"):
        assert Browser(site.base).http.get(path).status_code == 404
    assert "王奶奶" not in Browser(site.base).http.get("/").text


def test_every_page_is_strict(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        for path in ("/", "/chat", "/mine", "/nothing"):
            page = browser.http.get(path)
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert page.headers["x-content-type-options"] == "nosniff"
            assert page.headers["cache-control"] == "no-store"
            assert " style=" not in page.text
            assert "<script>" not in page.text
            assert " onclick" not in page.text


def test_health(site: Site) -> None:
    browser = Browser(site.base)
    assert browser.http.get("/healthz").text == "ok"
    assert browser.http.get("/readyz").text == "ready"
    assert "weiyuan_open_chats 0.0" in browser.http.get("/metrics").text
