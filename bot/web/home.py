"""The first page: what this is and how to be invited; in the demo, the people to go in as."""

from datetime import date
from functools import partial

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.site import guest_of, site_of
from handlers.kit.roles import ROLE_NAMES, Role
from handlers.kit.worktime import SHANGHAI
from storage.work import Work

_FIRST = (Role.RESIDENT, Role.PARTY_MEMBER, Role.VOLUNTEER, Role.GRID_MEMBER, Role.COMMUNITY_SECRETARY)
_ORDER = [ROLE_NAMES[role] for role in _FIRST]


async def home(request: Request) -> Response:
    """What this is, and how to be invited."""
    guest, settings = await guest_of(request), site_of(request).settings
    codes = bool(settings.telegram_token or settings.wecom_corp)
    return HTMLResponse(page("home.html", inside=guest is not None, codes=codes))


async def people(request: Request) -> Response:
    """Everybody of the demo, to go in as."""
    site = site_of(request)
    day = site.now().astimezone(SHANGHAI).date()
    return HTMLResponse(page("people.html", people=await site.desk.read(partial(_people, day))))


def _people(day: date, work: Work) -> list[dict[str, object]]:
    """Those of the demo who have an account, with what they are."""
    found = [
        {"id": person.id, "called": person.called, "role": role_of(work, person.id, day)}
        for person in work.people.reachable()
    ]
    return sorted(found, key=lambda one: (_place(str(one["role"])), str(one["id"])))


def role_of(work: Work, person_id: int, day: date) -> str:
    """What somebody is: 党员, or 居民 who has no seat."""
    names = dict.fromkeys(ROLE_NAMES[seat.role] for seat in work.people.held(person_id, day))
    return "、".join(names) or ROLE_NAMES[Role.RESIDENT]


def _place(role: str) -> int:
    first = role.split("、", maxsplit=1)[0]
    return _ORDER.index(first) if first in _ORDER else len(_ORDER)
