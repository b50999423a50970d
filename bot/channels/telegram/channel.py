"""Cards out: one call a card wherever it can be, so that a lost answer leaves one thing in doubt, not three."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from bot.channels.base import Pace, Uncertain
from bot.channels.pictures import together
from bot.channels.telegram import NAME
from bot.channels.telegram.asking import Asking
from bot.channels.telegram.keyboards import Keyboards
from bot.channels.telegram.session import Retell, Say
from bot.channels.telegram.spacing import Spacing
from bot.channels.telegram.wire import meaning
from bot.channels.telegram.writing import Key, Rows, caption, mark, parts, rows
from bot.desk import Desk
from bot.texts import Words
from bot.web.inside_telegram import PATH
from bot.web.sounds import mime_of
from bot.web.voices import ENDINGS
from bot.web.ways import PLAIN, through

log = structlog.get_logger()

# Telegram says 1 and about 30, and 20 a minute in a group; even spacing keeps to that also around a restart.
PACE = Pace(chat_per_second=0.9, all_per_second=25, group_per_second=0.3)
HALVES = 1000  # long cards whose first parts have arrived, remembered in case the next part must wait
Markup = Mapping[str, object]
_NO_MORE = ("message is not modified", "message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


class Telegram:
    """A `Channel` that can also bring shown cards up to date. `base`: the public address of our pages, or empty."""

    name = NAME

    def __init__(self, bot: Bot, desk: Desk, base: str = "", pace: Pace = PACE) -> None:
        self.pace = pace
        self._bot, self._desk, self._base = bot, desk, base.rstrip("/")
        bot.session.middleware(Spacing(lambda: self.pace))
        self._asking = Asking(bot)
        self._keyboards = Keyboards(bot)
        self._halves: OrderedDict[tuple[str, str], list[int]] = OrderedDict()

    async def send(self, address: str, words: Words) -> str:
        """Deliver a card; the id says the kind of message, its numbers and the sum of what they show."""
        await self._asking.answered()
        try:
            kind, numbers = await self._send(address, words)
        except AiogramError as error:
            meant = meaning(error)
            if isinstance(meant, Uncertain):
                self._asking.lost()
            raise meant from None  # causes may carry the address, and with it the token
        await self._keyboards.after(address, words.asks)
        return f"{kind}{','.join(map(str, numbers))}:{mark(words)}"

    def differs(self, external_id: str, words: Words) -> bool:
        _, numbers, shown = _parsed(external_id)
        return bool(numbers) and shown != mark(words)

    async def edit(self, address: str, external_id: str, words: Words) -> str:
        """Bring a card that was sent up to date; the id under which to remember it from now on."""
        kind, numbers, _ = _parsed(external_id)
        try:
            await self._edit(address, kind, numbers, words)
        except TelegramBadRequest as error:
            if not any(word in error.message for word in _NO_MORE):
                raise meaning(error) from None
        except AiogramError as error:
            raise meaning(error) from None
        return f"{kind}{','.join(map(str, numbers))}:{mark(words)}"

    async def _send(self, address: str, words: Words) -> tuple[str, list[int]]:
        spoken = await self._media(words.voices[:1]) if words.voices else []
        photos = await self._media(words.photos) if words.photos else []
        if photos:
            picture = await asyncio.to_thread(together, photos)
            return "c", await self._heard_and_seen(address, words, spoken, picture)
        if spoken:
            return "c", [await self._voice(address, spoken[0], self._below(address, words))]
        return "t", await self._texts(address, words)

    async def _heard_and_seen(self, address: str, words: Words, spoken: Sequence[bytes], picture: bytes) -> list[int]:
        """The card below its photo; a voice goes before it by itself, and is not sent again with a second try."""
        which = (address, mark(words))
        done = self._halves.pop(which, [])
        try:
            if spoken and not done:
                done = [await self._voice(address, spoken[0], {})]
            return [*done, await self._photo(address, words, picture)]
        except AiogramError:
            self._remember(which, done)
            raise

    async def _texts(self, address: str, words: Words) -> list[int]:
        """The parts of a card one after the other; a second try goes on where the first was stopped."""
        texts, which = parts(words), (address, mark(words))
        done = self._halves.pop(which, [])
        for n, text in enumerate(texts[len(done) :], len(done)):
            markup = self._markup(address, rows(words)) if n == len(texts) - 1 else None
            try:
                sent = await self._bot(Say(chat_id=address, said=_said(text, markup)))
            except AiogramError:
                self._remember(which, done)
                raise
            done = [*done, sent.message_id]
        return done

    def _remember(self, which: tuple[str, str], done: list[int]) -> None:
        if done:
            self._halves[which] = done
            while len(self._halves) > HALVES:
                self._halves.popitem(last=False)

    async def _photo(self, address: str, words: Words, picture: bytes) -> int:
        sent = await self._bot.send_photo(
            address, BufferedInputFile(picture, "photo.jpg"), **self._below(address, words)
        )
        return sent.message_id

    async def _voice(self, address: str, data: bytes, below: Mapping[str, Any]) -> int:
        """A voice as one where its kind is one that Telegram plays so; else as a file, which every phone plays."""
        if mime_of(data) == "audio/ogg":
            sent = await self._bot.send_voice(address, BufferedInputFile(data, "voice.ogg"), **below)
        else:
            name = f"voice.{ENDINGS.get(mime_of(data), 'm4a')}"
            sent = await self._bot.send_document(address, BufferedInputFile(data, name), **below)
        return sent.message_id

    def _below(self, address: str, words: Words) -> dict[str, Any]:
        return {"caption": caption(words), "parse_mode": "HTML", "reply_markup": self._keyboard(address, words)}

    async def _edit(self, address: str, kind: str, numbers: Sequence[int], words: Words) -> None:
        """Words and buttons; of a card in several parts only the buttons, which hang on the last."""
        chat, last = address, numbers[-1]
        if kind == "c":
            below = self._below(address, words)
            await self._bot.edit_message_caption(chat_id=chat, message_id=last, **below)
        elif len(numbers) == 1 and len(texts := parts(words)) == 1:
            markup = self._markup(address, rows(words))
            await self._bot(Retell(chat_id=chat, said={"message_id": last, **_said(texts[0], markup)}))
        else:
            keyboard = self._keyboard(address, words)
            await self._bot.edit_message_reply_markup(chat_id=chat, message_id=last, reply_markup=keyboard)

    def _markup(self, address: str, told: Rows) -> Markup | None:
        made = [[button for key in row if (button := self._button(address, key))] for row in told]
        made = [row for row in made if row]
        return {"inline_keyboard": made} if made else None

    def _keyboard(self, address: str, words: Words) -> InlineKeyboardMarkup | None:
        """The same as aiogram has it."""
        markup = self._markup(address, rows(words))
        return InlineKeyboardMarkup.model_validate(markup) if markup else None

    def _button(self, address: str, key: Key) -> Mapping[str, object] | None:
        """None for a page while nobody outside could open one."""
        if key.press:
            return {"text": key.text, "callback_data": key.press}
        if not self._base:
            return None
        alone = not address.startswith("-")  # in a group nobody can be asked who looks
        if key.page.startswith(PLAIN) or not self._base.startswith("https://") or not alone:
            return {"text": key.text, "url": self._base + key.page}
        return {"text": key.text, "web_app": {"url": inside(self._base, key.page)}}

    async def _media(self, media: Sequence[int]) -> list[bytes]:
        def read(media_id: int) -> bytes | None:
            return self._desk.read_now(lambda work: work.media.data(media_id))

        found = await asyncio.gather(*(asyncio.to_thread(read, one) for one in media))
        return [data for data in found if data]


def inside(base: str, page: str) -> str:
    """The address of a page as it is opened inside Telegram: by the door that asks Telegram who looks."""
    return base + through(PATH, page)


def _said(text: str, markup: Markup | None) -> dict[str, Any]:
    said = {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return {**said, "reply_markup": markup} if markup else said


def _parsed(external_id: str) -> tuple[str, list[int], str]:
    """(kind, numbers, sum) of an id that `send` gave; no numbers where it is none of ours."""
    head, _, shown = external_id.partition(":")
    told = head[1:].split(",")
    return head[:1], [int(one) for one in told if one.isdecimal()], shown
