"""A form as the conversation keeps it: what is being filled in, what is known, what is asked next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from handlers.kit.turns import Conversation

_KEY: Final = "merits"
QUESTIONS: Final = {
    "apply": ("item", "quantity", "day", "words", "photo"),
    "enter": ("person", "item", "quantity", "day", "words"),
    "appeal": ("words",),
    "count": ("due", "present", "agree"),
    "pick": ("numbers",),
}


@dataclass(frozen=True, slots=True)
class Form:
    """`act` is what it is for; `known` are the answers, with what it is about (an entry, cases, a stage)."""

    act: str
    known: Mapping[str, object] = field(default_factory=dict)

    @property
    def asks(self) -> str:
        """The question that is open: the first without an answer."""
        return next((one for one in QUESTIONS[self.act] if one not in self.known), "")

    def text(self, key: str) -> str:
        return str(self.known.get(key) or "")

    def number(self, key: str) -> int:
        return int(self.text(key) or 0)

    def numbers(self, key: str) -> tuple[int, ...]:
        found = self.known.get(key)
        return tuple(int(one) for one in found) if isinstance(found, list | tuple) else ()

    def told(self, **answers: object) -> "Form":
        return Form(self.act, {**self.known, **answers})


def of(conversation: Conversation) -> Form | None:
    """The open form; none where there is none, or it is one that nobody knows any more."""
    notes = conversation.notes.get(_KEY)
    if not isinstance(notes, Mapping) or notes.get("act") not in QUESTIONS:
        return None
    known = notes.get("known")
    form = Form(str(notes["act"]), dict(known) if isinstance(known, Mapping) else {})
    return form if form.asks else None


def kept(conversation: Conversation, form: Form) -> Conversation:
    """The conversation with the form open; a question of a case that was open beside it is let be."""
    rest = {key: value for key, value in conversation.notes.items() if key != "ask"}
    known = {key: list(value) if isinstance(value, tuple) else value for key, value in form.known.items()}
    return Conversation(_KEY, {**rest, _KEY: {"act": form.act, "known": known}})


def closed(conversation: Conversation) -> Conversation:
    rest = {key: value for key, value in conversation.notes.items() if key != _KEY}
    return Conversation("" if conversation.dialog == _KEY else conversation.dialog, rest)
