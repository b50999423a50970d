"""One person on the web and on WeChat: eight digits from the page, typed to customer service."""

import re
from pathlib import Path

import segno

from tests.channels.kf.live import Customers, settings_for
from tests.invitations.hall import modules
from tests.web.server import Browser, Site


def test_the_page_of_one_s_own_data_gives_digits_for_wechat(phones: Customers, tmp_path: Path) -> None:
    phones.shut()
    site = Site(phones, settings_for(phones.api, data=tmp_path))
    phones.api.listen(f"{site.base}/wecom")
    try:
        browser = site.sign_in("李师傅")
        assert "在 企业微信、微信 里用" in browser.http.get("mine/data").text
        browser.open_chat()
        told = browser.http.post("mine/link", data={"csrf": browser.csrf}).text
        found = re.search(r"<h1>(\d{4} \d{4})</h1>", told)
        assert found
        new = phones.api.customer("wmnew", "李建国")
        new.say(found[1])
        phones.eventually(lambda: any("李师傅，连上了" in one.text for one in new.chat))
    finally:
        site.close()
        phones.open()


def test_the_page_leads_to_the_chat_and_residents_are_not_sent_to_wecom(phones: Customers, tmp_path: Path) -> None:
    phones.shut()
    site = Site(phones, settings_for(phones.api, data=tmp_path))
    phones.api.listen(f"{site.base}/wecom")
    try:
        phones.eventually(lambda: site.app.state.kf.account)
        hers = site.sign_in("王奶奶")
        assert "在 微信 里用" in hers.http.get("mine/data").text
        told = hers.http.post("mine/link", data={"csrf": hers.csrf}).text
        assert 'href="/mine/wechat"' in told
        assert 'src="/mine/wechat.svg"' in told
        assert "企业微信" not in told
        onward = hers.http.get("mine/wechat", follow_redirects=False)
        assert onward.headers["location"].startswith("https://work.weixin.qq.com/kfid/")
        drawn = modules(hers.http.get("mine/wechat.svg").text)
        assert drawn == [[int(one) for one in row] for row in segno.make(onward.headers["location"], error="m").matrix]
        assert len(phones.api.calls("kf/add_contact_way")) == 1, "asked for once"
        assert Browser(site.base).http.get("mine/wechat").status_code == 401
        his = site.sign_in("小吴")
        assert "在企业微信的“工作台”里" in his.http.post("mine/link", data={"csrf": his.csrf}).text
    finally:
        site.close()
        phones.open()
