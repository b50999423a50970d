"""Answers that may be sent by one press. The demo adds what one could write, and a photo for those who have none."""

from dataclasses import dataclass

from starlette.requests import Request

from bot.demo.picture import proof
from bot.web.site import site_of
from handlers import front
from handlers.kit.turns import Photo
from handlers.people.records import Viewer
from storage.work import Work

_MOST, _LONGEST = 3, 60


@dataclass(frozen=True, slots=True)
class Quick:
    """`sample`: whether a drawn picture may be sent where a photo is asked for."""

    texts: tuple[str, ...] = ()
    sample: bool = False


def quick_of(request: Request, work: Work, viewer: Viewer) -> Quick:
    """What is offered in this chat now."""
    texts, demo = front.quick(work, viewer), site_of(request).settings.demo
    if demo and not texts:
        texts = tuple(text[:_LONGEST] for text in request.query_params.getlist("try")[:_MOST])
    return Quick(texts, demo and front.asks_photo(work, viewer))


def sample(request: Request, asked: object) -> tuple[Photo, ...]:
    """The drawn picture that stands for a photo, in the demo only."""
    return (proof(str(asked)),) if asked and site_of(request).settings.demo else ()
