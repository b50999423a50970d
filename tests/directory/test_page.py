"""The page of the directory: everybody reads it, its secretaries keep it, without script."""

import re

import httpx
import pytest

from bot.demo.directory import ENTRIES, enter
from handlers.directory.records import Draft
from handlers.directory.rules import faults, match
from tests.cast import YANWU
from tests.directory.shelf import CARD, HOURS, filled
from tests.web.server import Browser, Site


@pytest.fixture
def secretary(site: Site) -> Browser:
    return site.sign_in("刘书记")


def keep(browser: Browser, do: str = "save", **fields: str) -> httpx.Response:
    blank = {"title": "", "words": "", "answer": "", "phone": "", "version": "0"}
    return browser.http.post("/directory", data={"csrf": browser.csrf, "do": do, **blank, **fields})


def form(draft: Draft, **others: str) -> dict[str, str]:
    words = "、".join(draft.words)
    return {"title": draft.title, "words": words, "answer": draft.answer, "phone": draft.phone, **others}


def version(page: str) -> str:
    found = re.search(r'href="/directory\?edit=(\d+)#form"', page)
    assert found, "there is no entry to change"
    return found.group(1)


def test_everybody_who_is_signed_in_reads_their_own(site: Site) -> None:
    filled(site.play)
    with site.sign_in("王奶奶") as hers:
        page = hers.http.get("/directory").text
        assert "演武社区便民簿（6）" in page
        assert f'href="tel:{CARD.phone}"' in page
        assert "3月2日更新" in page
        assert 'href="tel:13835500008"' in page, "the grid's member can be called"
        assert "<form" not in page
        assert "/directory?edit" not in page
        assert "<form" not in hers.http.get("/directory?edit=new").text
    with site.sign_in("周平") as his:
        assert CARD.title not in his.http.get("/directory").text
    assert Browser(site.base).http.get("/directory").status_code == 401


def test_it_is_written_changed_and_retired(site: Site, secretary: Browser) -> None:
    assert "添一条" in secretary.http.get("/directory").text
    page = keep(secretary, **form(CARD))
    assert (page.url.path, page.status_code) == ("/directory", 200)
    assert "存好了" in page.text
    assert CARD.answer in page.text
    edit = secretary.http.get(f"/directory?edit={version(page.text)}").text
    assert f'value="{CARD.title}"' in edit
    assert 'value="老年证、敬老卡"' in edit
    page = keep(secretary, **form(CARD, answer="网上就能办。", version=version(page.text)))
    assert "网上就能办。" in page.text
    assert CARD.answer not in page.text
    assert "网上就能办。" in site.play.say("王奶奶", "老年证怎么办")[0].body
    page = keep(secretary, "retire", version=version(page.text))
    assert "撤下了" in page.text
    assert CARD.title not in page.text


def test_what_was_typed_stays_where_it_is_refused(secretary: Browser) -> None:
    page = keep(secretary, title="问" * 41, answer="", phone="打电话", words="词" * 101)
    assert page.status_code == 422
    assert "太长了，最多 40 个字。" in page.text
    assert "这里还空着。" in page.text
    assert "电话只写数字" in page.text
    assert "太长了，最多 100 个字。" in page.text
    assert page.text.count('aria-invalid="true"') == 4
    for typed in ("问" * 41, "打电话", "词" * 101):
        assert f'value="{typed}"' in page.text


def test_the_same_question_is_not_written_twice(site: Site, secretary: Browser) -> None:
    filled(site.play, CARD)
    page = keep(secretary, **form(HOURS, title="办老年证，要带什么？"))
    assert "已经有一条一样的了" in page.text
    assert HOURS.answer in page.text


def test_who_comes_second_sees_what_the_first_wrote(site: Site, secretary: Browser) -> None:
    filled(site.play, CARD)
    old = version(secretary.http.get("/directory").text)
    with site.sign_in("陈书记") as other:
        keep(other, **form(CARD, title="怎么办老年证", version=old))
    page = keep(secretary, **form(CARD, answer="我写的。", version=old))
    assert page.status_code == 422
    assert "别人刚改过这一条，现在是“怎么办老年证”" in page.text
    assert "我写的。" in page.text
    newest = re.findall(r'name="version" value="(\d+)"', page.text)[0]
    assert "存好了" in keep(secretary, **form(CARD, answer="我写的。", version=newest)).text
    keep(secretary, "retire", version=version(secretary.http.get("/directory").text))
    assert "这一条刚被撤下" in keep(secretary, **form(CARD, answer="又写的。", version=newest)).text


def test_a_form_needs_its_token_and_its_office(site: Site, secretary: Browser) -> None:
    with site.sign_in("王奶奶") as hers:
        page = keep(hers, **form(CARD))
        assert page.status_code == 403
        assert "请告诉他们" in page.text
    secretary.csrf = "0" * 64
    assert keep(secretary, **form(CARD)).status_code == 403
    assert keep(Browser(site.base), **form(CARD)).status_code == 403
    assert CARD.title not in secretary.http.get("/directory").text


@pytest.mark.parametrize("edit", ["0", "x", "9" * 30, "../new", "²"])
def test_a_made_up_entry_opens_no_form(secretary: Browser, edit: str) -> None:
    page = secretary.http.get("/directory", params={"edit": edit})
    assert page.status_code == 200
    assert "<textarea" not in page.text


def test_hostile_words_stay_words(secretary: Browser) -> None:
    page = keep(
        secretary, title="<b>老年证</b>{{ 7*7 }}", answer="</textarea><script>1</script>\u202e\x00", version="²"
    )
    assert "&lt;b&gt;老年证&lt;/b&gt;{{ 7*7 }}" in page.text
    assert "<script>" not in page.text
    assert "\u202e" not in page.text


def test_the_page_is_light_when_full(site: Site, secretary: Browser) -> None:
    filled(site.play, *(Draft(f"第{n}条怎么办", "答" * 300, ("词" * 20,), "0355-2000001") for n in range(60)))
    page = secretary.http.get("/directory?edit=new")
    assert len(page.content) < 100_000
    assert " style=" not in page.text
    full = keep(secretary, **form(CARD))
    assert "已经有 60 条了" in full.text
    assert CARD.answer in full.text


def test_the_demo_fills_a_directory(site: Site) -> None:
    site.play.do(lambda work: enter(work, YANWU, site.play.ids["刘书记"], site.play.now))
    shelf = site.play.desk.read_now(lambda work: work.directory.of(YANWU))
    assert len(shelf) == len(ENTRIES) >= 12
    for draft, entry in zip(ENTRIES, shelf, strict=True):
        assert faults(draft, [other for other in shelf if other.title != draft.title]) == {}
        assert match(entry.title, shelf)[0] == entry, "an entry is found by its own question"
