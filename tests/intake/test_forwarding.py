"""Messages passed on: who wrote them first, and what."""

import pytest

from handlers.intake.forwarding import UNKNOWN, unwrap


@pytest.mark.parametrize(
    ("text", "sender", "words"),
    [
        ("张三: 家里停水了", "张三", "家里停水了"),
        ("张三：家里停水了", "张三", "家里停水了"),
        ("张三 3月2日 09:12\n家里停水了", "张三", "家里停水了"),
        ("孙长庚 2026/3/2 9:12:33\n家里停水了\n\n孙长庚 2026/3/2 9:13:01\n快两天了", "孙长庚", "家里停水了\n快两天了"),
        ("王姐 昨天 下午 3:20\n楼道灯坏了", "王姐", "楼道灯坏了"),
        ("快乐每一天abc 9:12\n楼道灯坏了", UNKNOWN, "楼道灯坏了"),
        ("张三: 家里停水了\n李四: 我家也是", "两个人", "家里停水了\n我家也是"),
        ("张三：停水了\n李四：我家也是\n王五：我家也是", "几个人", "停水了\n我家也是\n我家也是"),
        ("王五：3号楼的路灯坏了", "王五", "3号楼的路灯坏了"),
        ("[链接] 微信群聊记录\n王五：3号楼的路灯坏了", "王五", "3号楼的路灯坏了"),
        ("[聊天记录]\n张三 9:12\n停水了\n李四 9:13\n我家也是", "两个人", "停水了\n我家也是"),
        ("[链接] 微信群聊记录\n3号楼停水了", UNKNOWN, "3号楼停水了"),
    ],
)
def test_a_pasted_chat(text: str, sender: str, words: str) -> None:
    assert unwrap(text) == (sender, words)


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了",
        "您好：我家停水了",
        "陈书记：路灯坏了",
        "地址：3号楼2单元",
        "我家：停水了",
        "想要：一台收音机",
        "早上8:30 就没水了",
        "张三:",
        "建议: 装个路灯\n再装个摄像头",
    ],
)
def test_ones_own_words(text: str) -> None:
    assert unwrap(text) is None


@pytest.mark.parametrize("text", ["王厅长：您好！路灯坏了", "刘阿姨：您好，我家停水了", "尊敬的市长：路灯坏了"])
def test_who_is_spoken_to_has_written_nothing(text: str) -> None:
    assert unwrap(text) is None
