"""The menu below the app's chat: what a member of staff asks for most often, one press away. Pure.

At most three buttons with at most five below each; a name in the bar has at most 16 bytes of UTF-8, one below 40, a key
128 (page "创建菜单" of WeCom).
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.wecom.reading import MENU

_BAR = ("waiting", "mine")
_MORE = ("open", "digests", "help")
_PAGES = (("工作台", "/desk"),)


def menu(address: Callable[[str], str]) -> Mapping[str, Any]:
    """`address`: the whole address of a page of ours, empty where nobody outside can open one."""
    pages = [{"type": "view", "name": name, "url": address(page)} for name, page in _PAGES if address(page)]
    more = {"name": "更多", "sub_button": [*map(_word, _MORE), *pages]}
    return {"button": [*map(_word, _BAR), more]}


def _word(key: str) -> Mapping[str, str]:
    return {"type": "click", "name": MENU[key], "key": key}
