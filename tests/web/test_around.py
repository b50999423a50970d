"""Around the chat: large type, finding a case, the files that pages load, the app on a phone, places."""

import gzip
import json

import pytest

from bot.assets import address, assets, version
from tests.scenes import submitted
from tests.web.server import Browser, Site


@pytest.mark.parametrize("back", ["/chat", "/case/演武-0001", "/mine?x=1"])
def test_large_type_is_kept_on_the_device_and_leads_back(site: Site, back: str) -> None:
    browser = Browser(site.base)
    browser.http.follow_redirects = False
    turned = browser.http.post("/look", data={"type": "big", "back": back})
    assert turned.status_code == 303
    assert turned.headers["location"].startswith("/")
    assert 'class="big"' in browser.http.get("/").text
    browser.http.post("/look", data={"type": "usual", "back": back})
    assert 'class="big"' not in browser.http.get("/").text


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "https://evil.example/chat", "/\\evil.example", "javascript:alert(1)", "", "chat", "///x"],
)
def test_the_way_back_never_leads_to_another_site(site: Site, back: str) -> None:
    browser = Browser(site.base)
    browser.http.follow_redirects = False
    location = browser.http.post("/look", data={"type": "big", "back": back}).headers["location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_rubbish_in_the_cookie_is_no_fault(site: Site) -> None:
    for cookie in ("look=huge", "look=", 'look="big', "=;;;", "look=big; look=,"):
        assert Browser(site.base).http.get("/", headers={"cookie": cookie}).status_code == 200


@pytest.mark.parametrize("typed", ["演武-0001", "演武0001", "演武 1", "0001", "1", " 演武—1 "])
def test_a_case_is_found_by_its_number_or_its_end(site: Site, typed: str) -> None:
    submitted(site.play)
    with site.sign_in("王奶奶") as browser:
        page = browser.http.get("/find", params={"no": typed})
        assert page.url.path == "/case/演武-0001"


@pytest.mark.parametrize("typed", ["", "2", "演武-0002", "../..", "演武-1/../..", "9" * 40, "٣", "a\r\nb"])
def test_what_is_not_found_says_so(site: Site, typed: str) -> None:
    submitted(site.play)
    with site.sign_in("王奶奶") as browser:
        page = browser.http.get("/find", params={"no": typed})
        assert page.status_code == 404
        assert "没有找到" in page.text


def test_nobody_finds_what_is_not_theirs(site: Site) -> None:
    submitted(site.play)
    with site.sign_in("张敏") as browser:
        assert browser.http.get("/find", params={"no": "1"}).status_code == 404


def test_files_are_packed_kept_and_renamed_when_they_change(site: Site) -> None:
    browser = Browser(site.base)
    found = browser.http.get(address("chat.js"))
    assert "immutable" in found.headers["cache-control"]
    assert found.headers["content-encoding"] == "gzip"
    plain = browser.http.get(address("chat.js"), headers={"accept-encoding": "identity"})
    assert plain.content == found.content == assets()["chat.js"].data
    assert gzip.decompress(assets()["chat.js"].packed) == plain.content
    old = browser.http.get("/static/0123456789ab/chat.js")
    assert old.headers["cache-control"] == "no-cache", "a page from before an update still gets a script"
    for path in ("/static/x/nothing.js", "/static/x/..%2fapp.py", "/static/", f"/static/{version()}/../chat.py"):
        assert browser.http.get(path).status_code == 404


def test_the_app_knows_its_icons_and_its_worker_keeps_no_page(site: Site) -> None:
    browser = Browser(site.base)
    manifest = browser.http.get("/manifest.webmanifest").json()
    assert manifest["start_url"] == "/chat"
    for icon in manifest["icons"]:
        assert browser.http.get(icon["src"]).headers["content-type"] == "image/png"
    worker = browser.http.get("/worker.js").text
    kept = json.loads(worker.split("KEPT = ")[1].split(";\n")[0])
    assert kept[0] == "/away"
    assert all(path.startswith(f"/static/{version()}/") for path in kept[1:])
    assert all(browser.http.get(path).status_code == 200 for path in kept)
    assert "csrf" not in browser.http.get("/away").text


def test_a_place_arrives_as_one(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        sent = browser.http.post(
            "/chat/send", data={"csrf": browser.csrf, "location": "36.190000,113.110000"}, headers={"x-live": "1"}
        )
        assert "（位置）" in sent.text
        for wrong in ("91,0", "0,181", "1e9,1", "nan,nan", "36", "36.1;113", "\uff11,\uff12"):
            answer = browser.http.post(
                "/chat/send", data={"csrf": browser.csrf, "location": wrong}, headers={"x-live": "1"}
            )
            assert "没看到内容" in answer.text
            assert 'class="bubble">（位置）' not in answer.text


def test_a_drawn_photo_is_for_the_demo_only(site: Site) -> None:
    with site.sign_in("王奶奶") as browser:
        data = {"csrf": browser.csrf, "sample": "1"}
        assert "没看到内容" in browser.http.post("/chat/send", data=data, headers={"x-live": "1"}).text
        assert "try=" not in browser.http.get("/chat?try=写这个").text
        assert "写这个" not in browser.http.get("/chat?try=写这个").text


def test_who_was_away_gets_what_came_and_the_cards_as_they_are(site: Site) -> None:
    submitted(site.play)
    with site.sign_in("王奶奶") as browser:
        page = browser.open_chat()
        latest = int(page.split('data-latest="')[1].split('"')[0])
        browser.send("我的")
        found = browser.http.get(f"/chat/since?after={latest}").text
        assert "我的（" in found
        assert "<html" not in found
        for odd in ("", "x", "-1", "9" * 30):
            assert browser.http.get(f"/chat/since?after={odd}").status_code == 400
        assert Browser(site.base).http.get("/chat/since?after=0").status_code == 401


def test_answers_that_many_give_are_one_press(site: Site) -> None:
    play = site.play
    submitted(play)
    for who, did in (("刘书记", "待办"), ("刘书记", "[①]"), ("刘书记", "[通过公示]"), ("李师傅", "等人接的")):
        play.script((who, did))
    for did in ("[①]", "[我来接]", "[已联系上]", "[圆梦了]", "📷"):
        play.script(("李师傅", did))
    account = play.caller("李师傅").account_id
    now = play.now
    play.do(lambda work: work.sessions.open("his", account, now, now.replace(year=now.year + 1)))
    browser = Browser(site.base)
    browser.http.cookies.set("weiyuan", "his")
    page = browser.open_chat()
    assert 'name="text" value="送到了，对方很高兴"' in page
    answer = browser.send("送到了，对方很高兴").text
    assert "记下了" in answer
    assert '<form id="quick"' in answer
    assert "送到了，对方很高兴</button>" not in answer, "what is answered is offered no more"
