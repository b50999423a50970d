"""The pages: scanned by a resident, kept by staff, and nobody's name on anybody else's."""

import re
from datetime import timedelta

import httpx
import pytest
import segno

from bot.settings import Settings
from bot.web.invitation_sheet import is_near, link
from handlers.invitations.records import Form
from handlers.invitations.tokens import sign
from handlers.kit.roles import Role
from tests.cast import BLOCK_1, BLOCK_3, GRID_1, GRID_2
from tests.invitations.hall import came, modules, sheet, token
from tests.web.server import Browser, Site


def press(browser: Browser, token: str, **fields: str) -> httpx.Response:
    blank = {"called": "冯奶奶", "door": "2单元301", "phone": ""}
    return browser.http.post(f"/join/{token}", data={**blank, **fields})


def test_ten_looks_and_a_press(site: Site) -> None:
    wall = sheet(site.play, "小吴", BLOCK_3)
    token_, browser = token(site.play, wall), Browser(site.base)
    for _ in range(10):
        page = browser.http.get(f"/join/{token_}")
        assert page.status_code == 200
        for said in ("演武社区 3号楼", "存什么", "为什么", "谁看得到", "怎么收回", "我的资料", "同意，进来"):
            assert said in page.text
        assert "set-cookie" not in page.headers
    entered = press(browser, token_)
    assert "冯奶奶，您好" in entered.text
    assert entered.history[0].headers["location"] == "/chat"
    assert "httponly" in entered.history[0].headers["set-cookie"].lower()
    assert site.play.desk.read_now(lambda work: work.invitations.get([wall])[wall].uses) == 1
    again = browser.http.get(f"/join/{token_}").text
    assert "您已经在微愿里了，是<b>冯奶奶</b>" in again
    assert "去聊天" in again
    assert "同意，进来" in again, "another one of the family may come in"


def test_the_page_s_door_is_read_back_in_the_chat_and_put_right_there(site: Site) -> None:
    browser = Browser(site.base)
    entered = press(browser, token(site.play, sheet(site.play, "小吴", BLOCK_3)), door="601").text
    assert "演武社区 3号楼 601" in entered
    assert "您家在几单元" in entered
    browser.open_chat()
    browser.send("冯奶奶 2单元601")
    chat = browser.open_chat()
    assert "门牌记好了" in chat
    assert "演武社区 3号楼 2单元601" in chat
    assert "提交" not in chat, "no draft has begun"


def test_what_was_typed_stays_where_it_is_refused(site: Site) -> None:
    grid = token(site.play, sheet(site.play, "小赵", GRID_1))
    page = press(Browser(site.base), grid, called="123", door="老冯家", phone="12", unit=str(BLOCK_3))
    assert page.status_code == 422
    for said in ("不能只有数字", "门牌要有门号", "手机号是 11 位数字", "请选一下是哪栋楼"):
        assert said in page.text
    for typed in ("123", "老冯家", "12"):
        assert f'value="{typed}"' in page.text
    assert page.text.count('aria-invalid="true"') == 4
    wall = token(site.play, sheet(site.play, "小赵", BLOCK_1))
    assert press(Browser(site.base), wall, called="冯奶奶", door="2单元202").status_code in (200, 303)
    taken = press(Browser(site.base), wall, called="冯奶奶", door="2单元202")
    assert "已经有一位“冯奶奶”了" in taken.text
    assert "请网格员给您发登录链接" in taken.text


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("forged", "认不出来"),
        ("foreign", "别处的微愿发的"),
        ("revoked", "停用了"),
        ("expired", "过期了"),
        ("spent", "只能用一次"),
    ],
)
def test_each_dead_link_has_its_sentence(site: Site, how: str, said: str) -> None:
    boss = site.sign_in("刘书记")
    made = sheet(site.play, "刘书记", GRID_2, Role.VOLUNTEER)
    links = {"forged": "a" * 40, "foreign": sign(b"x" * 32, made)}
    if how == "revoked":
        boss.http.post(f"/invitations/{made}/revoke", data={"csrf": boss.csrf})
    if how == "expired":
        site.play.later(timedelta(days=8))
    if how == "spent":
        came(site.play, made, Form("小冯"))
    dead = links.get(how, token(site.play, made))
    if how == "forged":  # of this house, with a seal that is not
        dead = token(site.play, made)[:-5] + "aaaaa"
    for page in (Browser(site.base).http.get(f"/join/{dead}"), press(Browser(site.base), dead)):
        assert page.status_code in (404, 410)
        assert said in page.text
        assert "要一" in page.text or "请找" in page.text


