"""What a phone shows: messages as people see them, and the buttons below them."""

from dataclasses import dataclass
from typing import NamedTuple

from tests.emulators.telegram.answers import Json
from tests.emulators.telegram.updates import Update
from tests.emulators.telegram.world import Chat, Kept, Query


class Button(NamedTuple):
    text: str
    data: str | None = None
    url: str | None = None
    web_app: str | None = None


@dataclass(frozen=True)
class Shown:
    """A message on a phone. `html` is as the bot sent it; `photos` are the bodies as they were sent."""

    message_id: int
    text: str
    html: str
    buttons: list[list[Button]]
    photos: list[bytes]
    from_bot: bool
    edited: bool
    sender: str
    album: str = ""

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.buttons for button in row]


@dataclass(frozen=True)
class Sent:
    """Something a person did. `update_id` is 0 when the bot is not told of it."""

    message_id: int
    update: Update | None

    @property
    def update_id(self) -> int:
        return self.update.id if self.update else 0


@dataclass(frozen=True)
class Press:
    """A pressed button, and what the phone was told of it: None until the bot answers."""

    query: Query
    update: Update | None

    @property
    def id(self) -> str:
        return self.query.id

    @property
    def update_id(self) -> int:
        return self.update.id if self.update else 0

    @property
    def answer(self) -> str | None:
        return None if self.query.answer is None else str(self.query.answer["text"])

    @property
    def alert(self) -> bool:
        return bool(self.query.answer and self.query.answer["show_alert"])

    def expire(self) -> None:
        """As if minutes had passed: the bot can no longer answer."""
        self.query.born = -1e9


def button(given: Json) -> Button:
    web_app = given.get("web_app", {}).get("url")
    return Button(given["text"], given.get("callback_data"), given.get("url"), web_app)


def buttons(kept: Kept) -> list[list[Button]]:
    rows = kept.body.get("reply_markup", {}).get("inline_keyboard", [])
    return [[button(one) for one in row] for row in rows]


def shown(kept: Kept) -> Shown:
    body = kept.body
    return Shown(
        kept.id,
        str(body.get("text") or body.get("caption") or ""),
        kept.html,
        buttons(kept),
        list(kept.pictures),
        kept.from_bot,
        "edit_date" in body,
        body["from"]["first_name"],
        body.get("media_group_id", ""),
    )


def screen(chat: Chat) -> list[Shown]:
    return [shown(one) for one in chat.messages.values()]
