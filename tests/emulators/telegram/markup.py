"""Keyboards: what may stand on one, and where."""

from typing import Any

from tests.emulators.telegram.answers import Json, bad

ROW, ALL, DATA = 8, 100, 64
ACTIONS = ("callback_data", "url", "web_app", "switch_inline_query", "switch_inline_query_current_chat", "copy_text")
ASKING = ("request_contact", "request_location", "web_app")


def keyboard(given: Any, private: bool) -> Json | None:
    """A reply markup as it will be kept; None when there is none. 400 for one that no phone could show."""
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in given:
        return inline(rows(given["inline_keyboard"], "inline keyboard"), private)
    if "keyboard" in given:
        return given | {"keyboard": reply(rows(given["keyboard"], "keyboard"), private)}
    if given.get("remove_keyboard") is True or given.get("force_reply") is True:
        return given
    return None


def rows(given: Any, what: str) -> list[list[Any]]:
    if not isinstance(given, list):
        raise bad(f'field "{what.replace(" ", "_")}" must be of type Array')
    if not all(isinstance(row, list) for row in given):
        raise bad(f'field "{what.replace(" ", "_")}" must be an Array of Arrays')
    found = [row for row in given if row]
    if any(len(row) > ROW for row in found) or sum(map(len, found)) > ALL:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return found


def inline(given: list[list[Any]], private: bool) -> Json | None:
    buttons = [[inline_button(one, private) for one in row] for row in given]
    return {"inline_keyboard": buttons} if buttons else None


def inline_button(given: Any, private: bool) -> Json:
    if not isinstance(given, dict):
        raise bad("can't parse inline keyboard button: expected an Object")
    named(given, "inline keyboard button")
    said = [name for name in ACTIONS if name in given]
    if not said:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in given and not 1 <= len(str(given["callback_data"]).encode()) <= DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in given:
        linked(str(given["url"]))
    if "web_app" in given:
        web_app(given["web_app"], private)
    return {name: value for name, value in given.items() if name == "text" or name == said[0]}


def named(given: Json, what: str) -> None:
    if not isinstance(given.get("text"), str):
        raise bad(f"can't parse {what}: Can't find field \"text\"")
    if not given["text"].strip():
        raise bad(f"{what} text is empty" if what == "keyboard button" else "BUTTON_TEXT_INVALID")


def linked(url: str) -> None:
    scheme, _, rest = url.partition("://")
    host = rest.partition("/")[0].partition(":")[0]
    if scheme not in {"http", "https", "tg", "ton"} or (scheme.startswith("http") and "." not in host):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def web_app(given: Any, private: bool) -> None:
    url = given.get("url", "") if isinstance(given, dict) else ""
    if not str(url).startswith("https://"):
        raise bad(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    if not private:
        raise bad("BUTTON_TYPE_INVALID")


def reply(given: list[list[Any]], private: bool) -> list[list[Json]]:
    return [[reply_button({"text": one} if isinstance(one, str) else one, private) for one in row] for row in given]


def reply_button(given: Any, private: bool) -> Json:
    if not isinstance(given, dict):
        raise bad("can't parse keyboard button: expected an Object")
    named(given, "keyboard button")
    for name, what in (("request_contact", "phone number"), ("request_location", "location")):
        if given.get(name) and not private:
            raise bad(f"{what} can be requested in private chats only")
    return given
