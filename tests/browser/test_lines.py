"""A line that breaks, sleeps and comes back: nothing is lost, nothing comes twice, and what waits says so."""

import re
import time
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.looks import WANG
from tests.browser.phones import CHROMIUM, FLAGS, PATIENCE, Phone, live, until

# Every number from the first to the last, in order.
WHOLE = (
    "[...document.querySelectorAll('#log > li')].every((li, n, all) => li.dataset.number - all[0].dataset.number === n)"
)
HEARS = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


def test_what_is_written_without_a_line_leaves_when_it_is_back(base: str, browser: Browser) -> None:
    aunt = Phone(browser, base, "小雨妈妈", errors=False)
    aunt.page.context.set_offline(True)
    aunt.say("想要一本字典")
    aunt.say("给孩子查字用")
    waiting = aunt.page.locator("#pending li")
    expect(waiting).to_have_count(2)
    expect(waiting.first).to_contain_text("有网了自己发")
    expect(aunt.page.locator("#say")).to_have_value("")
    aunt.page.context.set_offline(False)
    aunt.sees("想要一本字典\n给孩子查字用")
    expect(waiting).to_have_count(0)
    expect(aunt.page.locator("li.mine").first).to_have_text(re.compile(r"^\s*想要一本字典"))
    aunt.put_down()


def test_notes_survive_closing_the_page(base: str, browser: Browser) -> None:
    uncle = Phone(browser, base, "郑叔", errors=False)
    uncle.page.context.set_offline(True)
    uncle.say("想要一副象棋")
    expect(uncle.page.locator("#pending li")).to_contain_text("有网了自己发")
    uncle.page.context.set_offline(False)
    uncle.page.goto(f"{base}/people")
    uncle.page.goto(f"{base}/chat")
    uncle.sees("想要一副象棋")
    expect(uncle.page.locator("#pending li")).to_have_count(0)
    expect(uncle.page.locator("li.mine", has_text="象棋")).to_have_count(1)
    uncle.put_down()


def test_what_is_written_while_another_is_on_its_way_follows_it(base: str, browser: Browser) -> None:
    he = Phone(browser, base, "何师傅", errors=False)
    he.page.route("**/chat/send", _slowly)
    for text in ("水管又漏了", "厨房里全是水", "快来看看"):
        he.say(text)
    expect(he.page.locator("#pending li")).to_have_count(0)
    said = [re.compile(rf"^\s*{text}") for text in ("水管又漏了", "厨房里全是水", "快来看看")]
    expect(he.page.locator("li.mine")).to_have_text(said)
    he.put_down()


def test_a_net_that_answers_for_us_has_taken_nothing(base: str, browser: Browser) -> None:
    he = Phone(browser, base, "何军", errors=False)
    he.page.route("**/chat/send", lambda route: route.fulfill(status=200, body="<html>请登录这里的网</html>"))
    he.say("在吗")
    expect(he.page.locator("#pending li")).to_contain_text("有网了自己发")
    he.page.unroute("**/chat/send")
    he.page.evaluate("dispatchEvent(new Event('online'))")
    he.sees("你好！")
    expect(he.page.locator("#pending li")).to_have_count(0)
    he.put_down()


def test_a_card_that_stays_may_be_pressed_again(base: str, browser: Browser) -> None:
    context, page = _opened(browser, base, 9)
    welcome = page.locator("#m1").get_by_role("button", name="我的", exact=True)
    for count in (1, 2):
        welcome.click()
        expect(page.locator("#log h2", has_text="我的")).to_have_count(count)
        expect(page.locator("form[aria-busy]")).to_have_count(0)
    context.close()


def test_notes_are_their_writers_own(base: str, browser: Browser) -> None:
    """Somebody else on the same phone neither sees nor sends nor loses what waits."""
    wu = Phone(browser, base, "小吴", errors=False)
    wu.page.context.set_offline(True)
    wu.say("只有我知道的话")
    expect(wu.page.locator("#pending li")).to_contain_text("有网了自己发")
    wu.page.route("**/chat/send", lambda route: route.abort())
    wu.page.context.set_offline(False)
    _enter(wu.page, base, "小孟")
    expect(wu.page.locator("#pending li")).to_have_count(0)
    assert "只有我知道" not in wu.page.content()
    wu.page.goto(f"{base}/leave")
    wu.page.get_by_role("button", name="退出").click()
    expect(wu.page.get_by_role("heading", level=1)).to_have_text("您已经退出了")
    wu.page.unroute("**/chat/send")
    _enter(wu.page, base, "小吴")
    wu.sees("只有我知道的话")
    wu.put_down()


def test_what_can_never_be_sent_says_why_and_can_be_thrown_away(base: str, browser: Browser, tmp_path: Path) -> None:
    zhou = Phone(browser, base, "周阿姨", errors=False)
    zhou.page.route("**/chat/send", lambda route: route.fulfill(status=413, body="<main><p>照片太大了。</p></main>"))
    zhou.say("在吗")
    failed = zhou.page.locator("#pending li")
    expect(failed).to_contain_text("没发出去：照片太大了。")
    zhou.page.unroute("**/chat/send")
    failed.get_by_role("button", name="再发一次").click()
    zhou.sees("您好！")
    expect(failed).to_have_count(0)
    zhou.put_down()


