"""Whole loops as scripts that any channel can play, and what they leave in the database.

`SCENES` say nothing of a channel: whoever plays them is a `Play`, on the web or on phones of any kind.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select

from storage.accounts import accounts
from storage.messages import messages
from storage.people import persons
from storage.schema import metadata
from storage.work import Work
from tests.databases import Databases
from tests.merits.scenes import applied, branch, counted
from tests.play import Play
from tests.requests.scenes import dispatched, finished
from tests.summons.scenes import AGREED, called

Scene = Callable[[Play], None]
Rows = Mapping[str, Sequence[Any]]
# How something was brought: each channel has its own way there. Chats are compared without it.
WAYS = frozenset({"inbox", "accounts", "messages", "letters", "albums", "media_blobs", "link_codes", "link_tries"})
WAYS |= {"kf_cursors", "kf_customers"}
INDEX = frozenset({"case_search"})  # each kind of database keeps its own
BY_KEY = frozenset({"outbox"})  # a notice that two couriers wanted to put in leaves a gap in the numbers
PICTURE = frozenset({"width", "height"})  # no two cameras are alike
_SUM = re.compile(r"[0-9a-f]{64}")
_DRAFT = re.compile(r"[0-9a-f]{8}")  # a draft is named after the message that began it


def wish(play: Play) -> None:
    """Refused once, corrected, read, claimed, done, rated, thanked for: and the point that it earns."""
    play.script(
        ("王奶奶", "想要个轮椅,带老伴出去走走", "这样写对吗"),
        ("王奶奶", "[提交]", "收到了，社区最晚 明天 18:00 前看"),
        ("刘书记", "[退回]"),
        ("刘书记", "多大的轮椅", "已退回"),
        ("王奶奶", "[改好再提]"),
        ("王奶奶", "想要个手推的轮椅，老伴一百二十斤"),
        ("刘书记", "[通过公示]", "已经公示"),
        ("李师傅", "[我来接]", "谢谢你接下来！"),
        ("李师傅", "[已联系上]", "圆了心愿，按“圆梦了”发一张照片"),
        ("李师傅", "[圆梦了]", "发一张圆梦的照片"),
        ("李师傅", "📷", "想说一句经过吗"),
        ("李师傅", "轮椅送到了,教会了怎么折", "记下了"),
        ("王奶奶", "[已实现]", "满意吗"),
        ("王奶奶", "[满意]", "想对帮忙的人说句话吗"),
        ("王奶奶", "谢谢李师傅!", "已转告"),
        ("李师傅", "我的积分"),
    )


def refused(play: Play) -> None:
    """Too late for a wish that is claimed; given back; claimed by the other; looked up by its number."""
    play.script(("王奶奶", "想要个轮椅,带老伴出去走走"), ("王奶奶", "[提交]"), ("刘书记", "[通过公示]"))
    press = play.button("张敏", "我来接")
    play.press("李师傅", "我来接")
    play.courier()
    play.push("张敏", press)
    play.script(("李师傅", "[接不了]", "为什么"), ("李师傅", "腰扭了", "另请人来接"))
    play.script(("张敏", "[我来接]"), ("张敏", "我的"), ("王奶奶", "演武-0001"), ("王奶奶", "演武-9999"))


def request(play: Play) -> None:
    """Told in one's own words, not settled at first, put right, settled."""
    play.script(
        ("王奶奶", "3号楼楼道的灯不亮了，晚上看不见"),
        ("王奶奶", "[路灯照明]"),
        ("王奶奶", "[提交]"),
        ("刘书记", "", "灯不亮"),
        ("刘书记", "待办"),
    )


def put_right(play: Play) -> None:
    """She has written once: by customer service nobody can be told anything before that."""
    play.say("王奶奶", "你好")
    finished(play)
    play.script(
        ("王奶奶", "[没解决]", "哪里没解决"),
        ("王奶奶", "晚上又灭了", "已转告办的人"),
        ("小吴", "", "对方说了哪里没解决"),
        ("小吴", "[办好了]"),
        ("小吴", "📷"),
        ("小吴", "换了线"),
        ("王奶奶", "[解决了]"),
        ("王奶奶", "[基本满意]"),
        ("王奶奶", "[先不]"),
    )


def returned(play: Play) -> None:
    """Somebody else's: sent back with its reason and a photo, agreed to, given to another."""
    dispatched(play)
    play.script(
        ("小吴", "[退单]", "为什么退"),
        ("小吴", "[不归我管]", "写一句话"),
        ("小吴", "灯杆是供电局的", "有证明的照片吗"),
        ("小吴", "📷", "退单报上去了"),
        ("刘书记", "[同意退单]", "同意退了"),
        ("刘书记", "[选人派单]", "派给谁"),
        ("刘书记", "[陈书记]", "派给陈书记了"),
        ("陈书记", "[已联系上]"),
    )


