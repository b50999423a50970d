"""What a phone shows, as whoever holds it would read it."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.emulators.wecom.answers import Json
from tests.emulators.wecom.callbacks import Callback
from tests.emulators.wecom.world import Kept

READ = (
    *("title", "desc", "quote_text", "sub_title_text", "keyname", "value", "text", "content", "description"),
    *("head_content", "tail_content", "replace_text"),
)
UNREAD = ("source", "button_list", "submit_button", "jump_list", "action_menu", "card_action")


@dataclass(frozen=True)
class Button:
    """`key` is told to the app, `url` opens a page; one of them is empty. `menu`: it hides behind the three dots."""

    text: str
    key: str = ""
    url: str = ""
    style: int = 1
    menu: bool = False


@dataclass(frozen=True)
class Sent:
    """What a person did: its id as the product will see it (empty for events), and how it is told."""

    id: str
    callback: Callback


@dataclass(frozen=True)
class Pressed(Sent):
    """A press on a card; its response code changes the card once."""

    response_code: str = ""


@dataclass(frozen=True)
class Shown:
    """A message as it is now. `content`: its JSON, for a card the card; `replaced`: what stands where its buttons
    were; `updates`: how often it was changed; `sender` is empty where the app speaks."""

    id: str
    kind: str
    content: Json
    at: float
    sender: str = ""
    files: tuple[bytes, ...] = ()
    replaced: str = ""
    updates: int = 0
    buttons: tuple[Button, ...] = ()

    @property
    def from_bot(self) -> bool:
        return not self.sender

    @property
    def text(self) -> str:
        """All that can be read, but for what is on buttons; a line for each part."""
        return "\n".join(read(self.content))

    @property
    def labels(self) -> list[str]:
        return [one.text for one in self.buttons if not one.menu]

    def button(self, label: str) -> Button:
        """The button that says this. LookupError when there is none."""
        for one in self.buttons:
            if one.text == label:
                return one
        raise LookupError(f"no button {label!r} among {self.labels}")


def read(content: Any) -> Iterator[str]:
    if isinstance(content, list):
        for one in content:
            yield from read(one)
    elif isinstance(content, dict):
        for name, value in content.items():
            if isinstance(value, str) and name in READ and value:
                yield value
            elif isinstance(value, dict | list) and name not in UNREAD:
                yield from read(value)


def buttons(kept: Kept) -> tuple[Button, ...]:
    """What can be pressed or opened now."""
    content, found = kept.content, list[Button]()
    if kept.kind == "msgmenu":
        return tuple(menu_items(content))
    if not kept.replaced:
        for one in content.get("button_list", ()):
            url = one.get("url", "") if one.get("type") == 1 else ""
            found.append(Button(one["text"], "" if url else one["key"], url, one.get("style", 1)))
        if submit := content.get("submit_button"):
            found.append(Button(submit["text"], submit["key"]))
    found += [Button(one.get("title", ""), url=one["url"]) for one in content.get("jump_list", ()) if one.get("url")]
    hidden = (content.get("action_menu") or {}).get("action_list", ())
    return tuple(found + [Button(one["text"], one["key"], menu=True) for one in hidden])


def menu_items(content: Json) -> Iterator[Button]:
    for one in content["list"]:
        if one["type"] == "click":
            yield Button(one["click"]["content"], one["click"].get("id", ""))
        elif one["type"] == "view":
            yield Button(one["view"]["content"], url=one["view"]["url"])


def shown(kept: Kept) -> Shown:
    """Cut off from what comes later."""
    content, files = copy.deepcopy(kept.content), tuple(kept.files)
    return Shown(kept.id, kept.kind, content, kept.at, kept.sender, files, kept.replaced, kept.updates, buttons(kept))
