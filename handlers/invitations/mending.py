"""The door put right just after coming in, 秀兰 3单元501 once more: what is meant by it, and the one use case."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.invitations.actions import place_of
from handlers.invitations.joining import JOINED_HOME, home_of, lives_there, new_home, tell_hosts
from handlers.invitations.records import Form, Invitation, Place
from handlers.invitations.rules import door_key, faults, is_door, tidy
from handlers.invitations.typed import form_of
from handlers.people.linking import typed as code_in
from handlers.people.records import Actor, Person
from handlers.units.records import Unit
from handlers.units.spoken import normal

if TYPE_CHECKING:
    from storage.work import Work

_MEANS = (
    "不对|不是|[写打记填说]?错了|更正(?:一下)?|改(?:成|为|一下)|应该是|应是|其实|住址|地址|门牌号?|我们?家?|家住?在?|"
    "住在?|在|是"
)
_LEAD = re.compile(rf"^(?:(?:{_MEANS})[\s，,。：:、的]*)+")
_STAIRS = re.compile(r"(\d{1,2}|[a-z东南西北中])单元")
_NUMBER = re.compile(r"\d+")
_ROOM = re.compile(r"\d{3,4}")


def meant(text: str, person: Person, invitation: Invitation, place: Place) -> Form | None:
    """The form as it should have been, where words are one's own name with a door, a door, or the stairway alone."""
    if code_in(text) or "\n" in text.strip():
        return None
    form = tidy(form_of(_LEAD.sub("", text.strip()) or text, invitation.kind, place))
    called = form.called.removesuffix("家") or person.called
    door = _whole(form.door, person.door)
    if not (is_door(door) and _akin(called, person.called)):
        return None
    if _NUMBER.fullmatch(door) and not _ROOM.fullmatch(door):
        return None
    return Form(called, door, "", form.unit_id or person.unit_id or 0)


def wants_stairs(work: "Work", unit: Unit, door: str) -> bool:
    """Whether a door is a room alone, though others of this building name their stairway, or nobody knows of any."""
    if not door or "-" in door_key(door, unit.name):
        return False
    others = [one for one in work.units.households(unit.path) if one.unit_id == unit.id and one.door != door]
    return not others or any("-" in door_key(one.door, unit.name) for one in others)


def mend(
    work: "Work", actor: Actor, invitation: Invitation, form: Form, times: int, now: datetime
) -> Mapping[str, str]:
    """Another door for somebody who came in; whoever looks after the place is told. What is wrong, a word a field.

    `times`: how often they have put it right before.
    """
    place = place_of(work, invitation)
    wrong = faults(form, invitation.kind, place.homes)
    if wrong:
        return wrong
    unit = next((one for one in place.homes if one.id == form.unit_id), place.unit)
    person = work.people.get([actor.person_id])[actor.person_id]
    if (form.called, form.door, unit.id) == (person.called, person.door, person.unit_id):
        return {}
    work.units.lock(unit.id)
    home, door = home_of(work, unit, form)
    if home and home != person.household_id and lives_there(work, home, form.called):
        return {"called": "taken"}
    home = home or new_home(work, unit, door)
    work.people.change(
        replace(person, name=form.called, called=form.called, door=door, household_id=home, unit_id=unit.id)
    )
    if person.household_id and person.household_id != home:
        work.units.forget(person.household_id, JOINED_HOME)
    if unit.id != person.unit_id or door_key(door, unit.name) != door_key(person.door, unit.name):
        _tell(work, invitation, unit, person.id, times, now)
    return {}


def _tell(work: "Work", invitation: Invitation, unit: Unit, person_id: int, times: int, now: datetime) -> None:
    joins = [one for one in work.invitations.joins_by([person_id]) if one.invitation_id == invitation.id]
    if joins:
        work.invitations.moved(joins[-1].id, unit.id)
        tell_hosts(work, invitation, unit, joins[-1].id, person_id, now, times=times + 1)


def _whole(door: str, before: str) -> str:
    """3单元 alone, with the room that was told before; any other door as it is."""
    stairs, rooms = _STAIRS.fullmatch(normal(door)), _NUMBER.findall(normal(before))
    return f"{stairs[1]}单元{rooms[-1]}" if stairs and rooms else door


def _akin(one: str, other: str) -> bool:
    """The same name, one with more to it, or one sign of it mistyped."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 2:
        return False
    typo = len(short) == len(long) and sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return typo or short in long
