"""Coming in through a link: what it shows, and the one press that uses it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from handlers.invitations.actions import place_of
from handlers.invitations.records import Form, Invitation, Join, Kind, Place
from handlers.invitations.rules import CONSENT, check, closed, door_key, faults, tidy
from handlers.invitations.tokens import Wrong, read
from handlers.kit.notices import Notice
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor, Person, Post
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work

JOINED = "invitations/joined"
SETTLES = timedelta(minutes=5)  # whoever mistypes a door mends it at once, and perhaps once more
JOINED_HOME = "join-"  # how the codes of households begin that nobody has registered


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a form: the person who is in, or what is wrong, a word a field."""

    person_id: int = 0
    faults: Mapping[str, str] = field(default_factory=dict)


def shown(work: "Work", token: str, now: datetime) -> tuple[Invitation, Place]:
    """The invitation behind a link, changing nothing. Raises Refusal where it is not good, or not any more."""
    named = read(work.vault.signing, token)
    if named is Wrong.FOREIGN:
        raise Refusal("invitations/foreign")
    found = None if isinstance(named, Wrong) else work.invitations.get([named.id]).get(named.id)
    if found is None:
        raise Refusal("invitations/forged")
    check(found, now)
    return found, place_of(work, found)


def join(work: "Work", token: str, form: Form, now: datetime) -> Entered:
    """Enter somebody new, who agrees by pressing. Raises Refusal; a faulty form uses nothing up."""
    return enter(work, *shown(work, token, now), form, now)


def enter(work: "Work", invitation: Invitation, place: Place, form: Form, now: datetime) -> Entered:
    """The same through an invitation that is open, however its link was shown. Raises Refusal."""
    form = tidy(form)
    wrong = faults(form, invitation.kind, place.homes)
    if wrong:
        return Entered(faults=wrong)
    unit = next((one for one in place.homes if one.id == form.unit_id), place.unit)
    work.units.lock(unit.id)
    home, door = home_of(work, unit, form) if invitation.kind is not Kind.POST else (None, "")
    if home and lives_there(work, home, form.called):
        return Entered(faults={"called": "taken"})
    _use(work, invitation, now)
    home = home or (new_home(work, unit, door) if door else None)
    person = Person(0, unit.root_id, form.called, form.called, form.phone, door, home, unit.id)
    person_id = work.people.add(person)
    _note(work, invitation, unit, person_id, now, entered=True)
    return Entered(person_id)


def take_post(work: "Work", token: str, actor: Actor, now: datetime) -> int:
    """Somebody who is in already takes the post that a link offers. Raises Refusal."""
    invitation, place = shown(work, token, now)
    if invitation.role is None or any(
        seat.role is invitation.role and seat.unit_id == invitation.unit_id for seat in actor.seats
    ):
        raise Refusal("invitations/already")
    work.units.lock(place.unit.id)
    _use(work, invitation, now)
    _note(work, invitation, place.unit, actor.person_id, now, entered=False)
    return actor.person_id


def _use(work: "Work", invitation: Invitation, now: datetime) -> None:
    """Count this use: of those who press at the same moment, no more than there is room for get past here."""
    if not work.invitations.use(invitation.id, now):
        present = work.invitations.get([invitation.id])[invitation.id]
        raise Refusal(closed(present, now) or "invitations/spent")
    day = now.astimezone(SHANGHAI).date()
    most = work.number("invitation.sheet_an_hour", day, invitation.unit_path)
    if work.invitations.joined_since(invitation.id, now - timedelta(hours=1)) >= most:
        raise Refusal("invitations/too_many")


def home_of(work: "Work", unit: Unit, form: Form) -> tuple[int | None, str]:
    """The household behind a door of this building and the door as it is registered, however it is typed here."""
    key = door_key(form.door, unit.name)
    homes = [one for one in work.units.households(unit.path) if one.unit_id == unit.id]
    found = next((one for one in homes if door_key(one.door, unit.name) == key), None)
    return (found.id, found.door) if found else (None, form.door)


def new_home(work: "Work", unit: Unit, door: str) -> int:
    """Its code tells neither the building nor the door."""
    mark = work.vault.mark("door", f"{unit.id}:{door_key(door, unit.name)}")
    return work.units.add_household(f"{JOINED_HOME}{mark[:16]}", unit.id, door)


def lives_there(work: "Work", household_id: int, called: str) -> bool:
    """Whether somebody came in by this name before, and is still here.

    Of those whom the community has registered nothing is told: the sheet hangs where everybody can try names.
    """
    joins = work.invitations.joins_by(work.people.of_household(household_id))
    ended = {one.person_id for one in joins if one.entered and one.ended_at}
    here = {one.person_id for one in joins if one.entered} - (ended - work.accounts.with_account(ended))
    return any(called == one.called for one in work.people.get(here).values())


def _note(work: "Work", invitation: Invitation, unit: Unit, person_id: int, now: datetime, *, entered: bool) -> None:
    """Write down who came and what they agreed to, give the post, tell those who look after the place."""
    day, seat_id = now.astimezone(SHANGHAI).date(), None
    if invitation.role:
        seat_id = work.people.seat(invitation.role, unit.id)
        post = Post(seat_id, person_id, day)
        if not work.people.change_post(post):  # taken and ended today already
            work.people.add_post(post)
    if entered or work.invitations.consent(person_id) is None:
        work.invitations.agree(person_id, CONSENT, now)
    join_id = work.invitations.add_join(Join(0, invitation.id, person_id, unit.path, now, entered, seat_id), unit.id)
    tell_hosts(work, invitation, unit, join_id, person_id, now)


def tell_hosts(
    work: "Work", invitation: Invitation, unit: Unit, join_id: int, person_id: int, now: datetime, *, times: int = 0
) -> None:
    """Say who came to those who look after the place; once more, with `times`, where a door was put right. That waits
    for a while: who puts it right again meanwhile is told of once, by the door as it is then."""
    hosts = [invitation.made_by] if invitation.role else _hosts(work, unit, now)
    args = {"join": join_id, "times": times} if times else {"join": join_id}
    due = now + SETTLES if times else now
    notices = []
    for host in hosts:
        first = f"join:{join_id}:{host}"
        if host != person_id and not (times and work.outbox.waits(f"{first}:")):
            key = f"{first}:{times}" if times else first
            notices.append(Notice(key, f"person:{host}", JOINED, None, 0, args, now, due))
    work.outbox.put(notices)


def _hosts(work: "Work", unit: Unit, now: datetime) -> list[int]:
    """The grid's member; where there is none, the community's secretary."""
    ids = [part for part in unit.path.strip("/").split("/") if part]
    line, day = ["/" + "/".join(ids[: n + 1]) + "/" for n in range(len(ids))], now.astimezone(SHANGHAI).date()
    for role in (Role.GRID_MEMBER, Role.COMMUNITY_SECRETARY):
        found = work.people.seated([role], line, day)
        if found:
            return list(dict.fromkeys(person for person, _, _ in found))
    return []
