"""The own telephone number, where a channel vouches that it is the sender's own."""

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.kit.cards import Card, Reply
from handlers.people.records import Viewer
from handlers.people.rules import mobile

if TYPE_CHECKING:
    from storage.work import Work


def given(work: "Work", viewer: Viewer, phone: str) -> Reply:
    """Kept where there is none yet. One that the community has registered is changed by the community."""
    person, number = work.people.get([viewer.actor.person_id])[viewer.actor.person_id], mobile(phone)
    if not number:
        what = "foreign"
    elif person.phone:
        what = "same" if person.phone == number else "other"
    else:
        what = "kept"
        work.people.change(replace(person, phone=number))
    return Reply((Card("people/phone", args={"what": what}),), viewer.conversation)
