"""Who fills a seat on a day; what a telephone number looks like."""

import re
from datetime import date
from unicodedata import normalize

from handlers.people.records import Post

_TOLD = re.compile(r"(?<!\d)(?:(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}|0\d{2,3}[- ]?\d{7,8})(?!\d)", re.ASCII)


def is_on_leave(post: Post, day: date) -> bool:
    return bool(post.leave_from and post.leave_from <= day <= (post.leave_to or date.max))


def in_force(post: Post, day: date) -> bool:
    return post.starts <= day <= (post.ends or date.max)


def acts_for(post: Post, person_id: int, day: date) -> bool:
    """Whether a person may act for a post's seat: its holder always, the stand-in during the leave."""
    if not in_force(post, day):
        return False
    return person_id == post.person_id or (person_id == post.stand_in_id and is_on_leave(post, day))


def addressee(post: Post, day: date) -> int | None:
    """The person to tell: the stand-in during a leave, else the holder; none out of force."""
    if not in_force(post, day):
        return None
    return post.stand_in_id if post.stand_in_id and is_on_leave(post, day) else post.person_id


def has_number(text: str) -> bool:
    """Whether words tell a telephone number: a mobile one, or one of a house with its area code."""
    return bool(_TOLD.search(normalize("NFKC", text)))


def mobile(text: str) -> str:
    """The eleven digits of a mobile number of this country, however it is written; empty for any other."""
    found = re.fullmatch(r"(?:\+?86)?(1[3-9]\d{9})", re.sub(r"[\s-]", "", text), re.ASCII)
    return found[1] if found else ""
