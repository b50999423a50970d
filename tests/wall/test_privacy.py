"""Whatever people write, nobody is named on the wall: no name, phone, door, number or plate in a word of its page."""

import html

import httpx
import pytest

from handlers.kit.words import short
from handlers.wall.records import Part
from handlers.wall.rules import is_empty, names_of
from tests.cast import CAST
from tests.kit.test_masking import PERSONAL
from tests.play import Play
from tests.requests.scenes import reported
from tests.scenes import fulfilled, opened
from tests.wall.looking import CODE, proof, put_up, settled, slips, thanked, wished
from tests.web.server import Site

SECRETS = (
    *(one.name for one in CAST.values()),
    *CAST,
    *(one.phone for one in CAST.values() if one.phone),
    *(one.door for one in CAST.values() if one.door),
)
PLEA = "我叫王桂兰，电话13835500001，住3号楼2单元501，想要个轮椅"
LAMP = "3号楼门口的路灯坏了，找王奶奶，13835500001，身份证14040319500101001X"
THANKS = "谢谢李师傅李建国，小李来2单元501，车牌晋D12345，微信:wang_nainai88，13835500001"
SOME = sorted(PERSONAL)[::4]


def page(site: Site, path: str = f"/wall/{CODE}") -> str:
    """As somebody reads it who never signed in."""
    answer = httpx.get(f"{site.base}{path}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def found(text: str) -> list[str]:
    written = ("14040319500101001X", "晋D12345", "wang_nainai88", "小李", "桂兰", "建国", "501")
    return [secret for secret in (*SECRETS, *written) if secret in text]


def test_nobody_is_named_while_a_wish_waits(site: Site) -> None:
    opened(site.play, text=PLEA)
    text = page(site)
    assert "想要个轮椅" in text
    assert "一位居民" in text
    assert not found(text)


def test_nobody_is_named_when_it_is_done(site: Site) -> None:
    play = site.play
    play.script(("王奶奶", PLEA), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"), ("李师傅", "[我来接]"))
    play.script(("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"), ("李师傅", "送到王桂兰家501了"))
    play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]"), ("王奶奶", THANKS))
    put_up(play, "刘书记", proof(play))
    for path in (f"/wall/{CODE}", f"/wall/{CODE}?all=1"):
        text = page(site, path)
        assert "谢谢某某" in text
        assert "已隐去" in text
        assert "送到" not in text, "what helpers note is not for everybody"
        assert not found(text)


def test_nobody_is_named_in_a_request(site: Site) -> None:
    settled(site.play, "谢谢小吴，吴倩辛苦了，我是王桂兰，13835500001", text=LAMP)
    text = page(site)
    assert "3号楼门口的路灯坏了" in text
    assert "换了灯泡" not in text
    assert not found(text)


def test_who_is_called_by_what_they_are(play: Play) -> None:
    """Somebody whom the register does not tie to the case: a plumber, an aunt next door."""
    thanked(play, "谢谢何师傅和对门张大妈")
    assert slips(play, Part.THANKS)[0].thanks == "谢谢某某和对门某某"


def test_whoever_handed_it_on_is_not_named_either(play: Play) -> None:
    opened(play)
    play.script(("张敏", "[我来接]"), ("张敏", "[接不了]"), ("张敏", "出差"), ("李师傅", "[我来接]"))
    play.script(("李师傅", "[已联系上]"), ("李师傅", "[圆梦了]"), ("李师傅", "📷"), ("李师傅", "[先不]"))
    play.script(("王奶奶", "[已实现]"), ("王奶奶", "[满意]"), ("王奶奶", "谢谢小张，也谢谢张敏"))
    put_up(play, "刘书记", proof(play))
    assert slips(play, Part.THANKS)[0].thanks == "谢谢某某，也谢谢某某"


@pytest.mark.parametrize("name", SOME)
def test_examples_of_the_masking_in_a_wish(lite_play: Play, name: str) -> None:
    text, secret = PERSONAL[name]
    wished(lite_play, f"想要一把椅子，{text}")
    (slip,) = slips(lite_play, Part.OPEN)
    assert slip.what.startswith("想要一把椅子")
    assert secret not in slip.what


@pytest.mark.parametrize("name", SOME)
def test_examples_of_the_masking_in_thanks(lite_play: Play, name: str) -> None:
    text, secret = PERSONAL[name]
    thanked(lite_play, f"太好了，{text}")
    assert not [slip for slip in slips(lite_play, Part.THANKS) if secret in slip.thanks]
    assert secret not in slips(lite_play, Part.DONE)[0].what


def test_a_long_text_is_masked_before_it_is_cut(lite_play: Play) -> None:
    """Cut through the middle, a number would be none any more that the masking knows."""
    reported(lite_play, "路灯坏了" * 13 + "，电话13835500001")
    lite_play.script(("刘书记", "[大家来接]"))
    (slip,) = slips(lite_play, Part.OPEN)
    assert "1383" not in slip.what
    assert len(slip.what) <= len(short("路灯坏了" * 20, 60))


def test_the_page_leads_to_no_case(site: Site) -> None:
    fulfilled(site.play)
    text = page(site)
    assert "演武-0001" in text
    assert "/case/" not in text
    assert "/photo/" not in text, "no photo before somebody has looked at it"
    assert f"/open/rates/{CODE}" in text


@pytest.mark.parametrize(
    ("text", "empty"),
    [("（电话已隐去）！", True), ("某某，（门牌已隐去）", True), ("👍", True), ("谢", False), ("谢谢某某", False)],
)
def test_what_is_left_of_a_text(text: str, empty: bool) -> None:
    assert is_empty(text) is empty


def test_names_that_people_say(play: Play) -> None:
    person = play.desk.read_now(lambda work: work.people.get([play.ids["李师傅"]]))[play.ids["李师傅"]]
    assert {"李建国", "建国", "小李", "老李", "李师傅", "李哥"} <= set(names_of(person))
