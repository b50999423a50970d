"""Members of staff on WeCom: a wish from its first words to the thanks, by phone only."""

from handlers.people.linking import issue
from tests.channels.wecom.live import MEMBERS, Phones


def test_a_wish_by_phone(phones: Phones) -> None:
    phones.script(
        ("王奶奶", "想要个轮椅,带老伴出去走走", "这样写对吗"),
        ("王奶奶", "[提交]", "收到了，社区最晚 明天 18:00 前看"),
        ("刘书记", "[通过公示]", "已经公示"),
        ("李师傅", "[我来接]", "谢谢你接下来！"),
        ("李师傅", "[已联系上]", "圆了心愿，按“圆梦了”发一张照片"),
        ("李师傅", "[圆梦了]", "发一张圆梦的照片"),
        ("李师傅", "📷", "想说一句经过吗"),
        ("李师傅", "轮椅送到了,教会了怎么折", "记下了"),
        ("王奶奶", "[已实现]", "满意吗"),
        ("王奶奶", "[满意]", "想对帮忙的人说句话吗"),
        ("王奶奶", "谢谢李师傅!", "已转告"),
    )
    assert phones.case().state == "closed"
    assert phones.api.slowest < 1.0


def test_a_code_from_the_web_says_who_somebody_is(phones: Phones) -> None:
    """The same eight digits as on Telegram; a stranger is told whom to ask, a wrong code opens nothing."""
    newcomer = phones.api.staff("somebody_new")

    def said(text: str) -> str:
        before = len(newcomer.chat)
        newcomer.say(text)
        phones.heard()
        phones.settled()
        assert len(newcomer.chat) == before + 2
        return newcomer.chat[-1].text

    assert "还不认识您" in said("想要个轮椅")
    actor = phones.caller("王奶奶").actor
    assert actor
    code = phones.do(lambda work: issue(work, actor, phones.now))
    assert "还不认识您" not in said(code)
    assert "王奶奶，您好" in said("你好")
    reached = phones.desk.read_now(lambda work: work.accounts.of_person(actor.person_id))
    assert sorted(one.address for one in reached) == sorted([MEMBERS["王奶奶"], "somebody_new"])


def test_others_presses_take_the_button_from_every_phone(phones: Phones) -> None:
    phones.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    offered = [who for who in phones.phones if any("我来接" in one.labels for one in phones.shows(who))]
    assert len(offered) > 1, "only one was asked"
    phones.press("李师傅", "我来接")
    phones.courier()
    left = [who for who in phones.phones if any("我来接" in one.labels for one in phones.shows(who))]
    assert left == []
    assert phones.api.slowest < 1.0
