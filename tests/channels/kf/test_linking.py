"""One person on the web and on WeChat: six digits from the page, typed to customer service."""

import re
from pathlib import Path

from tests.channels.kf.live import Customers, settings_for
from tests.web.server import Site


def test_the_page_of_one_s_own_data_gives_digits_for_wechat(phones: Customers, tmp_path: Path) -> None:
    phones.shut()
    site = Site(phones, settings_for(phones.api, data=tmp_path))
    phones.api.listen(f"{site.base}/wecom")
    try:
        browser = site.sign_in("李师傅")
        assert "在 企业微信、微信 里用" in browser.http.get("mine/data").text
        browser.open_chat()
        told = browser.http.post("mine/link", data={"csrf": browser.csrf}).text
        found = re.search(r"<h1>(\d{3} \d{3})</h1>", told)
        assert found
        new = phones.api.customer("wmnew", "李建国")
        new.say(found[1])
        phones.eventually(lambda: any("李师傅，连上了" in one.text for one in new.chat))
    finally:
        site.close()
        phones.open()
