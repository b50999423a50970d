"""Faces into words: Jinja2 templates with undefined names forbidden. A channel then gives the words its own form."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.assets import address
from handlers.kit.cards import Button, Face

RECORD, FIELD = "\x1e", "\x1f"
MOST_LINES = 12
_LINKS = re.compile(r' (href|action|src)="/(?!static/)')


@dataclass(frozen=True, slots=True)
class View:
    """How the pages of a request are drawn: the path below which their links lead, and whether the type is large."""

    root: str = ""
    big: bool = False


VIEW: ContextVar[View] = ContextVar("view", default=View())  # noqa: B039  # frozen: nobody changes the default


@dataclass(frozen=True, slots=True)
class Words:
    """A card in words, in the one order of all channels."""

    title: str
    state: str
    facts: tuple[tuple[str, str], ...]
    body: str
    buttons: tuple[Button, ...]
    photos: tuple[int, ...]
    done: bool
    late: bool
    past: bool = False
    voices: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()
    asks: str = ""

    def shortened(self) -> "Words":
        """The card once a newer one shows the same: its first sentence, nothing to press."""
        first = self.body.split("\n\n")[0] or self.state
        bare = replace(self, state="", facts=(), body=first, buttons=(), photos=(), voices=(), pictures=())
        return replace(bare, asks="", late=False, done=False, past=True)


def _plain(value: Any) -> Any:
    """Texts of people can't carry the marks by which cards are split."""
    match value:
        case str():
            return value.translate({0x1E: None, 0x1F: None})
        case list():
            return [_plain(one) for one in value]
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case _:
            return value


def _oneline(value: object) -> str:
    return " ".join(str(value).split())


def _unknown(code: str) -> NoReturn:
    raise LookupError(f"no sentence for the refusal {code!r}")


def _environment(**options: Any) -> Environment:
    made = Environment(  # noqa: S701  # cards are plain text; pages are made with autoescape
        loader=PackageLoader("templates", ""),
        auto_reload=False,  # else every card asks the disk whether its templates have changed
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        **options,
    )
    made.filters["oneline"] = _oneline
    made.globals["unknown_refusal"] = _unknown
    return made


# Cards are plain text: each channel escapes for itself.
_cards = _environment(autoescape=False)
pages = _environment(autoescape=True)
pages.globals["static"] = address


def words(face: Face) -> Words:
    """Render a face; raises where a template asks for a fact that the face does not have."""
    text = _cards.get_template(f"{face.template}.j2").render(_marked(face.facts))
    title, state, facts, body = text.split(RECORD)
    rows = tuple((label, value) for label, _, value in (row.partition(FIELD) for row in facts.split("\n")) if value)
    title, state = _squeeze(title), _squeeze(state)
    room = MOST_LINES - bool(title) - bool(state) - len(rows)
    body = _fitted(body.strip(), room)
    done = face.done and not face.template.endswith("/refusal")  # what was refused is not what was done
    heard, charts = face.voices, face.pictures
    return Words(title, state, rows, body, face.buttons, face.photos, done, face.late, False, heard, charts, face.asks)


def page(name: str, **facts: object) -> str:
    """An HTML page, escaped, as the request's view wants it. A quote in what people wrote is no quote any more here."""
    view = VIEW.get()
    html = pages.get_template(f"web/{name}").render({"view": view, **facts})
    return _LINKS.sub(rf' \1="{view.root}/', html) if view.root else html


def _fitted(body: str, room: int) -> str:
    """A body that keeps the whole card to 12 lines; the case's page has the rest."""
    lines = body.split("\n")
    return body if len(lines) <= room else "\n".join([*lines[: room - 1], "……"])


def _marked(facts: Mapping[str, object]) -> dict[str, object]:
    return {key: _plain(value) for key, value in facts.items()}


def _squeeze(text: str) -> str:
    return " ".join(text.split())