def test_a_press_on_a_foreign_page_does_nothing(site: Site) -> None:
    wall = sheet(site.play, "小吴", BLOCK_3)
    browser = Browser(site.base)
    fields = {"called": "冯奶奶", "door": "2单元301"}
    foreign = {"sec-fetch-site": "cross-site"}
    assert browser.http.post(f"/join/{token(site.play, wall)}", data=fields, headers=foreign).status_code == 403
    assert site.play.desk.read_now(lambda work: work.invitations.get([wall])[wall].uses) == 0


def test_staff_make_print_and_revoke(site: Site) -> None:
    with site.sign_in("小吴") as his:
        page = his.http.get("/invitations").text
        assert "二号网格" in page
        assert "一号网格" not in page
        assert "请人来接岗位" not in page, "posts are given by the secretary"
        made = his.http.post("/invitations", data={"csrf": his.csrf, "for": f":{BLOCK_3}"})
        assert made.url.path.endswith("/sheet")
        for said in (
            "3号楼的邻居",
            "扫一扫",
            "写个称呼和门牌",
            "说一句话",
            "5月31日前有效",
            "http://wish.example.org/join/",
        ):
            assert said in made.text
        assert "WEIYUAN_PUBLIC_URL" not in made.text
        id_ = made.url.path.split("/")[2]
        assert "停用" in his.http.get(f"/invitations/{id_}/revoke").text
        assert "停用了" in his.http.post(f"/invitations/{id_}/revoke", data={"csrf": his.csrf}).text
        refused = his.http.post("/invitations", data={"csrf": his.csrf, "for": f":{BLOCK_1}"})
        assert refused.status_code == 403
        assert "请先选一处" in his.http.post("/invitations", data={"csrf": his.csrf, "for": ""}).text
        assert his.http.post("/invitations", data={"csrf": "0" * 64, "for": f":{BLOCK_3}"}).status_code == 403
        for rogue in ("resident:8", "x:8", "volunteer:8", ":999999999999999999", f":{GRID_1}"):
            assert his.http.post("/invitations", data={"csrf": his.csrf, "for": rogue}).status_code == 403
    with site.sign_in("王奶奶") as hers:
        assert hers.http.get("/invitations").status_code == 403
        assert "邀请邻居" not in hers.open_chat()
        assert "我的资料" in hers.open_chat()
    assert Browser(site.base).http.get("/invitations").status_code == 401


def test_names_doors_and_phones_are_on_nobody_elses_page(site: Site) -> None:
    wall = sheet(site.play, "小吴", BLOCK_3)
    person = came(site.play, wall, Form("冯奶奶", "2单元301", "13912345678"))
    join_id = site.play.desk.read_now(lambda work: work.invitations.joins_by([person])[0].id)
    pages = (
        "/invitations",
        f"/invitations/{wall}",
        f"/invitations/{wall}/sheet",
        f"/invitations/{wall}/revoke",
        f"/invitations/guests/{join_id}/remove",
        "/mine/data",
        "/chat",
    )
    for who in ("小吴", "刘书记"):
        with site.sign_in(who) as near:
            page = near.http.get(f"/invitations/{wall}").text
            assert "冯奶奶" in page
            assert "2单元301" in page
            assert "13912345678" not in page, "who came in is known by name and door; nobody needs the phone here"
    for who in ("小赵", "冯书记", "马主任", "王奶奶", "张敏", "李师傅", "周平"):
        with site.sign_in(who) as far:
            found = "".join(far.http.get(path).text for path in pages)
            for personal in ("冯奶奶", "2单元301", "13912345678"):
                assert personal not in found, f"{who} reads {personal}"
            far.http.post(f"/invitations/guests/{join_id}/remove", data={"csrf": far.csrf})
    anybody = Browser(site.base)
    assert "冯奶奶" not in "".join(anybody.http.get(path).text for path in (*pages, f"/join/{token(site.play, wall)}"))
    assert site.play.desk.read_now(lambda work: work.accounts.of_person(person)), "and nobody else removed her"


def test_somebody_is_asked_to_leave(site: Site) -> None:
    wall = sheet(site.play, "小吴", BLOCK_3)
    hers = Browser(site.base)
    press(hers, token(site.play, wall))
    with site.sign_in("小吴") as his:
        page = his.http.get(f"/invitations/{wall}").text
        found = re.search(r"/invitations/guests/\d+/remove", page)
        assert found
        assert "请冯奶奶（3号楼 2单元301）出去？" in his.http.get(found.group()).text
        assert hers.http.get("/chat").status_code == 200, "asking does nothing"
        done = his.http.post(found.group(), data={"csrf": his.csrf})
        assert "请他出去了" in done.text
        assert "已经不在了" in done.text
    assert hers.http.get("/chat").status_code == 401


