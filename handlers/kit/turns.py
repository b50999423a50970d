"""A turn: one message or press of one account, in a form that no channel owns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_BYTES = 64
# Ids and versions of up to 15 digits: every database holds them.
_FORM = re.compile(r"[a-z_]+\.[a-z_]+\|\d{1,15}\|\d{1,9}\|.*", re.DOTALL)


class Kind(StrEnum):
    OPEN = "open"
    TEXT = "text"
    PRESS = "press"
    PHOTO = "photo"
    LOCATION = "location"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button means. It carries no authority: everything is checked again when it comes back.

    `name` is `<room>.<verb>`; `version` is the case's when the button was drawn (0: no case).
    Written as `name|case|version|value`, at most 64 bytes, which the narrowest channel can carry.
    """

    name: str
    case: int = 0
    version: int = 0
    value: str = ""

    def __str__(self) -> str:
        return f"{self.name}|{self.case}|{self.version}|{self.value}"

    @classmethod
    def parse(cls, text: str) -> "Press":
        """ValueError where the text was never one of ours."""
        if len(text.encode()) > MOST_BYTES or not _FORM.fullmatch(text):
            raise ValueError("not a press")
        name, case, version, value = text.split("|", 3)
        return cls(name, int(case), int(version), value)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture already checked and re-encoded by the edge: JPEG without metadata."""

    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Voice:
    """A spoken message as the channel sent it; `seconds` is 0 where nobody knows, `media` its id once it is stored.

    It is listened to by people only: nothing here knows what it says.
    """

    data: bytes
    seconds: int
    media: int = 0


_SPOKEN = re.compile(r"(?:\s*（语音(?:，[\d 分秒]+)?）)+\s*")


def is_spoken(text: str) -> bool:
    """Whether the words only stand for a voice, （语音，12 秒）: nothing has been written yet."""
    return bool(_SPOKEN.fullmatch(text))


def lasting(seconds: int) -> str:
    """How a voice is called where it can't be heard: 语音，12 秒."""
    minutes, rest = divmod(seconds, 60)
    said = [f"{minutes} 分"] * bool(minutes) + [f"{rest} 秒"] * bool(rest)
    return "，".join(["语音", " ".join(said)] if said else ["语音"])


@dataclass(frozen=True, slots=True)
class Incoming:
    """A verified message: `account` is its address on `channel`, `message_id` is unique on the channel.

    `trouble` is the refusal that the edge already knows, for a photo that can't be read: its words still count.
    `forwarded` names who wrote the words first, "?" where the channel doesn't say; `location` is (latitude,
    longitude) in degrees of WGS-84. `contact` is a telephone number that the channel says is the sender's own. `parts`
    are the ids of further messages that are one with this: albums come in pieces.
    """

    channel: str
    account: str
    message_id: str
    kind: Kind
    text: str = ""
    press: Press | None = None
    photos: tuple[Photo, ...] = ()
    trouble: str = ""
    forwarded: str = ""
    location: tuple[float, float] | None = None
    voice: Voice | None = None
    parts: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a dialog remembers between two messages of an account: which dialog is open and its notes.

    Notes may hold personal text (a draft): they are stored sealed under the person's key.
    """

    dialog: str = ""
    notes: Mapping[str, object] = field(default_factory=dict)
