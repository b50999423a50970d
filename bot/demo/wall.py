"""The demo's wall: the secretary has looked at the newest photos and let most of them hang there."""

from datetime import datetime

from handlers.people.records import Actor
from handlers.wall.photos import albums, show
from storage.work import Work

_LEFT = 2  # one or two wait, so that a newcomer finds something to put up


def hang(work: Work, secretary: Actor, now: datetime) -> None:
    """Put up the photos of what was done lately, but for the newest."""
    code = work.units.get(secretary.community_id or 0).code
    _, found = albums(work, secretary, code, now)
    ids = [photo.media_id for album in found for photo in album.photos]
    show(work, secretary, code, ids[_LEFT:], now)