def test_somebody_who_is_in_takes_the_post(site: Site) -> None:
    link_ = token(site.play, sheet(site.play, "刘书记", GRID_2, Role.VOLUNTEER))
    with site.sign_in("王奶奶") as hers:
        assert "我来接这个岗位" in hers.http.get(f"/join/{link_}").text
        wrong = hers.http.post(f"/join/{link_}", data={"as": "me", "csrf": "0" * 64})
        assert wrong.status_code == 422, "without its token it is the form of somebody new"
        assert "王奶奶" in hers.http.post(f"/join/{link_}", data={"as": "me", "csrf": hers.csrf}).text
    page = Browser(site.base).http.get(f"/join/{link_}")
    assert page.status_code == 410


def test_the_picture_is_exactly_the_link(site: Site) -> None:
    wall = sheet(site.play, "小吴", BLOCK_3)
    with site.sign_in("小吴") as his:
        page = his.http.get(f"/invitations/{wall}/sheet").text
        shown = re.search(r'class="address">([^<]+)<', page)
        assert shown
        assert shown.group(1) == f"http://wish.example.org/join/{token(site.play, wall)}"
        svg = his.http.get(f"/invitations/{wall}/qr.svg")
        assert "telegram.svg" not in page, "it is off here"
        assert his.http.get(f"/invitations/{wall}/telegram.svg").status_code == 404
    assert svg.headers["content-type"] == "image/svg+xml"
    assert "style" not in svg.text
    assert modules(svg.text) == [[int(one) for one in row] for row in segno.make(shown.group(1), error="m").matrix]


@pytest.mark.parametrize(
    ("base", "near"),
    [
        ("http://127.0.0.1:8765", True),
        ("http://localhost:8765", True),
        ("http://0.0.0.0:80", True),
        ("http://[::1]:80", True),
        ("http://192.168.1.5:8765", False),
        ("https://wish.example.org", False),
    ],
)
def test_addresses_that_no_phone_reaches(base: str, near: bool) -> None:
    assert is_near(base) is near


def test_the_link_is_what_people_reach() -> None:
    made = link(Settings(public_url="https://wish.example.org/"), b"k" * 32, 7)
    assert made == f"https://wish.example.org/join/{sign(b'k' * 32, 7)}"


def test_the_consent_is_taken_back(site: Site) -> None:
    wall = sheet(site.play, "小吴", BLOCK_3)
    hers = Browser(site.base)
    press(hers, token(site.play, wall), phone="13912345678")
    hers.open_chat()
    page = hers.http.get("/mine/data").text
    for said in ("冯奶奶", "演武社区 二号网格 3号楼 2单元301", "13912345678", "同意了下面这份说明", "3月2日"):
        assert said in page
    asked = hers.http.get("/mine/data/withdraw").text
    for said in ("收回同意？", "不能恢复", "正在办的会撤回", "看不出是谁"):
        assert said in asked
    assert hers.http.post("/mine/data/withdraw", data={"csrf": "0" * 64}).status_code == 403
    done = hers.http.post("/mine/data/withdraw", data={"csrf": hers.csrf})
    assert "都抹掉了" in done.text
    assert hers.http.get("/chat").status_code == 401
    with site.sign_in("小吴") as his:
        page = his.http.get(f"/invitations/{wall}").text
        assert "冯奶奶" not in page
        assert "已经不在了" in page
    with site.sign_in("王奶奶") as other:
        assert "是由社区登记的" in other.http.get("/mine/data").text
    with site.sign_in("刘书记") as staff:
        assert staff.http.get("/mine/data/withdraw").status_code == 409
        assert "请先请社区书记换人" in staff.http.get("/mine/data").text


def test_the_pages_are_strict(site: Site) -> None:
    wall = sheet(site.play, "小吴", BLOCK_3)
    came(site.play, wall)
    with site.sign_in("小吴") as his:
        for path in ("/invitations", f"/invitations/{wall}", f"/invitations/{wall}/sheet", "/mine/data"):
            page = his.http.get(path)
            assert page.status_code == 200
            for banned in (" style=", "<script", " onclick"):
                assert banned not in page.text
            assert len(page.content) < 30_000
