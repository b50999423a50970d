"""The first page: in the demo the people to go in as, otherwise what this is and how to be invited."""

from collections.abc import Callable
from datetime import date

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.texts import page
from bot.web.site import guest_of, site_of
from handlers.kit.roles import ROLE_NAMES, Role
from handlers.kit.worktime import SHANGHAI
from storage.work import Work

_ORDER = (Role.RESIDENT, Role.PARTY_MEMBER, Role.VOLUNTEER, Role.GRID_MEMBER, Role.COMMUNITY_SECRETARY)


async def home(request: Request) -> Response:
    site = site_of(request)
    people = await site.desk.read(demo_people(site.now().astimezone(SHANGHAI).date())) if site.settings.demo else []
    guest = await guest_of(request)
    return HTMLResponse(page("home.html", people=people, demo=site.settings.demo, inside=guest is not None))


def demo_people(day: date) -> Callable[[Work], list[dict[str, object]]]:
    """Those of the demo who have an account, with what they are."""

    def read(work: Work) -> list[dict[str, object]]:
        found = []
        for person in work.people.reachable():
            roles = [seat.role for seat in work.people.held(person.id, day)]
            name = "、".join(dict.fromkeys(ROLE_NAMES[role] for role in roles)) or ROLE_NAMES[Role.RESIDENT]
            found.append({"id": person.id, "called": person.called, "role": name, "order": _place(roles)})
        return sorted(found, key=lambda one: (str(one["order"]), str(one["id"])))

    return read


def _place(roles: list[Role]) -> int:
    first = roles[0] if roles else Role.RESIDENT
    return _ORDER.index(first) if first in _ORDER else len(_ORDER)
