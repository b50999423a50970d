"""What a pulled message means: who said what, which files are still to be fetched, what did not arrive. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

from bot.channels.kf import NAME
from handlers.kit.datums import to_wgs
from handlers.kit.turns import Incoming, Kind, Press

CUSTOMER, EVENT = 3, 4
"""`origin`: what the customer wrote, what happened; 5 is what a person of the corporation wrote to them."""
_MOST_ID: Final = 200
_LATEST: Final = 253_402_300_799  # the last second of the year 9999

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that a customer wrote, said or pressed. `files` are media ids of pictures, `spoken` that of a voice."""

    incoming: Incoming
    at: datetime
    files: tuple[str, ...] = ()
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """A customer opened the chat, with what stood in the code that they scanned; `code` lets us welcome them once."""

    incoming: Incoming
    at: datetime
    code: str = ""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that was accepted has not arrived after all."""

    address: str
    msgid: str
    reason: int


Meaning = Heard | Entered | Unsent


def msgid_of(told: object) -> str:
    """By what a message is known when it is pulled again; empty where it has no such thing."""
    found = told.get("msgid") if isinstance(told, Mapping) else None
    return found if isinstance(found, str) and len(found) <= _MOST_ID else ""


def customer_of(told: object) -> str:
    """Whose order it belongs to; empty where it is nobody's."""
    if not isinstance(told, Mapping):
        return ""
    return _text(told, "external_userid") or _text(_part(told, "event"), "external_userid")


def meaning(told: object) -> Meaning | None:
    """None for what nobody need act on: what staff wrote, who serves whom, what can't be read at all."""
    if not isinstance(told, Mapping) or not msgid_of(told) or not customer_of(told):
        return None
    if told.get("origin") == CUSTOMER:
        return _said(told)
    return _happened(told) if told.get("origin") == EVENT else None


def _said(told: Told) -> Heard:
    incoming, at = _incoming(told), _at(told)
    kind = _text(told, "msgtype")
    part = _part(told, kind)
    match kind:
        case "text" if press := _text(part, "menu_id"):
            return Heard(replace(incoming, kind=Kind.PRESS, press=_press(press)), at)
        case "text":
            return Heard(replace(incoming, text=_text(part, "content")), at)
        case "image":
            return Heard(replace(incoming, kind=Kind.PHOTO), at, files=(_text(part, "media_id"),))
        case "voice":
            return Heard(replace(incoming, kind=Kind.VOICE), at, spoken=_text(part, "media_id"))
        case "location" if where := _where(part):
            return Heard(replace(incoming, kind=Kind.LOCATION, location=where), at)
        case "link":
            lines = [_text(part, name) for name in ("title", "desc", "url")]
            return Heard(replace(incoming, text="\n".join(one for one in lines if one)), at)
    return Heard(incoming, at)  # a video, a file, a name card: the answer says that nothing of it can be used


def _happened(told: Told) -> Meaning | None:
    event = _part(told, "event")
    match _text(event, "event_type"):
        case "enter_session":
            opened = replace(_incoming(told), kind=Kind.OPEN, text=_text(event, "scene_param"))
            return Entered(opened, _at(told), _text(event, "welcome_code"))
        case "msg_send_fail":
            reason = event.get("fail_type")
            return Unsent(customer_of(told), _text(event, "fail_msgid"), reason if isinstance(reason, int) else 0)
    return None


def _incoming(told: Told) -> Incoming:
    return Incoming(NAME, customer_of(told), msgid_of(told), Kind.TEXT)


def _press(menu_id: str) -> Press | None:
    """None where it is none of our buttons: whoever pressed is told so."""
    try:
        return Press.parse(menu_id)
    except ValueError:
        return None


def _where(part: Told) -> tuple[float, float] | None:
    """(latitude, longitude) of WGS-84; WeChat's own map has them in GCJ-02."""
    try:
        latitude, longitude = float(part.get("latitude", "")), float(part.get("longitude", ""))
    except (TypeError, ValueError):
        return None
    real = isfinite(latitude) and isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180
    return to_wgs((latitude, longitude)) if real else None


def _at(told: Told) -> datetime:
    sent = told.get("send_time")
    return datetime.fromtimestamp(sent if isinstance(sent, int) and 0 <= sent <= _LATEST else 0, UTC)


def _part(told: Told, name: str) -> Told:
    found = told.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(told: Told, name: str) -> str:
    found = told.get(name)
    return found if isinstance(found, str) else ""
