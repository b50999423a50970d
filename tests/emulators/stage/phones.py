"""What a phone shows and what can be done on it, whichever server it hangs on."""

import base64
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from tests.emulators.telegram import Press, User
from tests.emulators.telegram import Shown as Told
from tests.emulators.wecom import Button, Shown, Staff

_LINK: Final = re.compile(r'<a href="(https?://[^"]*)">([^<]*)</a>')


@dataclass(frozen=True, slots=True)
class Key:
    """A button: `sends` is what a press of it hands to the server, `opens` the page behind it."""

    text: str
    sends: str = ""
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message as it is now. `choices` are (id, words) of which one is picked before a button is pressed;
    `note` stands where its buttons were."""

    number: str
    mine: bool
    words: Markup
    pictures: tuple[str, ...] = ()
    rows: tuple[tuple[Key, ...], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    title: str = ""
    note: str = ""


class Phone(ABC):
    """`channel` as people call it; `below`: what can be pressed instead of typed."""

    channel: str
    name: str

    @property
    @abstractmethod
    def bubbles(self) -> Sequence[Bubble]: ...

    @property
    def below(self) -> Sequence[str]:
        return ()

    @property
    def word(self) -> str:
        """What the last press was answered with, in a line that passes."""
        return ""

    @abstractmethod
    def say(self, text: str) -> None: ...

    @abstractmethod
    def choose(self, label: str) -> None:
        """Press something below. LookupError where nothing says this."""

    @abstractmethod
    def photo(self, jpeg: bytes) -> None: ...

    @abstractmethod
    def press(self, number: str, key: str, pick: str = "") -> None:
        """LookupError where that can't be pressed any more."""


class Telegram(Phone):
    channel = "Telegram"

    def __init__(self, user: User) -> None:
        self._user, self.name = user, user.person.first_name
        self._pressed: Press | None = None

    @property
    def bubbles(self) -> Sequence[Bubble]:
        return [_told(one) for one in self._user.chat]

    @property
    def below(self) -> Sequence[str]:
        """The buttons of its keyboard; those that would hand over a number or a place are for a real phone."""
        return [one["text"] for row in self._user.keyboard for one in row if len(one) == 1]

    @property
    def word(self) -> str:
        return (self._pressed.answer or "") if self._pressed else ""

    def say(self, text: str) -> None:
        self._user.say(text)

    def choose(self, label: str) -> None:
        if label not in self.below:
            raise LookupError(label)
        self._user.say(label)

    def photo(self, jpeg: bytes) -> None:
        self._user.photo(jpeg)

    def press(self, number: str, key: str, pick: str = "") -> None:
        self._pressed = self._user.press(int(number), data=key)


class WeCom(Phone):
    channel = "企业微信"

    def __init__(self, staff: Staff) -> None:
        self._staff, self.name = staff, staff.person.name

    @property
    def bubbles(self) -> Sequence[Bubble]:
        return [_shown(one) for one in self._staff.chat]

    @property
    def below(self) -> Sequence[str]:
        return [one.text for one in self._staff.menu if one.key]

    def say(self, text: str) -> None:
        self._staff.say(text)

    def choose(self, label: str) -> None:
        self._staff.choose(label)

    def photo(self, jpeg: bytes) -> None:
        self._staff.photo(jpeg)

    def press(self, number: str, key: str, pick: str = "") -> None:
        question = self._staff.message(number).content.get("checkbox", {}).get("question_key", "")
        self._staff.press(number, key, {question: [pick]} if question and pick else {})


def _told(one: Told) -> Bubble:
    words = Markup(one.html) if one.from_bot else escape(one.text)  # noqa: S704 - what the server took as its HTML
    rows = tuple(
        tuple(Key(key.text, key.data or "", key.url or key.web_app or "") for key in row) for row in one.buttons
    )
    return Bubble(str(one.message_id), not one.from_bot, words, _pictures(one.photos), rows)


def _shown(one: Shown) -> Bubble:
    options = one.content.get("checkbox", {}).get("option_list", ()) if one.buttons else ()
    choices = tuple((option["id"], option["text"]) for option in options)
    elsewhere = {one.replaced, *(text for _, text in choices)}
    lines = [line for line in one.text.split("\n") if line not in elsewhere] if one.kind != "image" else []
    title = lines.pop(0) if one.kind == "template_card" and lines else ""
    words = _linked("\n".join(lines)) if one.from_bot else escape("\n".join(lines))
    rows = tuple((_key(button),) for button in one.buttons if not button.menu)
    pictures = _pictures(one.files) if one.kind == "image" else ()
    return Bubble(one.id, not one.from_bot, words, pictures, rows, choices, title, one.replaced)


def _key(button: Button) -> Key:
    return Key(button.text, button.key, button.url)


def _linked(text: str) -> Markup:
    """Words of the app: of all that they may hold only links are more than words."""
    made, at = [], 0
    for link in _LINK.finditer(text):
        made += [escape(text[at : link.start()]), Markup('<a href="{}" target="_blank">{}</a>').format(*link.groups())]
        at = link.end()
    return Markup("").join([*made, escape(text[at:])])


def _pictures(bodies: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(f"data:image/jpeg;base64,{base64.b64encode(body).decode()}" for body in bodies)
