"""The cards of wishes before one viewer: facts and buttons, nothing that the policy hides."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.policy import See
from handlers.cases.rules import current
from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.flows import Need, NeedKind, Rel, Step
from handlers.kit.turns import Press
from handlers.kit.words import circled, short
from handlers.people.records import Viewer
from handlers.wishes.draft_views import draft_faces
from handlers.wishes.flow import WISH
from handlers.wishes.lists import LISTS
from handlers.wishes.look import Seen, look

if TYPE_CHECKING:
    from storage.work import Work

_DRAFT_CARDS = ("wishes/draft", "wishes/edit", "wishes/question", "wishes/cancelled")
_QUIET = ("withdraw", "give_back", "thank", "explain", "tell_how")
_SHOWN = 5


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """Faces for cards, in their order."""
    lists = {n: LISTS[card.name](work, viewer.actor, now) for n, card in enumerate(cards) if card.name in LISTS}
    ids = {card.case for card in cards if card.case} | {case for found in lists.values() for case in found}
    also = {person for card in cards for person in _people_in(card)}
    seen = look(work, viewer.actor, ids, now, also) if ids else {}
    drafts = iter(draft_faces(work, viewer, [c for c in cards if c.name in _DRAFT_CARDS], now))
    found: list[Face] = []
    for n, card in enumerate(cards):
        if card.name in _DRAFT_CARDS:
            found.append(next(drafts))
        elif n in lists:
            found.append(_list_face(card, [seen[i] for i in lists[n] if i in seen]))
        elif card.name == "wishes/refusal":
            found.append(_refusal(card, seen.get(card.case or 0)))
        else:
            one = seen.get(card.case or 0)
            found.append(_FACES[card.name](card, one) if one else Face("wishes/hidden", {}, done=True))
    return found


def case_buttons(seen: Seen) -> tuple[Button, ...]:
    """The steps offered, the sensible next first, at most five; the question of a rating stands on its buttons."""
    buttons: list[Button] = []
    for step in seen.steps:
        if step.name == "rate":
            buttons += _options(seen, step, step.needs[0])
        else:
            look_ = Look.QUIET if step.name in _QUIET else Look.PLAIN
            buttons.append(
                Button(step.label, Press("cases.take", seen.case.id, seen.case.version, step.name), look=look_)
            )
    return _first(buttons[:5])


def _case(card: Card, seen: Seen) -> Face:
    by = int(str(card.args.get("by") or 0))
    facts = {
        **seen.facts,
        "step": card.args.get("step", ""),
        "i_did": by == seen.viewer_id,
        "by": "",
        "lost": bool(card.args.get("lost")),
    }
    if by in seen.people and See.HELPER in seen.sees:
        facts["by"] = seen.people[by].called
    return _face(card.name, facts, seen, (*case_buttons(seen), *_history(seen)))


def _became(card: Card, seen: Seen) -> Face:
    return Face(card.name, seen.facts, done=True)


def _ask(card: Card, seen: Seen) -> Face:
    """A step's question; once the case has moved on, or the step is not theirs, without its buttons."""
    step = WISH.step(str(card.args["step"]))
    need = next((n for n in step.needs if n.key == card.args["need"]), None) if step else None
    open_ = bool(step and need) and current(seen.case, int(str(card.args["version"]))) and step in seen.steps
    facts = {**seen.facts, "ask": need.ask if need else "", "open": open_, "photo": _is_photo(need)}
    if not (open_ and step and need):
        return Face(card.name, facts, done=True)
    buttons = [*_people_options(card, seen, step, need), *_options(seen, step, need)]
    if need.optional:
        buttons.append(_option(seen, step, need, "", "跳过"))
    drop = Button("先不", Press("cases.drop", seen.case.id), look=Look.QUIET)
    return Face(card.name, facts, (*buttons[:5], drop))


