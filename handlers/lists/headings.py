"""A state as what it asks of the reader: of whoever decides, of whoever holds the case, of whose it is."""

from collections.abc import Mapping, Sequence

_DECIDES = {
    "review": "等你审核",
    "open": "等你派人",
    "dispatching": "等你派人",
    "returning": "等你定退单",
    "fulfilled": "等你打电话问",
    "finished": "等你打电话问",
    "mending": "等你改好",
    "first_review": "等你初审",
    "second_review": "等你复审",
    "final_review": "等大会记票",
    "counting": "等你核票",
}
_HOLDS = {
    "assigned": "等你签收",
    "claimed": "等你联系",
    "signed": "等你联系",
    "connected": "等你去办",
    "working": "等你去办",
    "fulfilled": "办好了，等回音",
    "finished": "办好了，等回音",
    "called": "等你约谈",
    "mending": "等社区改好",
    "reported": "等你去看",
}
_OWNS = {
    "returned": "等您改一改",
    "fulfilled": "等您说办得怎么样",
    "finished": "等您说办得怎么样",
    "merged": "并到一起办的",
}
OVER = "办完的"

Row = Mapping[str, object]


def grouped(name: str, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """(heading, rows): what is to be done, in the order in which the list is; what is over comes last."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        over = row["ended"] and row["state"] != "merged"  # it goes on under another number
        found.setdefault(OVER if over else heading(name, row), []).append(row)
    return sorted(found.items(), key=lambda group: group[0] == OVER)


def heading(name: str, row: Row) -> str:
    state = str(row["state"])
    if name == "open":
        return "看看能帮哪个"
    if row["holder"]:
        return _HOLDS.get(state, "等你办")
    if name == "waiting":
        return _DECIDES.get(state, "等你办")
    return _OWNS.get(state, "正在办") if row["mine"] else "替邻居提的"
