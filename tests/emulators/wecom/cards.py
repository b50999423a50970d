"""Template cards: what each kind may hold. The five codes 42045 to 42049 are published without their exact meaning;
here they stand for the kind of card, a field, a length, a count and a key that comes twice."""

from typing import Any

from tests.emulators.wecom.answers import Json, Refused
from tests.emulators.wecom.shape import Check, flag, items, one_of, refused_as, shape, text, whole

TASK = r"[0-9A-Za-z_\-@]{1,128}"
URL = text(octets=2048, like=r"https?://\S+")
JUMP = shape({}, {"type": whole(0, 2), "title": text(chars=26), "url": URL, "appid": text(), "pagepath": text()})
ANY = text(least=0)
SOURCE = shape({}, {"icon_url": URL, "desc": text(chars=13), "desc_color": one_of(0, 1, 2, 3)})
MENU = shape(
    {"action_list": items(shape({"text": text(chars=10), "key": text(octets=1024)}), 3, unique="key")},
    {"desc": text()},
)
TITLE = shape({}, {"title": text(chars=36), "desc": text(chars=44, least=0)})
QUOTE = shape(
    {},
    {
        **{"type": one_of(0, 1, 2), "url": URL, "appid": text(), "pagepath": text()},
        **{"title": text(), "quote_text": text()},
    },
)
LINE = shape(
    {"keyname": text(chars=5)},
    {"value": text(chars=30, least=0), "type": one_of(0, 1, 2, 3), "url": URL, "media_id": text(), "userid": text()},
)
ACTION = shape({"type": one_of(0, 1, 2)}, {"url": URL, "appid": text(), "pagepath": text()})
EMPHASIS = shape({}, {"title": text(chars=14), "desc": text(chars=15)})
OPTION = shape({"id": text(octets=128), "text": text(chars=16)})
SELECTION = shape(
    {"question_key": text(octets=1024), "option_list": items(OPTION, 10, unique="id")},
    {"title": text(chars=13), "selected_id": text(), "disable": flag},
)
BUTTON = shape(
    {"text": text(chars=10)},
    {"type": one_of(0, 1), "style": whole(1, 4), "key": text(octets=1024), "url": URL},
)
BOX = shape(
    {
        "question_key": text(octets=1024),
        "option_list": items(
            shape({"id": text(octets=128), "text": text(chars=17)}, {"is_checked": flag}), 20, unique="id"
        ),
    },
    {"mode": one_of(0, 1), "disable": flag},
)
SUBMIT = shape({"text": text(chars=10), "key": text(octets=1024)})
IMAGE = shape({"url": URL}, {"aspect_ratio": lambda value, where: None})
VERTICAL = shape({"title": text(chars=26)}, {"desc": text(chars=112)})
COMMON: dict[str, Check] = {
    **{"card_type": text(), "task_id": ANY, "source": SOURCE, "action_menu": MENU, "main_title": TITLE},
    **{"replace_text": text(), "card_action": ACTION},
}
BODY: dict[str, Check] = {
    "quote_area": QUOTE,
    "sub_title_text": text(chars=160),
    "horizontal_content_list": items(LINE, 6, 0),
    "jump_list": items(JUMP, 3, 0),
}
SHAPES = {
    "text_notice": shape({"card_type": ANY, "card_action": ACTION}, COMMON | BODY | {"emphasis_content": EMPHASIS}),
    "news_notice": shape(
        {"card_type": ANY, "card_action": ACTION, "main_title": TITLE},
        COMMON
        | {name: one for name, one in BODY.items() if name != "sub_title_text"}
        | {
            "card_image": IMAGE,
            "image_text_area": lambda value, where: None,
            "vertical_content_list": items(VERTICAL, 4, 0),
        },
    ),
    "button_interaction": shape(
        {"card_type": ANY, "main_title": TITLE, "button_list": items(BUTTON, 6, unique="key")},
        COMMON | BODY | {"button_selection": SELECTION},
    ),
    "vote_interaction": shape(
        {"card_type": ANY, "main_title": TITLE, "checkbox": BOX, "submit_button": SUBMIT},
        {name: one for name, one in COMMON.items() if name != "card_action"},
    ),
    "multiple_interaction": shape(
        {
            **{"card_type": ANY, "main_title": TITLE, "submit_button": SUBMIT},
            "select_list": items(SELECTION, 3, unique="question_key"),
        },
        {name: one for name, one in COMMON.items() if name != "card_action"},
    ),
}
ASKING = {"button_interaction", "vote_interaction", "multiple_interaction"}
CODES = {
    "unknown": 42046,
    "missing": 42046,
    "type": 42046,
    "value": 42046,
    "long": 42047,
    "many": 42048,
    "double": 42049,
}


def checked(card: Any, again: bool = False) -> Json:
    """The card. The codes above, and 42014 for its task; `again`: it takes the place of one, and needs no task."""
    kind = card.get("card_type") if isinstance(card, dict) else None
    if kind not in SHAPES:
        raise Refused(42045)
    with refused_as(CODES):
        SHAPES[kind](card, "template_card")
    wanting(card)
    if not again and (kind in ASKING or "action_menu" in card or "task_id" in card):
        task(card)
    found: Json = card
    return found


def task(card: Json) -> None:
    with refused_as(dict.fromkeys(CODES, 42014)):
        shape({"task_id": text(octets=128, like=TASK)})({"task_id": card.get("task_id")}, "template_card")


def wanting(card: Json) -> None:
    """What depends on other fields: a title or a subtitle, a page behind a link, a key behind a button."""
    if card["card_type"] == "text_notice" and not (card.get("main_title") or {}).get("title"):
        if not card.get("sub_title_text"):
            raise Refused(42046, "missing: main_title.title or sub_title_text")
    elif card["card_type"] != "text_notice" and not card["main_title"].get("title"):
        raise Refused(42046, "missing: main_title.title")
    for button in card.get("button_list", ()):
        if not button.get("url" if button.get("type") == 1 else "key"):
            raise Refused(42046, "missing: button_list.key or .url")
    if card["card_type"].endswith("notice") and card["card_action"]["type"] == 0:
        raise Refused(42046, "value: card_action.type")
    for link in (card.get("card_action") or {}, card.get("quote_area") or {}, *card.get("jump_list", ())):
        linked(link)
    for box in [card["checkbox"]] if "checkbox" in card else []:
        if box.get("mode", 0) == 0 and sum(one.get("is_checked", False) for one in box["option_list"]) > 1:
            raise Refused(42046, "value: checkbox.option_list.is_checked")


def linked(link: Json) -> None:
    missing = {1: "url", 2: "appid"}.get(link.get("type", 0))
    if missing and not link.get(missing):
        raise Refused(42046, f"missing: {missing}")
