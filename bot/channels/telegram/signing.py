"""Who looks at a page inside Telegram, as Telegram signs it (initData). Pure; nothing of aiogram in here.

The key is HMAC-SHA256 of the bot's token under the key `WebAppData`; what is signed are all fields but `hash`, one a
line, in the order of their names.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

GOOD: Final = timedelta(minutes=10)  # Telegram signs anew whenever a page is opened
AHEAD: Final = timedelta(minutes=1)  # their clock before ours
MOST: Final = 4096  # characters
_FIELDS = 32


@dataclass(frozen=True, slots=True)
class Opened:
    """`address` looks at a page; `mark` is the same for the same opening only."""

    address: str
    mark: str


def opened(token: str, init_data: str, now: datetime) -> Opened | None:
    """None for what this bot's Telegram did not sign, or not lately."""
    fields = _fields(init_data)
    given = fields.pop("hash", "")
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    key = hmac.new(b"WebAppData", token.encode(), hashlib.sha256).digest()
    wanted = hmac.new(key, lines.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
        return None
    person = _person(fields.get("user", ""))
    return Opened(person, wanted) if person and _fresh(fields.get("auth_date", ""), now) else None


def _fields(init_data: str) -> dict[str, str]:
    """Nothing where a name comes twice: what is signed must be what is read."""
    if len(init_data) > MOST:
        return {}
    try:
        told = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, max_num_fields=_FIELDS)
    except ValueError:
        return {}
    fields = dict(told)
    return fields if len(fields) == len(told) else {}


def _person(text: str) -> str:
    try:
        user = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    number = user.get("id") if isinstance(user, dict) else None
    return str(number) if isinstance(number, int) and not isinstance(number, bool) else ""


def _fresh(text: str, now: datetime) -> bool:
    if not (text.isascii() and text.isdigit() and len(text) <= 11):
        return False
    age = now - datetime.fromtimestamp(int(text), UTC)
    return -AHEAD <= age <= GOOD
