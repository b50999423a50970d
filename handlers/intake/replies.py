"""What is answered while a draft is open: the draft itself, its next question, a word aside."""

from dataclasses import replace
from datetime import datetime

from handlers.intake import drafts, stack
from handlers.intake.places import has_home
from handlers.intake.records import NOTHING, Draft
from handlers.intake.rules import next_question
from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Fact
from handlers.people.records import Viewer


def shown(viewer: Viewer, draft: Draft, now: datetime) -> Reply:
    """The draft as a card; first what became of words that wait beside it, then what it still lacks."""
    waits = (
        draft.awaiting
        or ("more" if draft.pending != NOTHING else "")
        or next_question(draft, has_home=has_home(viewer.actor))
    )
    return asking(draft, waits, now) if waits else _reply("draft", replace(draft, awaiting=""), now)


def asking(draft: Draft, about: str, now: datetime, **more: Fact) -> Reply:
    """A question about the draft; `again`: what was said could not be read as an answer."""
    return _reply("question", replace(draft, awaiting=about), now, about=about, **more)


def offering(draft: Draft, card: str, cases: tuple[int, ...], now: datetime) -> Reply:
    """Cases that may be the same matter, as ids on the card."""
    found = {f"c{n}": case for n, case in enumerate(cases, 1)}
    return _reply(card, replace(draft, awaiting=card, offered=cases), now, **found)


def menu(draft: Draft, now: datetime) -> Reply:
    return _reply("edit", replace(draft, awaiting=""), now)


def aside(viewer: Viewer, about: str, **more: Fact) -> Reply:
    """A kind word that changes nothing; an open draft is named, so that it is still the thing spoken of."""
    draft = stack.spoken_of(viewer.conversation)
    args: dict[str, Fact] = {"about": about, **({"draft": draft.id} if draft else {}), **more}
    return Reply((Card("intake/aside", args=args),), viewer.conversation)


def receipted(reply: Reply) -> Reply:
    """The same, after photos or a voice: its cards say that these have arrived. No channel but ours shows them else."""
    return replace(reply, cards=tuple(replace(card, args={**card.args, "got": True}) for card in reply.cards))


def _reply(card: str, draft: Draft, now: datetime, **more: Fact) -> Reply:
    draft = replace(draft, said_at=now.isoformat())
    return Reply((Card(f"intake/{card}", args={"draft": draft.id, **more}),), drafts.kept(draft))
