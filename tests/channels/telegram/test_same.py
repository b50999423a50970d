"""One script, two channels: what people say by Telegram has the effects that it has on the web, row for row."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from sqlalchemy import Table, select

from storage.accounts import accounts
from storage.cases import cases
from storage.clocks import clocks
from storage.history import case_events
from storage.messages import messages
from storage.outbox import outbox
from storage.work import Work
from tests.channels.telegram.live import NUMBERS, Phones
from tests.databases import Databases
from tests.emulators.telegram import BotApi
from tests.play import Play

_SUM = re.compile(r"[0-9a-f]{64}")
_DRAFT = re.compile(r"[0-9a-f]{8}")  # a draft is named after the message that began it
WHO = {str(number): who for who, number in NUMBERS.items()}


def wish(play: Play) -> None:
    play.script(
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


def refused(play: Play) -> None:
    play.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    press = play.button("张敏", "我来接")
    play.press("李师傅", "我来接")
    play.courier()
    play.push("张敏", press)
    play.script(("李师傅", "[接不了]", "为什么"), ("李师傅", "腰扭了", "另请人来接"))
    play.script(("张敏", "[我来接]"), ("张敏", "我的"), ("王奶奶", "演武-0001"), ("王奶奶", "演武-9999"))


def request(play: Play) -> None:
    play.script(
        ("王奶奶", "3号楼楼道的灯不亮了，晚上看不见"),
        ("王奶奶", "[路灯照明]"),
        ("王奶奶", "[提交]"),
        ("刘书记", "", "灯不亮"),
        ("刘书记", "待办"),
    )


@pytest.mark.parametrize("scene", [wish, refused, request], ids=lambda scene: scene.__name__)
def test_the_same_effects_on_both_channels(databases: Databases, api: BotApi, scene: Callable[[Play], None]) -> None:
    with databases.fresh("sqlite") as url:
        web = Play(url)
        scene(web)
        wanted = web.desk.read_now(told)
        web.close()
    with databases.fresh("sqlite") as url:
        phones = Phones(url, api)
        try:
            scene(phones)
            found = phones.desk.read_now(told)
        finally:
            phones.close()
    assert wanted["cases"], "nothing has happened"
    for table, rows in wanted.items():
        assert found[table] == rows, table


def told(work: Work) -> Mapping[str, Any]:
    """Every row that a conversation may have an effect on, but for how it was brought."""
    names = {row.id: WHO.get(row.address, row.address) for row in work.conn.execute(select(accounts))}
    chats = [
        (names[row.account_id], row.number, row.mine, row.card, row.case_id, _unsalted(row.args), row.media_id, row.at)
        for row in work.conn.execute(select(messages).order_by(messages.c.account_id, messages.c.number))
    ]
    return {
        "cases": _rows(work, cases, "head"),
        "events": _rows(work, case_events, "hash", "prev"),
        "clocks": _rows(work, clocks),
        "outbox": _rows(work, outbox),
        "chats": chats,
    }


def _rows(work: Work, table: Table, *without: str) -> list[dict[str, Any]]:
    """A table without what is drawn by lot: sums over salted texts."""
    key = list(table.primary_key.columns)
    found = work.conn.execute(select(table).order_by(*key)).mappings()
    return [{name: _unsalted(value) for name, value in row.items() if name not in without} for row in found]


def _unsalted(value: object) -> object:
    match value:
        case dict():
            return {key: _unsalted(one) for key, one in value.items()}
        case list():
            return [_unsalted(one) for one in value]
        case str() if _SUM.fullmatch(value) or _DRAFT.fullmatch(value):
            return "by lot"
    return value
