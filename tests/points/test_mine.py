"""我的积分 in the chat: the total, the next star, why each point, and that nobody else's can be opened."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from handlers.kit.cards import Card
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.turns import Press
from handlers.people.records import Post
from handlers.points.records import Exemption
from tests.cast import EAST, GRID_1
from tests.checks import text_of
from tests.play import Play
from tests.points.counted import STARRED, counted, hold, seat, taken_back
from tests.scenes import claimed


def mine(play: Play, who: str) -> str:
    play.say(who, "我的积分")
    return text_of(play.last(who))


def test_from_the_menu_to_a_point_and_its_reasons(play: Play) -> None:
    play.script(("李师傅", "你好"), ("李师傅", "[我的积分]", "还没有记过分"))
    assert play.labels("李师傅") == ["明细", "申报", "月榜", "怎么得分"]
    counted(play, "李师傅", "served", "case:90", occasion="演武-0090", kind="service", late=True)
    play.script(
        ("李师傅", "几分", "本周期:100.5 分"),
        ("李师傅", "", "分项:基础 100，五星 +0.5"),
        ("李师傅", "", "+0.5 居民确认的事 · 演武-0090 · 3月2日"),
        ("李师傅", "[为什么]", "① +0.5 居民确认的事"),
        ("李师傅", "[①]", "分类是服务，乘 1。"),
        ("李师傅", "", "比说好的晚，乘 0.5。"),
        ("李师傅", "", "3月2日记上生效。"),
        ("李师傅", "[我的积分]", "2026 年 · 洪洞党员积分"),
        ("李师傅", "[怎么得分]", "+1 居民确认的事（每次，居民确认）"),
    )


def test_what_is_doubted_is_pressed_by_its_number(lite_play: Play) -> None:
    entries = [counted(lite_play, "李师傅", "donate", f"given:{n}") for n in range(7)]
    lite_play.script(
        ("李师傅", "积分", "107 分"), ("李师傅", "[有异议]", "哪一笔有异议"), ("李师傅", "", "更早的在明细里")
    )
    assert lite_play.labels("李师傅") == ["①", "②", "③", "④", "⑤", "明细"]
    assert lite_play.button("李师傅", "②") == Press("merits.appeal", value=str(entries[-2].id))


@pytest.mark.parametrize(
    ("hours", "total", "star", "sentence"),
    [
        ("9.98", "94.99 分 · 三星", "", "再有 0.01 分是四星。不四舍五入。"),
        ("10", "95 分 · 四星", "", "再有 1 分是五星。不四舍五入。"),
        ("11.98", "95.99 分 · 四星", "", "再有 0.01 分是五星。不四舍五入。"),
        ("12", "96 分 · 五星", "", "已经是五星，最高一级。"),
    ],
)
def test_a_star_at_its_very_bound(lite_play: Play, hours: str, total: str, star: str, sentence: str) -> None:
    """Half a point an hour on top of 90: 95.99 is four stars, and says how little is missing."""
    hold(lite_play)
    counted(lite_play, "李师傅", "hour", "helped:1", quantity=int(Fraction(hours) * 100))
    seen = mine(lite_play, "李师傅")
    assert f"本周期:{total}\n" in seen
    assert sentence in seen


def test_every_type_stands_apart(play: Play) -> None:
    hold(play)
    counted(play, "李师傅", "served", "case:91", kind="service")
    counted(play, "李师傅", "talk", "talk:1")
    counted(play, "李师傅", "idle", "idle:1")
    counted(play, "李师傅", "missed", "missed:1")
    seen = mine(play, "李师傅")
    assert "分项:基础 91.5，五星 +1.5，赋 −2，扣 −3" in seen
    assert "本周期:88 分" in seen
    assert "再有 2 分是三星。" in seen
    assert "时长:0 小时，要 20 小时，还差 20 小时" in seen


def test_hours_and_how_many_are_owed(lite_play: Play) -> None:
    hold(lite_play)
    counted(lite_play, "李师傅", "hour", "helped:1", quantity=1250)
    assert "时长:12.5 小时，要 20 小时，还差 7.5 小时" in mine(lite_play, "李师傅")
    counted(lite_play, "李师傅", "hour", "helped:2", quantity=750)
    assert "时长:20 小时，要 20 小时，够了" in mine(lite_play, "李师傅")


def test_the_cap_says_what_it_cut_off(lite_play: Play) -> None:
    hold(lite_play)
    for n in range(3):
        counted(lite_play, "李师傅", "talk", f"talk:{n}")
    lite_play.script(("李师傅", "积分"), ("李师傅", "[为什么]"), ("李师傅", "[②]", "当月封顶 2 分，这次只算 0.5 分。"))
    lite_play.script(("李师傅", "积分"), ("李师傅", "[为什么]"), ("李师傅", "[①]", "当月封顶 2 分，这次不再加分。"))
    lite_play.script(("李师傅", "积分"), ("李师傅", "[为什么]"), ("李师傅", "[③]", "一次记 1.5 分。"))
    assert "封顶" not in text_of(lite_play.last("李师傅"))


def test_a_reset_says_so_and_why_until_it_is_taken_back(play: Play) -> None:
    hold(play)
    counted(play, "李师傅", "served", "case:91")
    line = counted(play, "李师傅", "line", "found:1")
    seen = mine(play, "李师傅")
    assert "本周期:0 分\n" in seen
    assert "本周期归零：碰了底线。" in seen
    assert "清零 碰了底线" in seen
    assert "再有" not in seen
    taken_back(play, line)
    seen = mine(play, "李师傅")
    assert "本周期:91 分 · 三星" in seen
    assert "归零" not in seen
    assert "不清零 更正：碰了底线" in seen


def test_a_correction_is_told_both_ways(play: Play) -> None:
    wrong = counted(play, "李师傅", "donate", "given:1")
    play.later(timedelta(days=3))
    taken_back(play, wrong)
    play.script(
        ("李师傅", "积分", "本周期:100 分"),
        ("李师傅", "", "−1 更正：公益捐助"),
        ("李师傅", "", "+1 公益捐助（已更正）"),
        ("李师傅", "[为什么]"),
        ("李师傅", "[①]", "这是更正：3月2日记的那一笔收回了。"),
        ("李师傅", "[我的积分]"),
        ("李师傅", "[为什么]"),
        ("李师傅", "[②]", "已更正：3月5日收回了这一笔。"),
    )


def test_nobody_who_began_this_year_has_a_star_yet(lite_play: Play) -> None:
    hold(lite_play, replace(STARRED, who=(Role.GROUP_LEADER,)))
    lite_play.do(lambda work: work.people.add_post(_from(work.people.seat(Role.GROUP_LEADER, GRID_1), lite_play)))
    assert "满 12 个月才评星。" in mine(lite_play, "钱阿姨")
    assert "三星" not in mine(lite_play, "钱阿姨")


def _from(seat_id: int, play: Play) -> Post:
    return Post(seat_id, play.ids["钱阿姨"], date(2025, 3, 3))


def test_residents_get_no_button_and_a_sentence(lite_play: Play) -> None:
    lite_play.script(("王奶奶", "你好"))
    assert lite_play.labels("王奶奶") == ["说件事", "我的"]
    lite_play.script(("王奶奶", "我的积分", "积分是记给党员和志愿者的"), ("刘书记", "积分", "你的岗位不计积分"))
    hold(lite_play, replace(STARRED, who=(Role.PARTY_MEMBER,)))
    lite_play.script(("张敏", "积分", "你的岗位现在没有积分规则"))
    assert lite_play.labels("张敏") == ["等人接的"]


def test_the_word_is_no_answer_to_a_draft(lite_play: Play) -> None:
    """Whoever is asked something may look at their points, and the question is still there."""
    lite_play.script(("李师傅", "想要个轮椅"), ("李师傅", "我的积分", "本周期:100 分"))
    assert lite_play.caller("李师傅").conversation.dialog == "intake"


STRANGERS = ("王奶奶", "何叔", "张敏", "小赵", "陈书记", "冯书记", "周平", "马主任")


@pytest.mark.parametrize("who", STRANGERS)
def test_another_ones_entry_is_not_there(lite_play: Play, who: str) -> None:
    """By a press that was guessed, or a card that was once theirs; 陈书记 leads the branch of the other grid."""
    entry = counted(lite_play, "李师傅", "donate", "given:1", occasion="演武-0001")
    seen = lite_play.push(who, Press("points.entry", value=str(entry.id)))
    assert "没有找到这一笔" in text_of(seen[0])
    card = lite_play.look_at(who, Card("points/entry", args={"entry": entry.id}))[0]
    assert "李师傅" not in text_of(card)
    assert "公益捐助" not in text_of(card)
    unknown = lite_play.push(who, Press("points.entry", value="999"))
    assert text_of(unknown[0]) == text_of(seen[0]), "nobody learns which numbers there are"


@pytest.mark.parametrize("role", [Role.GROUP_LEADER, Role.COMMITTEE_MEMBER, Role.BRANCH_SECRETARY])
def test_an_office_of_the_branch_sees_the_reasons(lite_play: Play, role: Role) -> None:
    entry = counted(lite_play, "李师傅", "donate", "given:1")
    seat(lite_play, "何叔", role, GRID_1)
    seen = lite_play.push("何叔", Press("points.entry", value=str(entry.id)))
    assert "是谁:李师傅" in text_of(seen[0])
    assert "有异议" not in lite_play.labels("何叔")
    seat(lite_play, "周平", role, EAST)
    assert "没有找到" in text_of(lite_play.push("周平", Press("points.entry", value=str(entry.id)))[0])


def test_the_case_opens_for_those_whom_the_kernel_lets(lite_play: Play) -> None:
    claimed(lite_play)
    case = lite_play.case()
    entry = counted(lite_play, "李师傅", "served", f"case:{case.id}", occasion=case.no)
    lite_play.script(("李师傅", "积分"), ("李师傅", "[为什么]"), ("李师傅", "[①]"), ("李师傅", "[看这件事]", case.no))
    seat(lite_play, "钱阿姨", Role.GROUP_LEADER, GRID_1)
    lite_play.push("钱阿姨", Press("points.entry", value=str(entry.id)))
    assert "看这件事" not in lite_play.labels("钱阿姨")


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "\uff19", "9" * 40, "x|y"])
def test_a_forged_number_is_no_entry(lite_play: Play, value: str) -> None:
    assert "没有找到" in text_of(lite_play.push("李师傅", Press("points.entry", value=value))[0])


def test_an_unknown_press_is_an_old_button(lite_play: Play) -> None:
    assert "太旧" in text_of(lite_play.push("李师傅", Press("points.nothing"))[0])
    assert str(Refusal("points/unknown")) == "points/unknown"


def test_full_cards_keep_to_twelve_lines(lite_play: Play) -> None:
    """Stars, hours, columns, an exemption and five entries at once; `play` checks every card it draws."""
    hold(lite_play)
    who = lite_play.ids["李师傅"]
    lite_play.do(lambda work: work.points.exempt(Exemption(who, date(2026, 1, 1), None, "age")))
    for n in range(6):
        counted(lite_play, "李师傅", "served", f"case:{90 + n}", occasion=f"演武-00{90 + n}")
    lines = mine(lite_play, "李师傅").splitlines()
    assert len(lines) == 12
    assert lines[5] == "排名:按规定不计分排名"
    assert lines[-1] == "+1 居民确认的事 · 演武-0091 · 3月2日"


def test_points_in_ones_own_words(lite_play: Play) -> None:
    """Short sentences are understood; what is about minutes, or a resident's, is not."""
    for text in ("我有多少积分了", "我的积分是多少？", "我这个月几分"):
        lite_play.script(("李师傅", text, "本周期"))
    lite_play.script(("李师傅", "怎么得分", "居民确认的事"), ("李师傅", "为啥扣我分", "还没有记过分"))
    lite_play.script(("李师傅", "我要申报", "报哪一项"), ("李师傅", "取消"))
    assert "本周期" not in text_of(lite_play.say("李师傅", "等几分钟再来")[-1])
    assert "本周期" not in text_of(lite_play.say("王奶奶", "我有多少积分了")[-1])
