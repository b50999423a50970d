"""What a callback means: who wrote or pressed what, and which files are still to be fetched. Pure."""

import hashlib
from dataclasses import dataclass, replace
from math import isfinite
from typing import Final
from xml.etree.ElementTree import Element

from bot.channels.wecom import NAME
from bot.channels.wecom.envelope import element
from bot.channels.wecom.writing import QUESTION, pressed
from handlers.kit.datums import to_wgs
from handlers.kit.turns import Incoming, Kind, Press

MENU: Final = {"mine": "我的", "open": "接单", "waiting": "待办", "digests": "简报", "help": "帮助"}
"""Keys of the menu below the chat, and the words that they stand for."""
_CARDS: Final = ("template_card_event", "template_card_menu_event")
_MOST_DIGITS: Final = 24  # of a MsgId, which has 64 bits


@dataclass(frozen=True, slots=True)
class Heard:
    """A message or a press of a member. `files` are media ids of pictures, `spoken` that of a voice.

    `task` is the number of the card that was pressed, `code` what it may be changed by now.
    """

    incoming: Incoming
    files: tuple[str, ...] = ()
    spoken: str = ""
    task: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Stayed:
    """A member may see the app from now on (`here`), or may not any more."""

    address: str
    here: bool


@dataclass(frozen=True, slots=True)
class Customers:
    """Something has happened in customer service: what, is to be fetched with this token within ten minutes."""

    open_kfid: str
    token: str


Meaning = Heard | Stayed | Customers


def key_of(text: str) -> str:
    """By what a callback is known when it comes again: its number; where it has none, all that it says.

    Events have no number, and a second is too coarse a measure of them: two presses within one differ by their card,
    their button or the code that each press is given. Raises Refused where the text is no XML.
    """
    root = element(text)
    number = _of(root, "MsgId")
    if _of(root, "MsgType") != "event" and number.isdecimal() and number.isascii() and len(number) <= _MOST_DIGITS:
        return f"m{number}"
    told = repr([(one.tag, (one.text or "").strip()) for one in root.iter()])
    return f"e{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:40]}"


def address_of(text: str) -> str:
    """Whose lane it goes into: a member's, or that of a customer service account, whose name no member can have."""
    root = element(text)
    return _of(root, "FromUserName") or f"|{_of(root, 'OpenKfId')}"


def meaning(text: str) -> Meaning | None:
    """None for what nobody need act on: a link that was opened, what the server tells of other things."""
    root = element(text)
    if _of(root, "MsgType") != "event":
        return _said(root, _incoming(root, text)) if _of(root, "FromUserName") else None
    event, address = _of(root, "Event"), _of(root, "FromUserName")
    if event == "kf_msg_or_event":
        return Customers(_of(root, "OpenKfId"), _of(root, "Token")) if _of(root, "OpenKfId") else None
    if not address:
        return None
    if event in ("subscribe", "unsubscribe"):
        return Stayed(address, event == "subscribe")
    if event == "enter_agent":
        return Heard(replace(_incoming(root, text), kind=Kind.OPEN))
    if event == "click":
        return _chosen(root, _incoming(root, text))
    return _pressed(root, _incoming(root, text)) if event in _CARDS else None


def _incoming(root: Element, text: str) -> Incoming:
    return Incoming(NAME, _of(root, "FromUserName"), key_of(text), Kind.TEXT)


def _said(root: Element, incoming: Incoming) -> Heard:
    match _of(root, "MsgType"):
        case "text":
            return Heard(replace(incoming, text=_of(root, "Content")))
        case "image":
            return Heard(replace(incoming, kind=Kind.PHOTO), files=(_of(root, "MediaId"),))
        case "voice":
            return Heard(replace(incoming, kind=Kind.VOICE), spoken=_of(root, "MediaId"))
        case "location" if where := _where(root):
            return Heard(replace(incoming, kind=Kind.LOCATION, location=where))
        case "link":
            told = (_of(root, name) for name in ("Title", "Description", "Url"))
            return Heard(replace(incoming, text="\n".join(one for one in told if one)))
    return Heard(incoming)  # a video, a file: the answer says that nothing of it can be used


def _where(root: Element) -> tuple[float, float] | None:
    """(latitude, longitude) of WGS-84; WeCom's own map has them in GCJ-02."""
    try:
        latitude, longitude = float(_of(root, "Location_X")), float(_of(root, "Location_Y"))
    except ValueError:
        return None
    real = isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return to_wgs((latitude, longitude)) if real else None


def _chosen(root: Element, incoming: Incoming) -> Heard:
    """A button of the menu below the chat: words, or a press like any other."""
    key = _of(root, "EventKey")
    if key in MENU:
        return Heard(replace(incoming, text=MENU[key]))
    return Heard(replace(incoming, kind=Kind.PRESS, press=_press(key)))


def _pressed(root: Element, incoming: Incoming) -> Heard:
    """A button of a card, or what was chosen in its list."""
    chosen = [
        (option.text or "").strip()
        for item in root.iterfind("SelectedItems/SelectedItem")
        if (item.findtext("QuestionKey") or "").strip() == QUESTION
        for option in item.iterfind("OptionIds/OptionId")
    ]
    press = _press(pressed(_of(root, "EventKey"), chosen))
    task, code = _of(root, "TaskId"), _of(root, "ResponseCode")
    return Heard(replace(incoming, kind=Kind.PRESS, press=press), task=task, code=code)


def _press(key: str) -> Press | None:
    """None where it is none of our buttons, or nothing was chosen: whoever pressed is told so."""
    try:
        return Press.parse(key)
    except ValueError:
        return None


def _of(root: Element, name: str) -> str:
    return (root.findtext(name) or "").strip()