def _refusal(card: Card, seen: Seen | None) -> Face:
    """Why not, and what instead; with what the case offers now."""
    facts: dict[str, object] = {**card.args, "known": seen is not None, **(seen.facts if seen else {})}
    buttons: list[Button] = []
    code = card.args.get("code")
    if code == "wishes/one_live" and card.args.get("draft") and card.args.get("replaceable"):
        press = Press("wishes.replace", value=str(card.args["draft"]))
        buttons.append(Button("换成这个", press, look=Look.FIRST))
    if seen:
        buttons.append(Button("看这件", Press("cases.show", seen.case.id)))
    if code in ("cases/moved", "wishes/own", "wishes/same_home") and (seen is None or Rel.POOL in seen.rels):
        buttons.append(Button("看别的", Press("wishes.open")))
    return Face(card.name, facts, tuple(buttons), done=True)


def _list_face(card: Card, seen: Sequence[Seen]) -> Face:
    rows = [{**one.facts, "mark": circled(n), "short": short(str(one.facts["what"]))} for n, one in _numbered(seen)]
    buttons = [Button(circled(n), Press("cases.show", one.case.id)) for n, one in _numbered(seen)]
    page = Button("全部", page=f"/{card.name.removeprefix('wishes/')}")
    extra = [Button("提心愿", Press("wishes.new"), look=Look.FIRST)] if card.name == "wishes/mine" and not rows else []
    more = [page] if len(seen) > len(rows) else []
    return Face(card.name, {"rows": rows, "total": len(seen)}, (*extra, *buttons, *more)[:6])


def _face(name: str, facts: Mapping[str, object], seen: Seen, buttons: Iterable[Button]) -> Face:
    final = WISH.state(seen.case.state).final
    return Face(name, facts, tuple(buttons), _photos(seen), done=final, late=seen.late)


def _photos(seen: Seen) -> tuple[int, ...]:
    found: list[int] = []
    for key, right in (("photos", See.PHOTOS), ("proof", See.PROOF)):
        ids = seen.case.facts.get(key)
        if right in seen.sees and isinstance(ids, list | tuple):
            found += [int(i) for i in ids]
    return tuple(found)


def _history(seen: Seen) -> tuple[Button, ...]:
    if See.HISTORY not in seen.sees:
        return ()
    return (Button("经过", page=f"/case/{seen.case.no}", look=Look.QUIET),)


def _options(seen: Seen, step: Step, need: Need) -> list[Button]:
    return [_option(seen, step, need, o.key, o.label) for o in need.options]


def _option(seen: Seen, step: Step, need: Need, key: str, label: str) -> Button:
    return Button(label, Press("cases.answer", seen.case.id, seen.case.version, f"{step.name}:{need.key}:{key}"))


def _people_options(card: Card, seen: Seen, step: Step, need: Need) -> list[Button]:
    """The persons a card offers, by the names they are called."""
    return [
        _option(seen, step, need, str(person), seen.people[person].called[:6])
        for person in _people_in(card)
        if person in seen.people and need.kind is NeedKind.PERSON
    ]


def _people_in(card: Card) -> list[int]:
    """Persons whose names a card will show: who acted, and whom one may choose."""
    ids = [card.args.get(key) for key in ("by", "o1", "o2", "o3", "o4", "o5")]
    return [int(str(i)) for i in ids if i]


def _first(buttons: Sequence[Button]) -> tuple[Button, ...]:
    """Mark the first button as the one to press, unless it is a quiet one."""
    if not buttons or buttons[0].look is Look.QUIET:
        return tuple(buttons)
    head = buttons[0]
    return (Button(head.text, head.press, head.page, Look.FIRST), *buttons[1:])


def _is_photo(need: Need | None) -> bool:
    return need is not None and need.kind is NeedKind.PHOTO


def _numbered(seen: Sequence[Seen]) -> list[tuple[int, Seen]]:
    return list(enumerate(seen[:_SHOWN], 1))


_FACES: Mapping[str, Callable[[Card, Seen], Face]] = {
    "wishes/case": _case,
    "wishes/news": _case,
    "wishes/asked": _case,
    "wishes/became": _became,
    "wishes/ask": _ask,
}
