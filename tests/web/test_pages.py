"""Pages beside the chat: lists by what is to be done, a case's page, pages that say what is wrong."""

import re

from bot.web.marks import whole
from tests.scenes import claimed, opened, submitted
from tests.web.server import Site


def test_lists_say_what_is_to_be_done(site: Site) -> None:
    opened(site.play)
    submitted(site.play, "赵大妈", "想要一本大字的菜谱")
    with site.sign_in("刘书记") as his:
        page = his.http.get("/waiting").text
        assert page.index("等你审核") < page.index("菜谱") < page.index("等你派人") < page.index("轮椅")
        row = page[page.index('<a href="/case/') :]
        assert row.index("待审核") < row.index("菜谱"), "the state first"
    with site.sign_in("张敏") as hers:
        assert "看看能帮哪个" in hers.http.get("/open").text


def test_my_list_tells_tasks_from_wishes(site: Site) -> None:
    claimed(site.play)
    with site.sign_in("李师傅") as his:
        assert "等你联系" in his.http.get("/mine").text
    with site.sign_in("王奶奶") as hers:
        assert "正在办" in hers.http.get("/mine").text
        hers.press(site.play.button("王奶奶", "撤回"))
        assert "办完的" in hers.http.get("/mine").text


def test_an_empty_list_says_what_next(site: Site) -> None:
    with site.sign_in("张敏") as hers:
        assert "写一句话，就能提一件" in hers.http.get("/mine").text
        assert "有新的" in hers.http.get("/open").text
        assert "有新的" in hers.http.get("/waiting").text


def test_a_case_page_does_not_lead_to_itself(site: Site) -> None:
    submitted(site.play)
    with site.sign_in("王奶奶") as hers:
        page = hers.http.get("/case/演武-0001").text
        assert 'href="/case/' not in page
        assert "<h2>经过</h2>" in page
        story = page[page.index('class="story"') :]
        assert len(re.findall(r"2026-03-02 \d\d:\d\d:\d\d", story)) == story.count("<li>") == 1


def test_what_is_wrong_and_the_way_back(site: Site) -> None:
    with site.sign_in("王奶奶") as hers:
        for path in ("/nothing", "/case/演武-9999", "/photo/999"):
            page = hers.http.get(path)
            assert page.status_code == 404
            assert "您" in page.text
            assert '<a class="button first" href="/chat">回聊天</a>' in page.text


def test_what_belongs_together_is_escaped_and_stays_on_one_line() -> None:
    said = str(whole("<b>演武-0012</b>，比如：王桂兰 3号楼2单元501。按“照片”"))
    assert said.startswith('&lt;b&gt;<a class="whole" href="/case/演武-0012">演武-0012</a>&lt;/b&gt;，比如：')
    assert '<span class="whole">王桂兰 3号楼2单元501</span>。按<span class="whole">“照片”</span>' in said
    assert str(whole("没有什么")) == "没有什么"