def summons(play: Play) -> None:
    called(play)
    play.script(
        ("马主任", "[谈过了]", "谈了什么、要改什么"),
        ("马主任", AGREED, "哪天以前改好"),
        ("马主任", "3月20日", "记下了，社区书记马上收到"),
        ("刘书记", "[改好了]", "有改好的照片吗"),
        ("刘书记", "📷", "怎么改的"),
        ("刘书记", "清了两个单元", "街道会来看"),
        ("马主任", "[没到位]", "还差什么"),
        ("马主任", "三单元还堆着", "哪天以前改好"),
        ("马主任", "[4月1日]", "改好了会再说一声"),
        ("刘书记", "[改好了]"),
        ("刘书记", "[跳过]"),
        ("刘书记", "都清完了"),
        ("马主任", "[改到位]", "记下了，已经销号"),
    )


def merit(play: Play) -> None:
    """Three reviews, two counts, a publication, an entry in the ledger."""
    no = applied(branch(play))
    play.script(
        ("何叔", no),
        ("何叔", "[初审通过]", "交支委会复审"),
        ("陈书记", no),
        ("陈书记", "[复审通过]", "等党员大会"),
    )
    counted(play, no, "陈书记")
    counted(play, no, "刘书记")
    play.days(8)
    play.script(("李师傅", "", "这一条生效了"), ("李师傅", "我的积分"))


SCENES: Sequence[Scene] = (wish, refused, request, put_right, returned, summons, merit)
_ON_THE_WEB: dict[str, Rows] = {}


def on_the_web(databases: Databases, scene: Scene) -> Rows:
    """What a scene leaves behind on the web, played once however many channels are compared with it."""
    if scene.__name__ not in _ON_THE_WEB:
        with databases.fresh("sqlite") as url:
            play = Play(url)
            scene(play)
            _ON_THE_WEB[scene.__name__] = play.desk.read_now(told)
            play.close()
    return _ON_THE_WEB[scene.__name__]


def check_same(wanted: Rows, found: Rows) -> None:
    assert wanted["cases"], "nothing has happened"
    assert wanted["chats"], "nobody has said anything"
    for table, rows in wanted.items():
        assert found[table] == rows, table


def unordered(rows: Rows) -> Rows:
    """The same, whatever came first in a chat: on PostgreSQL notices of one moment are handed out side by side."""
    chats = [(code, mine, card, case, args, media) for code, _, mine, card, case, args, media, _ in rows["chats"]]
    return {**rows, "chats": sorted(chats, key=repr)}


def by_stage(rows: Rows) -> Rows:
    """The same, a question with the stage of its case in place of its version: a card that can't be changed where it
    was sent asks under the version at which it left, and that is as good while nothing but additions came since."""
    stages: dict[int, list[int]] = {}
    holders: dict[int, object] = {}
    for event in rows["case_events"]:
        case, holder = event["case_id"], event["body"].get("holder")
        if event["frm"] != event["to"] or holder != holders.get(case):
            stages.setdefault(case, []).append(event["seq"])
        holders[case] = holder
    return {**rows, "chats": [_staged(row, stages) for row in rows["chats"]]}


def _staged(row: Any, stages: Mapping[int, Sequence[int]]) -> object:
    code, number, mine, card, case, args, media, at = row
    if card and card.endswith("/ask"):
        stage = max(one for one in stages[case] if one <= args["version"])
        args = {**args, "version": f"of the stage that began at {stage}"}
    return code, number, mine, card, case, args, media, at


def told(work: Work) -> Rows:
    """Every row of every table, but for how it was brought and for what is drawn by lot."""
    rows: dict[str, Sequence[Any]] = {
        table.name: _rows(work, table) for table in metadata.sorted_tables if table.name not in WAYS | INDEX
    }
    return rows | {"chats": _chats(work)}


def _chats(work: Work) -> list[object]:
    query = (
        select(persons.c.code, messages)
        .join(accounts, accounts.c.id == messages.c.account_id)
        .join(persons, persons.c.id == accounts.c.person_id)
        .order_by(persons.c.id, messages.c.number)
    )
    return [
        (row.code, row.number, row.mine, row.card, row.case_id, _unsalted(row.args), row.media_id, row.at)
        for row in work.conn.execute(query)
    ]


def _rows(work: Work, table: Table) -> list[dict[str, Any]]:
    key = [table.c.key] if table.name in BY_KEY else list(table.primary_key.columns)
    without = PICTURE | {"id"} if table.name in BY_KEY else PICTURE
    found = work.conn.execute(select(table).order_by(*key)).mappings()
    return [{name: _unsalted(value) for name, value in row.items() if name not in without} for row in found]


def _unsalted(value: object) -> object:
    """Without sums over salted texts, and sealed texts only as being there."""
    match value:
        case dict():
            return {key: _unsalted(one) for key, one in value.items()}
        case list():
            return [_unsalted(one) for one in value]
        case bytes():
            return "sealed"
        case str() if _SUM.fullmatch(value) or _DRAFT.fullmatch(value):
            return "by lot"
    return value
