"""What can be pressed on a draft and on each of its questions. A press begins with the draft's id."""

from collections.abc import Mapping, Sequence

from handlers.intake.records import REQUEST, WISH, Draft
from handlers.intake.rules import is_homeless, next_question, smells_of_another
from handlers.kit.cards import Button, Look
from handlers.kit.turns import Press
from handlers.kit.words import circled
from handlers.routing.categories import GROUPS, OTHER, category, in_group
from handlers.routing.subjects import guess_category
from handlers.wishes.records import KIND_NAMES, WishKind

# What may be answered to a question by pressing: text, verb, value.
_ANSWERS: Mapping[str, Sequence[tuple[str, str, str]]] = {
    "flow": (("自家心愿", "flow", WISH), ("要反映的事", "flow", REQUEST)),
    "whose": (("我自己", "self", ""), ("替别人", "theirs", "")),
    "whom": (("我自己", "self", ""),),
    "door": (("我自己", "self", ""),),
    "named": (("给这位提", "name", ""), ("接着写", "add", "")),
    "more": (("接着写", "add", ""), ("先提交上一件", "first", ""), ("另提一个", "another", "")),
    "drop": (("不提了", "cancel", ""), ("接着写", "back", "")),
}
_LETTERS = 6
_GUESSES = 4
_PAGE = 4  # beside 更多 and the way out


def button(text: str, verb: str, draft: Draft, value: str = "", look: Look = Look.PLAIN) -> Button:
    return Button(text, Press(f"intake.{verb}", value=f"{draft.id}:{value}" if value else draft.id), look=look)


def of_draft(draft: Draft, *, has_home: bool = True) -> tuple[Button, ...]:
    homeless = is_homeless(draft, has_home=has_home)
    buttons = [] if homeless else [button("提交", "submit", draft, look=Look.FIRST)]
    buttons += [button("改", "edit", draft), button("加照片", "edit", draft, "photo")]
    if not draft.name and (homeless or smells_of_another(draft.what)):
        buttons.append(button("替别人提", "edit", draft, "whom"))
    return (*buttons, button("不提了", "cancel", draft, look=Look.QUIET))


def of_edit(draft: Draft) -> tuple[Button, ...]:
    wish = {"what": "改内容", "kind": "改类别", "value": "改金额", "whom": "替别人提", "photo": "加照片"}
    request = {"what": "改内容", "category": "改类别", "place": "改地方", "whom": "替别人提"}
    names = request if draft.flow == REQUEST else wish
    found = [button(name, "edit", draft, key) for key, name in names.items()]
    found += [button("算小心愿", "flow", draft, WISH)] if draft.flow == REQUEST else []
    return (*found, _back(draft))


def of_question(draft: Draft, *, has_home: bool, group: str = "", page: int = 0) -> tuple[Button, ...]:
    """The answers to what the draft waits for, then the way out of the question where they are not one."""
    match draft.awaiting:
        case "kind":
            found: Sequence[Button] = [button(KIND_NAMES[kind], "kind", draft, str(kind)) for kind in WishKind]
        case "category":
            found = _categories(draft, group, page)
        case "place":
            found = _places(draft, has_home=has_home)
        case about:
            homeless = is_homeless(draft, has_home=has_home)
            answers = [one for one in _ANSWERS.get(about, ()) if not (homeless and one[1] == "first")]
            found = [button(text, verb, draft, value) for text, verb, value in answers]
    closed = draft.awaiting in ("more", "drop")
    return tuple(found) if closed else (*found, leave(draft, has_home=has_home))


def leave(draft: Draft, *, has_home: bool) -> Button:
    """Who leaves a question goes back to what is written; where it must be answered first, only by giving up."""
    if draft.awaiting == "category" and draft.kind is WishKind.FACILITY:
        return button("不改了", "flow", draft, WISH, Look.QUIET)  # it was a wish until its kind was changed
    must = next_question(draft, has_home=has_home)
    return button("不提了", "cancel", draft, look=Look.QUIET) if must else _back(draft)


def _back(draft: Draft) -> Button:
    return button("不改了", "back", draft, look=Look.QUIET)


def _categories(draft: Draft, group: str, page: int) -> Sequence[Button]:
    """The likeliest, and the way to all others: the groups, then the matters of one."""
    keys = [key for key in guess_category(draft.what).keys if key != OTHER][:_GUESSES]
    if group == "all" or not (group or keys):
        return _paged([button(one.name, "group", draft, one.key) for one in GROUPS], "all", page, draft)
    if group:
        return _paged([button(one.name, "category", draft, one.key) for one in in_group(group)], group, page, draft)
    keys = [key for key in guess_category(draft.what).keys if key != "other"][:_GUESSES]
    return (
        *(button(category(key).name, "category", draft, key) for key in keys),
        button("别的", "group", draft, "all"),
    )


def _paged(buttons: Sequence[Button], group: str, page: int, draft: Draft) -> Sequence[Button]:
    """As many as fit; 更多 goes on and, after the last, round to the first again."""
    if len(buttons) <= _PAGE + 1:
        return buttons
    pages = -(-len(buttons) // _PAGE)
    shown = buttons[page % pages * _PAGE :][:_PAGE]
    return (*shown, button("更多", "group", draft, f"{group}:{(page + 1) % pages}"))


def _places(draft: Draft, *, has_home: bool) -> Sequence[Button]:
    """By name where the names are short and differ, otherwise by number: the question lists them."""
    names = [name.split()[-1] for _, name in draft.options]
    plain = len(set(names)) == len(names) and all(len(name) <= _LETTERS for name in names)
    found = [
        button(name if plain else circled(n), "place", draft, str(id_))
        for n, ((id_, _), name) in enumerate(zip(draft.options, names, strict=True), 1)
    ]
    return (*found[:4], button("我家附近", "place", draft, "home")) if has_home else found[:5]
