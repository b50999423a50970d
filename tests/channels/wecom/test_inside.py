"""Pages opened inside WeCom: out with a state, back with a code, a session; and what opens nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import func, select

from bot.channels.wecom.channel import inside
from bot.settings import Settings
from bot.web.inside_wecom import COOKIE
from storage.sessions import web_sessions
from tests.emulators.wecom import AGENT, CORP, Faults, Staff, WeComApi
from tests.play import Play
from tests.web.server import Site

HTTPS = "https://wish.example.org"


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi() as found:
        yield found


@pytest.fixture
def site(lite_play: Play, api: WeComApi, tmp_path: Path) -> Iterator[Site]:
    ours = {"wecom_corp": CORP, "wecom_agent": AGENT, "wecom_secret": api.secret, "wecom_api": api.base}
    ours |= {"wecom_token": api.token, "wecom_key": api.key}
    found = Site(lite_play, Settings(data=tmp_path, public_url=HTTPS, **ours))  # type: ignore[arg-type]
    lite_play.do(lambda work: work.accounts.open(lite_play.ids["小吴"], "wecom", "WuQian", lite_play.now))
    yield found
    found.close()


class Inside:
    """The browser in the app on somebody's phone. It keeps cookies that are sent over https only."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.jar: dict[str, str] = {}

    def opens(self, url: str) -> httpx.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        answer = httpx.get(url.replace(HTTPS, self.site.base), headers={"cookie": cookies} if cookies else {})
        for one in answer.headers.get_list("set-cookie"):
            assert "Secure" in one or "Max-Age=0" in one
            name, _, value = one.partition(";")[0].partition("=")
            self.jar[name] = value
        return answer

    def goes(self, phone: Staff, to: str = "/points") -> str:
        """Out through WeCom; the address at which it comes back."""
        return phone.authorize(self.opens(inside(HTTPS, to)).headers["location"])


def sessions(site: Site) -> int:
    count = select(func.count()).select_from(web_sessions)
    return site.desk.read_now(lambda work: int(work.conn.execute(count).scalar_one()))


def test_a_link_leads_in_and_on_and_stays_in(site: Site, api: WeComApi) -> None:
    phone, browser = api.staff("WuQian"), Inside(site)
    back = browser.goes(phone, "/case/演武-0012")
    assert back.startswith(f"{HTTPS}/wecom/entered?code=")
    answer = browser.opens(back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/case/%E6%BC%94%E6%AD%A6-0012")
    assert "吴倩" in browser.opens(f"{HTTPS}/mine/data").text
    again = browser.opens(inside(HTTPS, "/waiting"))
    assert again.headers["location"] == "/waiting", "who is in goes straight on"
    assert sessions(site) == 1


def test_what_wecom_is_asked(site: Site) -> None:
    asked = urlsplit(Inside(site).opens(inside(HTTPS, "/desk")).headers["location"])
    assert (asked.netloc, asked.fragment) == ("open.weixin.qq.com", "wechat_redirect")
    told = {name: value for name, (value,) in parse_qs(asked.query).items()}
    assert told.pop("state").isalnum()
    assert told.pop("redirect_uri") == f"{HTTPS}/wecom/entered"
    assert told == {"appid": CORP, "response_type": "code", "scope": "snsapi_base", "agentid": str(AGENT)}


def test_a_way_is_for_one_browser_and_one_time(site: Site, api: WeComApi) -> None:
    phone, browser, thief = api.staff("WuQian"), Inside(site), Inside(site)
    back = browser.goes(phone)
    assert thief.opens(back).status_code == 403, "another's way, without the cookie"
    thief.goes(phone)
    assert thief.opens(back).status_code == 403, "another's way, with an own cookie"
    kept = dict(browser.jar)
    assert browser.opens(back).status_code == 303
    browser.jar = kept
    assert browser.opens(back).status_code == 403
    used = parse_qs(urlsplit(back).query)["code"][0]
    fresh = browser.goes(phone)
    code = parse_qs(urlsplit(fresh).query)["code"][0]
    assert browser.opens(fresh.replace(code, used)).status_code == 403, "WeCom says that it was used"
    assert sessions(site) == 1


def test_too_late_is_asked_again(site: Site, api: WeComApi) -> None:
    browser = Inside(site)
    back = browser.goes(api.staff("WuQian"))
    site.play.later(timedelta(minutes=11))
    answer = browser.opens(back)
    assert (answer.status_code, "再点一次" in answer.text) == (403, True)


def test_forged_cookies_and_addresses_open_nothing(site: Site, api: WeComApi) -> None:
    phone, browser = api.staff("WuQian"), Inside(site)
    back = browser.goes(phone)
    sealed = browser.jar[COOKIE]
    for forged in ("", "x", "|||", sealed[:-1], "0" + sealed[1:], sealed.replace("|", "|9", 1)):
        browser.jar[COOKIE] = forged
        assert browser.opens(back).status_code == 403
    for wrong in ("", "?code=&state=", "?code=a%00&state=%00", "?state=1"):
        assert browser.opens(f"{HTTPS}/wecom/entered{wrong}").status_code == 403
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "/wecom/enter?to=/x"):
        out = browser.opens(f"{HTTPS}/wecom/enter?to={elsewhere}").headers["location"]
        answer = browser.opens(phone.authorize(out))
        assert answer.headers["location"] in ("/chat", "/%5Cevil.example"), elsewhere
        browser.jar.clear()


def test_who_is_not_known_is_told(site: Site, api: WeComApi) -> None:
    browser = Inside(site)
    told = browser.opens(browser.goes(api.staff("LaoZhang")))
    assert (told.status_code, "还没有连上微愿" in told.text) == (403, True)
    state = parse_qs(urlsplit(browser.goes(api.staff("LaoZhang"))).query)["state"][0]
    guest = api.customer("wmAbcdefghijklmnopqrstuvwxyz0123").code()
    told = browser.opens(f"{HTTPS}/wecom/entered?code={guest}&state={state}")
    assert (told.status_code, "企业微信里的同事" in told.text) == (403, True)
    assert sessions(site) == 0


def test_wecom_out_of_reach_is_said(site: Site, api: WeComApi) -> None:
    browser = Inside(site)
    back = browser.goes(api.staff("WuQian"))
    api.fail(Faults(lost_before=1))
    answer = browser.opens(back)
    assert (answer.status_code, "没有答复" in answer.text) == (503, True)


def test_where_wecom_is_off_there_is_no_such_page(lite_play: Play, tmp_path: Path) -> None:
    site = Site(lite_play, Settings(data=tmp_path))
    try:
        assert {httpx.get(f"{site.base}/wecom/{one}").status_code for one in ("enter", "entered")} == {404}
    finally:
        site.close()
