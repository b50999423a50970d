"""Without a net the app opens and takes notes, and whatever it took is said once the net is there."""

from typing import Final

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.phones import Phone

TEXT: Final = "想要一个收音机听戏"
# The phone's own store takes its time.
SLOW_TO_KEEP: Final = """
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...all) {
    const asked = {};
    setTimeout(() => {
      const real = open.apply(this, all);
      for (const heard of ["onupgradeneeded", "onsuccess", "onerror"])
        real[heard] = (event) => { asked.result = real.result; asked[heard]?.(event); };
    }, 1500);
    return asked;
  };
"""
KEEPS_NOTHING: Final = "IDBFactory.prototype.open = () => { throw new Error('nothing is kept here'); };"
NEVER_ONLINE: Final = "addEventListener('online', (event) => event.stopImmediatePropagation(), true);"


def test_without_a_net_the_app_opens_and_takes_notes(base: str, browser: Browser) -> None:
    qian = _away(browser, base, "钱大妈")
    kept = qian.page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((c) => c.keys())"
        ".then((all) => all.map((one) => new URL(one.url).pathname))"
    )
    assert all(path.startswith("/static/") or path == "/away" for path in kept), "no page with buttons is kept"
    expect(qian.page.get_by_role("button", name="提交")).to_have_count(0)
    _note(qian)
    qian.page.context.set_offline(False)
    qian.sees(TEXT)
    qian.put_down()


TRIES = 5


@pytest.mark.parametrize(("who", "phone"), [("郑叔", SLOW_TO_KEEP), ("何师傅", NEVER_ONLINE)], ids=["slow", "silent"])
def test_a_note_waits_for_neither_its_phone_nor_a_word(base: str, browser: Browser, who: str, phone: str) -> None:
    """A phone that is slow to keep it, and a net that comes back unsaid, as it does before the page listens."""
    one = _away(browser, base, who, phone)
    _note(one)
    one.page.context.set_offline(False)
    one.sees(TEXT)
    one.put_down()


def test_words_a_phone_cannot_keep_as_notes_wait_in_the_field(base: str, browser: Browser) -> None:
    wu = _away(browser, base, "小吴", KEEPS_NOTHING)
    _note(wu)
    wu.page.context.set_offline(False)
    expect(wu.page.locator("#log li").first).to_be_visible()
    expect(wu.page.locator("#say")).to_have_value(TEXT)
    wu.put_down()


def _away(browser: Browser, base: str, who: str, phone: str = "") -> Phone:
    """The app opened without a net, on a phone with these faults."""
    found = Phone(browser, base, who, errors=False)
    found.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    found.page.reload()
    found.page.add_init_script(phone)
    found.page.context.set_offline(True)
    status = found.page.get_by_role("status")
    found.page.goto(f"{base}/chat")
    for _ in range(TRIES):  # a worker that has just been started again may have heard nothing of the cut yet
        if "现在没有网" in (status.text_content() or ""):
            break
        found.page.wait_for_timeout(500)
        found.page.goto(f"{base}/chat")
    expect(status).to_contain_text("现在没有网")
    return found


def _note(phone: Phone) -> None:
    phone.page.locator("#say").fill(TEXT)
    phone.page.get_by_role("button", name="先放着").click()
