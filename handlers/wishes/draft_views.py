"""The cards of a wish that is still a draft. They read the open conversation; an old draft's card says it is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.turns import Press
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer
from handlers.wishes import drafts, rules
from handlers.wishes.records import KIND_NAMES, Draft, WishKind

if TYPE_CHECKING:
    from storage.work import Work


def draft_faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> list[Face]:
    if not cards:
        return []
    draft = drafts.of(viewer.conversation)
    facts = _facts(work, viewer, draft, now) if draft else {}
    return [_face(card, draft, facts) for card in cards]


def _face(card: Card, draft: Draft | None, facts: Mapping[str, object]) -> Face:
    if card.name == "wishes/cancelled":
        return Face(card.name, {}, (Button("提心愿", Press("wishes.new")),))
    if draft is None or draft.id != card.args.get("draft"):
        return Face("wishes/draft_gone", {}, done=True)
    if card.name == "wishes/question":
        about = str(card.args["about"])
        buttons = _question_buttons(draft, about) if about == draft.awaiting else ()
        return Face(card.name, {**facts, "about": about}, buttons)
    if card.name == "wishes/edit":
        return Face(card.name, facts, _edit_buttons(draft))
    return Face(card.name, facts, _draft_buttons(draft), draft.photos)


def _facts(work: "Work", viewer: Viewer, draft: Draft, now: datetime) -> dict[str, object]:
    """A name typed for somebody else does not open their door: only what was typed is shown again."""
    needer = work.people.get([draft.needer_id])[draft.needer_id]
    unit = work.units.get(needer.unit_id) if needer.unit_id else None
    mine = not draft.name
    most = work.number("wish.most_yuan", now.astimezone(SHANGHAI).date(), unit.path if unit else "/")
    return {
        "what": draft.what,
        "kind": str(draft.kind),
        "kind_name": KIND_NAMES[draft.kind],
        "yuan": draft.value,
        "over": rules.over(draft.value, most),
        "most_yuan": most,
        "mine": mine,
        "who": needer.called if mine else draft.name,
        "door": needer.door if mine else draft.door,
        "place": unit.friendly if unit and mine else "",
    }


def _draft_buttons(draft: Draft) -> tuple[Button, ...]:
    return (
        Button("提交", Press("wishes.submit", value=draft.id), look=Look.FIRST),
        Button("改", Press("wishes.edit", value=draft.id)),
        Button("加照片", Press("wishes.edit", value=f"{draft.id}:photo")),
        Button("取消", Press("wishes.cancel", value=draft.id), look=Look.QUIET),
    )


def _edit_buttons(draft: Draft) -> tuple[Button, ...]:
    names = {"what": "改内容", "kind": "改类别", "value": "改金额", "whom": "替别人提", "photo": "加照片"}
    return tuple(Button(name, Press("wishes.edit", value=f"{draft.id}:{key}")) for key, name in names.items())


def _question_buttons(draft: Draft, about: str) -> tuple[Button, ...]:
    if about == "kind":
        return tuple(Button(KIND_NAMES[k], Press("wishes.kind", value=f"{draft.id}:{k}")) for k in WishKind)
    # Who leaves a question goes back to what is written; only an empty draft has nothing to go back to.
    back = Button("不改了", Press("wishes.back", value=draft.id), look=Look.QUIET)
    cancel = Button("取消", Press("wishes.cancel", value=draft.id), look=Look.QUIET)
    leave = back if draft.what else cancel
    if about == "whom":
        return (Button("我自己", Press("wishes.self", value=draft.id)), leave)
    return (leave,)
