"""Many reminders as one card: the late ones first, a button each, and the way to the whole list."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.look import look
from handlers.kit.cards import Button, Card, Face
from handlers.kit.turns import Press
from handlers.kit.words import circled, short
from handlers.lists.views import row_of
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

_SHOWN = 5


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    ids = {case for card in cards for case in (*ids_of(card, "late"), *ids_of(card, "soon"))}
    seen = look(work, viewer.actor, ids, now)
    found = []
    for card in cards:
        late, soon = ([i for i in ids_of(card, key) if i in seen] for key in ("late", "soon"))
        shown = list(enumerate([*late, *soon][:_SHOWN], 1))
        rows = [{**row_of(seen[i]), "mark": circled(n), "short": short(str(seen[i].facts["what"]))} for n, i in shown]
        buttons = [Button(circled(n), Press("cases.show", i)) for n, i in shown]
        unnamed = int(str(card.args.get("more") or 0))
        more = [Button("全部", page="/waiting")] if len(late) + len(soon) + unnamed > len(rows) else []
        facts = {"rows": rows, "late_ones": len(late), "soon_ones": len(soon), "more": unnamed}
        found.append(Face(card.name, facts, (*buttons, *more)[:6], late=bool(late)))
    return found


def ids_of(card: Card, key: str) -> list[int]:
    """The cases that a card names, as it was stored."""
    return [int(one) for one in str(card.args.get(key) or "").split(",") if one]
