"""Draw who may read what: a table a flow, from the policies that the rooms declare."""

from collections.abc import Iterable, Sequence
from typing import Final

from handlers.cases.policy import See
from handlers.cases.registry import Room, room_of
from handlers.kit.flows import REL_NAMES, Flow, Rel
from handlers.kit.roles import ROLE_NAMES
from handlers.wall.records import Part
from handlers.wall.rules import REMARKS, STATES, anybody

MARK: Final = "<!-- 由 make docs 从代码画出，不要手改 -->"
_SEE_NAMES: Final = {
    See.MASKED: "隐去号码的文字",
    See.TEXT: "原文",
    See.NAME: "姓名",
    See.PHONE: "电话",
    See.DOOR: "门牌",
    See.PHOTOS: "照片",
    See.PROOF: "凭证照片",
    See.HELPER: "承办的人",
    See.HELPER_PHONE: "承办人电话",
    See.REASONS: "各步说的话",
    See.HISTORY: "经过",
}


def policy_page(registered: Sequence[Room]) -> str:
    """Who may read what, a table a flow: relation by what is seen."""
    parts = [f"# 谁看得到什么\n\n{MARK}", _POLICY]
    for room in registered:
        rows = [(_reader(room.flow, rel), *_marks(room.sees.get(rel, frozenset()))) for rel in Rel if rel in room.sees]
        rows.append(("其他人", *_marks(frozenset())))
        parts.append(
            f"## [{room.flow.title}](flows/{room.flow.name}.md)\n\n"
            + "\n\n".join((table(("谁", *_SEE_NAMES.values()), rows), *room.remarks))
        )
    return "\n\n".join([*parts, _wall()]) + "\n"


_POLICY = (
    "每个流程一张表，手写在自己房间的 `policy.py` 里，这里照着画。一个人有几种关系，就看到几行加起来的；"
    "表里没有的关系什么也看不到。键名为 `proof` 的照片是凭证照片，其余是照片。"
    "隐去的是电话、证件号、门牌、账号和自报的姓名（`handlers/kit/masking.py`）。"
)


_PART_NAMES: Final = {Part.OPEN: "等人帮的", Part.DONE: "办好了的", Part.THANKS: "谢谢"}


def _wall() -> str:
    """What hangs on the wall for everybody: which states of which flow, by whose row of the tables above."""
    rows = [
        (name, room_of(flow).flow.title, "、".join(_state(flow, state) for state in states), REL_NAMES[anybody(flow)])
        for part, name in _PART_NAMES.items()
        for flow, states in STATES[part].items()
    ]
    heads = ("贴在哪", "什么事", "哪些状态", "照哪一行的权限")
    return "## [公开墙](wall.md)\n\n" + "\n\n".join((table(heads, rows), *REMARKS))


def _state(flow: str, state: str) -> str:
    return f"“{room_of(flow).flow.state(state).name}”"


def _reader(flow: Flow, rel: Rel) -> str:
    roles = "、".join(ROLE_NAMES[role] for role in flow.roles.get(rel, ()))
    return f"{REL_NAMES[rel]}({roles})" if roles else REL_NAMES[rel]


def _marks(seen: frozenset[str]) -> list[str]:
    return ["✓" if see in seen else "" for see in _SEE_NAMES]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
