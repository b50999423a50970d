"""Members of staff on WeCom: a wish from its first words to the thanks, by phone only."""

from tests.channels.wecom.live import Phones


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
