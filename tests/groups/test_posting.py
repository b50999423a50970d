"""What is posted when: once, together where there is much, and only what everybody may see."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.texts import words
from handlers import front
from handlers.groups.actions import add_robot
from handlers.kit.cards import Card
from storage.work import Work
from tests.cast import GRID_1, YANWU
from tests.checks import check_words, text_of
from tests.groups.town import POOL, secrets
from tests.play import Play

KEY = "11111111-2222-3333-4444-55555555555"


class Posted:
    """Groups of robots before the play, read straight from what waits for the courier."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.tie(YANWU, f"{KEY}0")

    def tie(self, unit: int, key: str) -> None:
        self.play.do(lambda work: add_robot(work, None, work.units.get(unit), key, self.play.now))

    def cards(self, key: str = f"{KEY}0") -> Sequence[str]:
        """All but the greeting, as it looks now."""

        def read(work: Work) -> Sequence[str]:
            account = work.accounts.who("robot", work.groups.mark(key), self.play.now.date(), self.play.now).account_id
            cards = [one.card for one in work.messages.after(account, 0) if one.card]
            faces = [face for card in cards if (face := front.face_for_group(work, card, self.play.now))]
            assert len(faces) == len(cards), "a group is shown nothing but its own cards"
            for face in faces:
                assert not face.photos
                assert not face.voices
                check_words(words(face))
            return [text_of(words(face)) for face in faces][1:]

        return self.play.desk.read_now(read)

    def wish(self, who: str, what: str) -> None:
        self.play.script((who, what), (who, "[提交]"), ("刘书记", "[通过公示]"))

    def later(self) -> None:
        self.play.later(POOL)
        self.play.courier()


@pytest.fixture
def posted(play: Play) -> Posted:
    return Posted(play)


def test_a_group_hears_when_all_members_do_and_not_before(posted: Posted) -> None:
    posted.wish("王奶奶", "想要个轮椅,带老伴出去走走")
    assert not posted.cards()
    posted.later()
    assert len(posted.cards()) == 1


def test_what_was_claimed_in_the_meantime_is_not_posted(posted: Posted) -> None:
    posted.wish("王奶奶", "想要个轮椅,带老伴出去走走")
    posted.play.press("李师傅", "我来接")
    posted.later()
    assert not posted.cards()


def test_a_grids_group_hears_of_its_grid_alone(posted: Posted) -> None:
    posted.tie(GRID_1, f"{KEY}1")
    posted.wish("王奶奶", "想要个轮椅,带老伴出去走走")
    posted.wish("赵大妈", "想要个血压仪")
    posted.later()
    assert len(posted.cards()) == 2
    assert ["血压仪" in one for one in posted.cards(f"{KEY}1")] == [True]


def test_done_is_told_where_it_was_asked_for(posted: Posted) -> None:
    posted.wish("王奶奶", "想要个轮椅,带老伴出去走走")
    posted.later()
    posted.tie(YANWU, f"{KEY}2")
    posted.play.script(
        ("李师傅", "[我来接]"),
        ("李师傅", "[已联系上]"),
        ("李师傅", "[圆梦了]"),
        ("李师傅", "📷"),
        ("李师傅", "轮椅送到王桂兰家了"),
        ("王奶奶", "[已实现]"),
        ("王奶奶", "[满意]"),
        ("王奶奶", "谢谢李师傅!"),
    )
    posted.play.until(posted.play.now + timedelta(hours=20))
    claim, done = posted.cards()
    assert "已有人接 · 演武-0001" in claim
    assert "圆了" not in claim, "it is told once"
    assert "圆了 · 演武-0001" in done
    assert "一位党员" in done
    assert not posted.cards(f"{KEY}2"), "nobody asked there"


def test_many_at_once_are_told_together(posted: Posted) -> None:
    askers = ("王奶奶", "赵大妈", "钱阿姨", "李师傅", "张敏", "何叔", "小赵", "小吴")
    things = ("轮椅", "血压仪", "书架", "拐杖", "台灯", "水壶", "被子", "字典")
    for who, what in zip(askers, things, strict=True):
        posted.wish(who, f"想要个{what}")
    posted.later()
    cards = posted.cards()
    assert len(cards) < len(askers)
    assert all(sum(thing in one for one in cards) == 1 for thing in things)
    together = cards[-1]
    assert "又有这几件" in together
    posted.play.courier()
    assert posted.cards() == cards


def test_nobody_is_named_whatever_is_written(posted: Posted) -> None:
    """Names, numbers and doors in people's own words are masked by the wall, and so here."""
    posted.wish("王奶奶", "王桂兰想要个轮椅，电话13835500001，住3号楼2单元501，找李师傅也行")
    posted.later()
    card = posted.cards()[0]
    assert "轮椅" in card
    for word in ("王桂兰", "王奶奶", "13835500001", "2单元501"):
        assert word not in card


def test_a_whole_morning_leaves_no_name_in_the_group(posted: Posted) -> None:
    play = posted.play
    posted.wish("王奶奶", "想要个轮椅,带老伴出去走走")
    play.script(("赵大妈", "1号楼楼下的路灯不亮了"), ("赵大妈", "[提交]"), ("刘书记", "[大家来接]"))
    posted.later()
    play.script(("李师傅", "[我来接]"), ("李师傅", "[接不了]"), ("李师傅", "腰扭了"))
    seen = [*posted.cards()]
    play.script(("张敏", "[我来接]"))
    seen += posted.cards()
    play.days(9)
    seen += posted.cards()
    assert any("等人接" in one for one in seen)
    assert any("已有人接" in one for one in seen)
    assert not [word for one in seen for word in secrets() if word in one]


def test_a_face_for_nobody_says_nothing_of_other_cards(posted: Posted) -> None:
    posted.wish("王奶奶", "想要个轮椅,带老伴出去走走")
    case = posted.play.case().id

    def read(work: Work) -> list[object]:
        names = ("wishes/news", "wishes/case", "lists/open")
        return [front.face_for_group(work, Card(name, case), posted.play.now) for name in names]

    assert posted.play.desk.read_now(read) == [None, None, None]