def test_a_line_dead_for_an_hour_loses_and_doubles_nothing(base: str, browser: Browser) -> None:
    """The line dies while news come and time goes by; once the net is back the page fetches what it missed."""
    wang, liu = _opened(browser, base, WANG), _opened(browser, base, 15)
    wang[1].get_by_label("写一句话").fill("想要一个热水袋")
    wang[1].get_by_role("button", name="发送").click()
    wang[1].get_by_role("button", name="提交").last.click()
    wang[1].locator("#log").get_by_text("收到了，社区最晚").wait_for()
    wang[0].set_offline(True)
    liu[1].get_by_role("button", name="通过公示").last.click()
    liu[1].locator("#log").get_by_text("已经公示").wait_for()
    liu[1].request.post(f"{base}/stage/move", form={"by": "hour"})
    wang[1].wait_for_timeout(500)
    wang[0].set_offline(False)
    wang[1].evaluate("dispatchEvent(new Event('online'))")
    wang[1].locator("#log").get_by_text("通过了，正在请人来接").wait_for()
    until(wang[1], WHOLE)
    for context, _ in (wang, liu):
        context.close()


def test_news_while_one_reads_above_is_marked_and_one_press_away(base: str, browser: Browser) -> None:
    context, page = _opened(browser, base, 8)
    for count in range(1, 10):
        page.get_by_role("button", name="我的", exact=True).last.click()
        expect(page.locator("#log h2", has_text="我的")).to_have_count(count)
        expect(page.locator("form[aria-busy]")).to_have_count(0)  # the line may bring a card before its own answer
    page.evaluate("document.getElementById('scroll').scrollTop = -900")
    other, phone = _opened(browser, base, 8)
    phone.get_by_role("button", name="等人接的", exact=True).last.click()
    newer = page.locator("#newer")
    expect(newer).to_be_visible()
    expect(page.locator("#since")).to_have_count(1)
    expect(page).to_have_title(re.compile(r"^\("))
    newer.click()
    expect(newer).to_be_hidden()
    expect(page).to_have_title(re.compile(r"^[^(]"))
    context.close()
    other.close()


def test_older_messages_are_pulled_in_and_stay_in_order(base: str, browser: Browser) -> None:
    context, page = _opened(browser, base, 10)
    for n in range(20):
        page.request.post(
            f"{base}/as/10/chat/send", multipart={"csrf": _token(page), "text": "我的", "message_id": f"older-{n:08d}"}
        )
    page.reload()
    expect(page.locator("#log > li")).to_have_count(30)
    page.get_by_role("link", name="更早的").press("Enter")
    expect(page.locator("#log > li")).not_to_have_count(30)
    expect(page.get_by_role("link", name="更早的")).to_have_count(0)
    numbers = page.eval_on_selector_all("#log > li", "all => all.map((li) => Number(li.dataset.number))")
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
    context.close()


def test_a_voice_is_spoken_sent_and_played(base: str, browser: Browser) -> None:
    mouth = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *HEARS])
    context, page = _opened(mouth, base, 6)
    page.get_by_role("button", name="语音").click()
    expect(page.get_by_role("group", name="正在录音")).to_be_visible()
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="说完了，发送").click()
    sent = page.locator("#log li.mine audio")
    expect(sent).to_have_count(1)
    expect(page.locator("#log li.mine")).to_contain_text(re.compile(r"语音，\d 秒"))
    length = page.evaluate("async () => (await (await fetch(document.querySelector('audio').src)).blob()).size")
    assert length > 500
    page.get_by_role("button", name="语音").click()
    expect(page.get_by_role("button", name="说完了，发送")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="正在录音")).to_have_count(0)
    context.close()
    mouth.close()


def test_a_place_is_told_only_when_asked_for(base: str, browser: Browser) -> None:
    context = browser.new_context(geolocation={"latitude": 36.19, "longitude": 113.11}, permissions=["geolocation"])
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{base}/as/7/chat")
    page.get_by_role("button", name="位置").click()
    expect(page.locator("#log li.mine").last).to_contain_text("（位置）")
    context.close()


def test_photos_are_looked_at_large_and_put_away_by_the_phones_own_button(base: str, browser: Browser) -> None:
    context, page = _opened(browser, base, 8)
    page.goto(f"{base}/as/8/chat")
    page.get_by_label("写一句话").fill("演武-0006")
    page.get_by_role("button", name="发送").click()
    photo = page.locator("#log .photos a").last
    photo.click()
    shown = page.get_by_role("dialog", name="看照片")
    expect(shown).to_be_visible()
    page.go_back()
    expect(shown).to_be_hidden()
    expect(photo).to_be_focused()
    context.close()


def _opened(browser: Browser, base: str, person: int) -> tuple[BrowserContext, Page]:
    context = browser.new_context(viewport={"width": 390, "height": 780}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{base}/as/{person}/chat")
    return context, page


def _token(page: Page) -> str:
    return page.locator("[name=csrf]").first.input_value()


def _slowly(route: Route) -> None:
    time.sleep(0.4)
    route.continue_()


def _enter(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/people")
    page.get_by_text(who, exact=True).click()
    page.get_by_role("button", name="进入微愿").click()
    page.locator("#log li").first.wait_for()
    live(page)
