"""Customer service and the web: the code on the sheet, the case that says who was not reached, the doctor's words."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from structlog.testing import capture_logs

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


def test_the_pages_name_wechat(site: Site) -> None:
    assert "企业微信或微信" in httpx.get(f"{site.base}/enter").text
    assert "微信" in site.sign_in("小吴").http.get("mine/data").text.split("企业微信、")[1]


def told(settings: Settings, fine: bool | None = False) -> str:
    return "\n".join(f"{check.what}：{check.advice}" for check in examine(settings) if check.fine is fine)


@pytest.mark.parametrize("fine", [True, None, False])
def test_the_doctor_says_nothing_where_it_is_off(fine: bool | None) -> None:
    assert told(Settings(), fine) == ""


def test_the_doctor_names_each_setting_that_is_missing(api: WeComApi) -> None:
    for name in ("CORP", "AGENT", "SECRET", "TOKEN", "KEY"):
        assert f"WEIYUAN_WECOM_{name}：" in told(Settings(kf=True))
        less = settings_for(api).model_copy(update={f"wecom_{name.lower()}": 0 if name == "AGENT" else ""})
        assert (f"WEIYUAN_WECOM_{name}：" in told(less)) is (name != "SECRET"), "it has a secret of its own"
    assert "WEIYUAN_PUBLIC_URL：没有设。" in told(settings_for(api), None)


def test_the_doctor_knows_which_of_two_faults_an_address_has(api: WeComApi) -> None:
    said = told(settings_for(api, public_url="http://wish.example.org"), None)
    assert "不是 https://：消息收得到" in said, "the same as of WeCom: its callback comes by http as well"
    assert "没有设" not in said
    assert told(settings_for(api, public_url="https://wish.example.org"), None) == ""


def test_the_doctor_knows_the_accounts(api: WeComApi) -> None:
    assert "微信客服账号 微愿" in told(settings_for(api), True)
    assert told(settings_for(api)) == ""


def test_the_doctor_names_the_secret_that_is_refused(api: WeComApi) -> None:
    with capture_logs() as logs:
        said = told(settings_for(api).model_copy(update={"kf_secret": "wrong"}))
    assert "WEIYUAN_KF_SECRET：" in said
    assert "“微信客服”的“开发配置”" in said
    assert logs == [], "said once"
    alone = {"kf": True, "kf_secret": "", "wecom_secret": "wrong"}
    assert "WEIYUAN_WECOM_SECRET：" in told(settings_for(api).model_copy(update=alone))
    assert "WEIYUAN_WECOM_CORP：" in told(settings_for(api).model_copy(update={"wecom_corp": "ww0000000000000000"}))


def test_a_server_logs_where_the_secret_of_customer_service_is(phones: Customers, tmp_path: Path) -> None:
    phones.shut()
    with capture_logs() as logs:
        site = Site(phones, settings_for(phones.api, data=tmp_path).model_copy(update={"kf_secret": "wrong"}))
        phones.eventually(lambda: any("advice" in one for one in logs))
        site.close()
    (advice,) = [one["advice"] for one in logs if "advice" in one]
    assert "“微信客服”的“开发配置”" in advice
    assert "应用管理" not in advice
    phones.open()


def test_the_doctor_names_the_address_that_it_tried(api: WeComApi) -> None:
    said = told(settings_for(api).model_copy(update={"wecom_api": "http://127.0.0.1:9"}))
    assert "http://127.0.0.1:9" in said
    assert "WEIYUAN_WECOM_API" in said
