"""Many reminders as one card: what came up first, a button each, and the way to the whole list."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.faces import acts
from handlers.cases.look import look
from handlers.cases.seen import Seen
from handlers.kit.cards import Button, Card, Face
from handlers.kit.turns import Press
from handlers.kit.words import circled, short
from handlers.lists.views import row_of
from handlers.people import channels
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

_SHOWN = 5
_KEYS = ("up", "late", "soon")


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    ids = {case for card in cards for case in ids_of(card, *_KEYS)}
    seen = look(work, viewer.actor, ids, now)
    found = []
    for card in cards:
        up, late, soon = ([i for i in ids_of(card, key) if i in seen] for key in _KEYS)
        every = [*up, *late, *soon]
        if not every and ids_of(card, *_KEYS) and channels.closed(work, viewer.actor, now):
            found.append(channels.elsewhere(work, viewer.actor, now))
            continue
        shown = list(enumerate(every[:_SHOWN], 1))
        rows = [{**row_of(seen[i]), "mark": circled(n), "short": short(str(seen[i].facts["what"]))} for n, i in shown]
        buttons = [Button(circled(n), Press("cases.show", i)) for n, i in shown]
        unnamed = int(str(card.args.get("more") or 0))
        more = [Button("全部", page="/waiting")] if len(every) + unnamed > len(rows) else []
        counts = {"up_ones": len(up), "late_ones": len(late), "soon_ones": len(soon), "more": unnamed}
        red = bool(late) or any(seen[i].late for i in up)
        found.append(
            Face(
                card.name,
                {"rows": rows, **counts, "acts": _acts([seen[i] for i in up])},
                (*buttons, *more)[:6],
                late=red,
            )
        )
    return found


def _acts(up: Sequence[Seen]) -> Sequence[str]:
    """What can be done with every one of those that came up and still wait."""
    offered = [found for one in up if (found := acts(one))]
    return [label for label in offered[0] if all(label in one for one in offered)] if offered else []


def ids_of(card: Card, *keys: str) -> list[int]:
    """The cases that a card names, as it was stored."""
    return [int(one) for key in keys for one in str(card.args.get(key) or "").split(",") if one]
