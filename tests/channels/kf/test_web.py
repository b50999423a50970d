"""Customer service and the web: the code on the sheet, the case that says who was not reached, the doctor's words."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.kf.checking import examine
from bot.settings import Settings
from tests.cast import BLOCK_3
from tests.channels.kf.live import Customers, settings_for
from tests.emulators.wecom import WeComApi
from tests.invitations.hall import sheet
from tests.web.server import Site


@pytest.fixture
def site(phones: Customers, tmp_path: Path) -> Iterator[Site]:
    """The whole app in place of the channel alone."""
    phones.shut()
    found = Site(phones, settings_for(phones.api, data=tmp_path))
    phones.api.listen(f"{found.base}/wecom")
    yield found
    found.close()
    phones.open()


def test_the_sheet_offers_the_chat(site: Site, phones: Customers) -> None:
    id_ = sheet(phones, "小吴", BLOCK_3)
    phones.eventually(lambda: phones.api.calls("kf/sync_msg"))
    browser = site.sign_in("小吴")
    assert f"/invitations/{id_}/wechat.svg" in browser.http.get(f"invitations/{id_}/sheet").text
    answer = browser.http.get(f"invitations/{id_}/wechat.svg")
    assert answer.headers["content-type"].startswith("image/svg")
    assert len(phones.api.calls("kf/add_contact_way")) == 1
    assert site.sign_in("张敏").http.get(f"invitations/{id_}/wechat.svg").status_code != 200


def test_a_case_says_that_the_asker_was_not_reached(site: Site, phones: Customers) -> None:
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    phones.script(("李师傅", "[我来接]"))
    page = "case/演武-0001"
    assert "未送达" not in site.sign_in("李师傅").http.get(page).text
    phones.later(timedelta(hours=49))
    phones.script(("李师傅", "[已联系上]"))
    assert "未送达" in site.sign_in("李师傅").http.get(page).text
    assert "未送达" in site.sign_in("刘书记").http.get(page).text
    assert "未送达" not in site.sign_in("张敏").http.get(page).text
    phones.say("王奶奶", "我的")
    assert "未送达" not in site.sign_in("李师傅").http.get(page).text


def told(settings: Settings) -> list[tuple[str, bool | None]]:
    return [(check.what, check.fine) for check in examine(settings)]


def test_the_doctor(api: WeComApi) -> None:
    assert told(Settings()) == []
    assert told(Settings(kf=True)) == [("微信客服", False)]
    assert ("微信客服账号 微愿", True) in told(settings_for(api))
    wrong = Settings(**settings_for(api).model_dump() | {"kf_secret": "wrong"})
    assert ("微信客服的口令", False) in told(wrong)
