"""The page: upload, name the columns, look, import, follow the links; and nobody else gets in."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from bot.settings import Settings
from bot.web import orders as page
from tests.orders.office import Office
from tests.orders.sheets import HEADERS, workbook
from tests.play import Play
from tests.web.server import Browser, Site

ROWS = [
    (1, "A1", "", "楼道里的灯不亮", "王桂兰", "13835500001", "演武社区3号楼", "", "2026-03-06"),
    (2, "", "", "没有编号", "", "", "", "", ""),
    (3, "A3", "", "<b>垃圾</b>没人清", "郑先生", "", "", "", ""),
]


@pytest.fixture
def site(lite_play: Play, tmp_path: Path) -> Iterator[Site]:
    found = Site(lite_play, Settings(data=tmp_path, demo=False))
    yield found
    found.close()


@pytest.fixture
def secretary(site: Site) -> Iterator[Browser]:
    with site.sign_in("刘书记") as browser:
        yield browser


def send(browser: Browser, data: bytes, csrf: str = "", **more: str) -> httpx.Response:
    fields = {"csrf": csrf or browser.csrf, "source": "12345", **more}
    return browser.http.post("/orders", data=fields, files={"file": ("工单.xlsx", data)})


def press(browser: Browser, answer: httpx.Response, **fields: str) -> httpx.Response:
    """The form of a page that posts."""
    action = re.search(r'method="post" action="([^"]+)"', answer.text)
    assert action, answer.text
    return browser.http.post(action.group(1), data={"csrf": browser.csrf, **fields})


def cases(site: Site) -> int:
    return Office(site.play, Path()).rows("cases")


def test_upload_look_import_and_follow_the_links(site: Site, secretary: Browser) -> None:
    assert "上传看看" in secretary.http.get("/orders").text
    seen = send(secretary, workbook(ROWS))
    assert seen.status_code == 200
    assert "新的 2 件，已有 0 件，1 行有问题。" in seen.text
    assert "第 4 行：「工单编号」空着，请补上。" in seen.text
    assert "诉求内容：第 4 列“诉求内容”" in seen.text
    assert "<b>垃圾</b>" not in seen.text
    assert cases(site) == 0, "looking writes nothing"
    done = press(secretary, seen)
    assert "导入了 2 件。" in done.text
    assert 'href="/case/演武-0001"' in done.text
    assert secretary.http.get("/case/演武-0001").status_code == 200
    assert cases(site) == 2
    gone = press(secretary, seen)
    assert gone.status_code == 410
    again = send(secretary, workbook(ROWS))
    assert "新的 0 件，已有 2 件" in again.text
    assert "没有新的要导入" in again.text


def test_columns_that_cannot_be_told_are_asked_and_remembered(secretary: Browser) -> None:
    headers, row = ("甲", "乙", "丙", "来电人"), ("X1", "下水道堵了", "演武社区", "郑先生")
    asked = send(secretary, workbook([row], headers))
    assert "哪一列是什么" in asked.text
    assert "甲（如 X1）" in asked.text
    wrong = press(secretary, asked, no="0", what="0")
    assert wrong.status_code == 422
    assert "同一列选了两次" in wrong.text
    assert "还要选：诉求内容" in press(secretary, asked, no="0").text
    seen = press(secretary, asked, no="0", what="1", address="2", asker="3")
    assert "新的 1 件" in seen.text
    layout = re.search(r'href="(/orders/[^"]+/columns)"', seen.text)
    assert layout
    assert "selected" in secretary.http.get(layout.group(1)).text
    assert "新的 1 件" in send(secretary, workbook([row], headers)).text, "not asked again"


def test_old_ones_by_the_page(site: Site, secretary: Browser) -> None:
    row = (1, "P1", "", "路灯不亮", "郑先生", "", "", "2025-06-01 09:00", "")
    seen = send(secretary, workbook([row]), past="yes")
    assert "补录，不发消息" in seen.text
    press(secretary, seen)
    assert "补录" in secretary.http.get("/case/演武-0001").text
    assert site.play.case().opened_at.year == 2025


def test_a_long_sheet_takes_several_presses(site: Site, secretary: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "PARTS_A_PRESS", 1)
    rows = [(n, f"L{n}", "", "路灯不亮", "", "", "", "", "") for n in range(40)]
    first = press(secretary, send(secretary, workbook(rows)))
    assert "还有 15 件没导" in first.text
    assert "接着导" not in press(secretary, first).text
    assert cases(site) == 40


def test_answers_are_downloaded(secretary: Browser) -> None:
    press(secretary, send(secretary, workbook(ROWS)))
    got = secretary.http.get("/orders/answers.xlsx?source=12345&since=2026-01-01")
    assert got.status_code == 200
    assert "attachment" in got.headers["content-disposition"]
    numbers = [row[0] for row in load_workbook(io.BytesIO(got.content)).worksheets[0].iter_rows(values_only=True)]
    assert numbers == ["工单编号", "A1", "A3"]
    assert secretary.http.get("/orders/answers.xlsx?source=../x").status_code == 422
    assert secretary.http.get("/orders/answers.xlsx?source=12345&since=xyz").status_code == 200


@pytest.mark.parametrize("who", ["王奶奶", "小赵", "李师傅"])
def test_only_offices_get_in(site: Site, who: str) -> None:
    with site.sign_in(who) as browser:
        for path in ("/orders", "/orders/answers.xlsx?source=12345", "/orders/x", "/orders/x/columns"):
            assert browser.http.get(path).status_code == 403
        assert send(browser, workbook(ROWS)).status_code == 403
    assert Browser(site.base).http.get("/orders").status_code == 401


def test_an_upload_is_its_uploaders_for_an_hour(site: Site, secretary: Browser) -> None:
    seen = send(secretary, workbook(ROWS))
    path = seen.url.path
    with site.sign_in("冯书记") as other:
        assert other.http.get(path).status_code == 410
        assert other.http.post(path, data={"csrf": other.csrf}).status_code == 410
    site.play.later(timedelta(minutes=61))
    assert secretary.http.get(path).status_code == 410
    assert press(secretary, seen).status_code == 410
    assert cases(site) == 0
    send(secretary, workbook(ROWS))
    assert Office(site.play, Path()).rows("order_uploads") == 1, "the old one is forgotten"


def test_a_form_without_its_token_does_nothing(site: Site, secretary: Browser) -> None:
    assert send(secretary, workbook(ROWS), csrf="0" * 64).status_code == 403
    seen = send(secretary, workbook(ROWS))
    secretary.csrf = "0" * 64
    assert press(secretary, seen).status_code == 403
    assert cases(site) == 0


def test_what_is_no_sheet_is_said_on_the_page(secretary: Browser) -> None:
    for data, says in ((b"hello", "这不是 Excel"), (b"", "空的"), (workbook([], headers=("甲", "乙")), "标题行")):
        answer = send(secretary, data)
        assert answer.status_code == 422
        assert says in answer.text
    assert "最多 20 个" in send(secretary, workbook(ROWS), source="../../etc").text
    big = send(secretary, b"PK" + b"0" * (21 * 1024 * 1024))
    assert big.status_code == 413
    broken = secretary.http.post(
        "/orders", content=b"--x\r\nnonsense", headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert broken.status_code in (400, 403)


def test_pages_keep_to_the_rules(secretary: Browser) -> None:
    asked = send(secretary, workbook([("X1", "下水道堵了", "", "")], ("甲", "乙", "丙", "来电人")))
    for text in (secretary.http.get("/orders").text, asked.text, send(secretary, workbook(ROWS)).text):
        assert " style=" not in text
        assert not re.search(r"<script(?! src=)", text), "none in the page itself"
        for control in re.findall(r"<(?:input|select)(?![^>]*type=\"hidden\")[^>]*>", text):
            assert "name=" in control
    assert HEADERS[1] in send(secretary, workbook(ROWS)).text
