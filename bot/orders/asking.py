"""Asking at the command line which column is what; answers are remembered, so this happens once a layout."""

import sys
from typing import Any

import typer
from rich.console import Console


class NobodyToAsk(Exception):
    """A column must be chosen, and nobody sits at the keyboard."""


def ask_columns(ask: dict[str, Any], console: Console) -> dict[str, int]:
    """The columns by field: as guessed, and the others as chosen. Raises NobodyToAsk."""
    found: dict[str, int] = dict(ask["columns"])
    if not sys.stdin.isatty():
        if ask["missing"]:
            raise NobodyToAsk("、".join(ask["fields"][key] for key in ask["missing"]))
        return found
    console.print("第一次见到这样的表，问一次，以后记得。")
    for key, place in found.items():
        if key in ask["fields"]:
            console.print(f"{ask['fields'][key]}：第 {place + 1} 列“{ask['headers'][place]}”", markup=False)
    for key, name in ask["fields"].items():
        free = [place for place in range(len(ask["headers"])) if place not in found.values()]
        if key not in found and free:
            chosen = _choose(name, free, ask["headers"], console, must=key in ask["missing"])
            found |= {} if chosen is None else {key: chosen}
    return found


def _choose(name: str, free: list[int], headers: list[str], console: Console, *, must: bool) -> int | None:
    """One of the columns that nothing was chosen for; none by a bare Enter, where it may be left out."""
    said = "  ".join(f"{place + 1} {headers[place]}" for place in free if headers[place])
    console.print(f"还没用上的列：{said}", markup=False, highlight=False)
    while True:
        text = typer.prompt(f"「{name}」是第几列？{'' if must else '没有就按回车'}", default="", show_default=False)
        if not text.strip() and not must:
            return None
        if text.strip().isdecimal() and int(text) - 1 in free:
            return int(text) - 1
        console.print("请写上面的一个数字。")
