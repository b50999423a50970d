"""The cards of drafts. They read the open conversation; the card of an old draft says that it is done with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.look import look
from handlers.cases.seen import Seen
from handlers.intake import buttons, stack, whom
from handlers.intake.drafts import MOST_PHOTOS
from handlers.intake.forwarding import SEVERAL
from handlers.intake.places import has_home, words
from handlers.intake.records import REQUEST, WISH, Draft, Pending
from handlers.intake.rules import is_homeless
from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.relations import Rel
from handlers.kit.turns import Conversation, Press
from handlers.kit.words import circled, short
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Viewer
from handlers.people.views import menu
from handlers.routing.categories import category
from handlers.routing.subjects import first_call
from handlers.wishes.records import KIND_NAMES
from handlers.wishes.rules import over

if TYPE_CHECKING:
    from storage.work import Work

NEW = Button("说件事", Press("intake.new"))
_CALLS = {"119": "119（火警、救援）", "120": "120（急救）", "110": "110（报警）"}
_OFFERED = ("c1", "c2", "c3")
_SUMS = ("50 元", "100 元", "200 元", "300 元")


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """Faces for cards, in their order; the draft and the cases they name are read once."""
    wanted = {str(card.args.get("draft")) for card in cards}
    known = {draft.id: draft for draft in stack.every(viewer.conversation) if draft.id in wanted}
    facts = {id_: _facts(work, viewer.actor, draft, now) for id_, draft in known.items()}
    ids = [card.case for card in cards if card.case] + [id_ for card in cards for id_ in _cases(card)]
    seen = look(work, viewer.actor, ids, now) if ids else {}
    ids_of = [str(card.args.get("draft")) for card in cards]
    return [
        _face(viewer.actor, card, known.get(id_), facts.get(id_, {}), seen)
        for id_, card in zip(ids_of, cards, strict=True)
    ]


def still(card: Card, conversation: Conversation) -> Card:
    """A refusal that offers to put a draft in the place of a wish: only as long as there is that draft."""
    id_ = card.args.get("draft") if card.name == "wishes/refusal" else None
    if id_ is None or id_ in {draft.id for draft in stack.every(conversation)}:
        return card
    return Card(card.name, card.case, {key: value for key, value in card.args.items() if key != "draft"})


def quick(conversation: Conversation) -> tuple[str, ...]:
    """Round sums, where it is asked about what a wish would cost."""
    found = stack.every(conversation)
    return _SUMS if found and found[0].awaiting == "value" else ()


def _face(actor: Actor, card: Card, own: Draft | None, facts: Mapping[str, object], seen: Mapping[int, Seen]) -> Face:
    kind = card.name.removeprefix("intake/")
    if kind == "aside":
        return _aside(actor, card, own)
    if own is None:
        return _without(card, kind, seen)
    match kind:
        case "question":
            return _question(actor, card, own, facts)
        case "edit":
            return Face(card.name, facts, buttons.of_edit(own))
        case "alike" | "lately":
            return _offer(card, own, seen)
        case "draft":
            offered = buttons.of_draft(own, has_home=has_home(actor))
            return Face(card.name, facts, offered, own.photos, voices=own.voices)
    return _without(card, kind, seen)


def _without(card: Card, kind: str, seen: Mapping[int, Seen]) -> Face:
    """What is shown when there is no such draft any more, or the card needs none."""
    if kind == "cancelled":
        return Face(card.name, {}, (NEW,))
    if kind == "refusal":
        return Face(card.name, card.args, done=True)
    if kind != "became":
        return Face("intake/draft_gone", {}, done=True)
    one = seen.get(card.case or 0)
    return Face(card.name, one.facts, done=True) if one else Face("cases/hidden", {}, done=True)


def _question(actor: Actor, card: Card, draft: Draft, facts: Mapping[str, object]) -> Face:
    """Only the question that is open has buttons."""
    about, home = str(card.args["about"]), has_home(actor)
    group, page = str(card.args.get("group") or ""), int(str(card.args.get("page") or 0))
    got = draft.pending if about == "more" else draft
    more = {
        "about": about,
        "received": _received(got) if card.args.get("got") or about == "what" else "",
        "group": group,
        "again": bool(card.args.get("again")),
        "lost": draft.lost,
        "home": home,
        "places": [{"mark": circled(n), "name": name} for n, (_, name) in enumerate(draft.options, 1)],
        "pending": short(draft.pending.text, 30),
        "whom": (whom.read(draft.pending.text) or ("",))[0],
        "forwarded": "" if draft.forwarded == "?" else draft.forwarded,
        "passed": bool(draft.forwarded),
        "several": draft.forwarded in SEVERAL,
    }
    open_ = about == draft.awaiting
    offered = buttons.of_question(draft, has_home=home, group=group, page=page) if open_ else ()
    asks = "place" if about == "place" and open_ and not draft.lost else ""
    return Face(card.name, {**facts, **more}, offered, done=not open_, asks=asks)


def _aside(actor: Actor, card: Card, draft: Draft | None) -> Face:
    """A kind word; where a draft is open it leads back to that, otherwise to what there is to do."""
    facts = {"about": card.args["about"], "open": draft is not None, "flow": draft.flow if draft else ""}
    if draft is None:
        return Face(card.name, facts, menu(actor))
    found = [buttons.button("看草稿", "back", draft, look=Look.FIRST)]
    if card.args.get("value") and draft.flow == WISH:
        found.insert(0, buttons.button("是金额", "value", draft, str(card.args["value"])))
    return Face(card.name, facts, tuple(found))


def _offer(card: Card, draft: Draft, seen: Mapping[int, Seen]) -> Face:
    """What may be the same matter, with what the asker may see of it."""
    kind, open_ = card.name.removeprefix("intake/"), draft.awaiting == card.name.removeprefix("intake/")
    known = [seen[id_] for id_ in _cases(card) if id_ in seen]
    rows = [
        {**one.facts, "mark": circled(n), "short": short(str(one.facts["what"]), 24)} for n, one in enumerate(known, 1)
    ]
    out = buttons.button("不提了", "cancel", draft, look=Look.QUIET)
    if kind == "lately":
        found = [buttons.button("又出现了", "again", draft, str(one.case.id)) for one in known]
        found.append(buttons.button("是新的事", "fresh", draft))
    else:
        many = len(known) > 1
        found = [_joining(one, draft, circled(n) if many else "") for n, one in enumerate(known, 1)]
        found.append(buttons.button("都不是" if many else "不是这件", "other", draft))
    return Face(card.name, {"rows": rows}, (*found, out) if open_ else (), done=not open_)


def _joining(seen: Seen, draft: Draft, mark: str) -> Button:
    """Who waits for it already looks at it instead."""
    if not draft.name and {Rel.ASKER, Rel.JOINER} & set(seen.rels):
        return Button(f"{mark}看这件", Press("cases.show", seen.case.id))
    return buttons.button(f"{mark}我也遇到", "join", draft, str(seen.case.id))


def _facts(work: "Work", actor: Actor, draft: Draft, now: datetime) -> dict[str, object]:
    """A name typed for somebody else does not open their door: only what was typed is shown again."""
    mine = not draft.name
    me = work.people.get([actor.person_id])[actor.person_id]
    said = draft.unit_id if draft.flow == REQUEST else None
    unit_id = said or (actor.unit_id if mine else None)
    unit = work.units.get(unit_id) if unit_id else None
    here = actor.channel in work.house.log_channels  # the page has a key for photos and shows them, a chat app its own
    most = work.number("wish.most_yuan", now.astimezone(SHANGHAI).date(), actor.unit_path or "/")
    return {
        "flow": draft.flow,
        "homeless": is_homeless(draft, has_home=has_home(actor)),
        "question": draft.question,
        "what": draft.what,
        "kind_name": KIND_NAMES[draft.kind],
        "category": category(draft.category).name if draft.category else "",
        "calls": _calls(draft),
        "photos": len(draft.photos),
        "received": "" if here else _received(draft),
        "here": here,
        "yuan": draft.value,
        "over": over(draft.value, most),
        "most_yuan": most,
        "mine": mine,
        "who": me.called if mine else draft.name,
        "door": ("" if said else me.door) if mine else draft.door,
        "place": words(work, unit) if unit else "",
    }


def _received(got: Draft | Pending) -> str:
    """照片 2 张、语音 1 段，收到了。"""
    found = [f"照片 {len(got.photos)} 张"] * bool(got.photos) + [f"语音 {len(got.voices)} 段"] * bool(got.voices)
    full = f"一件最多 {MOST_PHOTOS} 张。" if len(got.photos) >= MOST_PHOTOS else ""
    return f"{'、'.join(found)}，收到了。{full}" if found else ""


def _calls(draft: Draft) -> Sequence[str]:
    """Whom to call about a danger, the nearest help first."""
    first = first_call(draft.what) if draft.flow == REQUEST else ""
    return sorted(_CALLS.values(), key=lambda call: call != _CALLS.get(first)) if first else ()


def _cases(card: Card) -> list[int]:
    return [int(str(card.args[key])) for key in _OFFERED if card.args.get(key)]
