"""Who may see a photo: its sender, and whoever the policy of its case opens it to."""

from typing import TYPE_CHECKING

from handlers.cases.policy import See
from handlers.cases.reading import open_to
from handlers.cases.registry import room_of
from handlers.people.records import Actor

if TYPE_CHECKING:
    from storage.work import Work


def may_see(work: "Work", actor: Actor, media_id: int) -> bool:
    found = work.media.facts(media_id)
    if found is None:
        return False
    case_id, sender_id, key, _ = found
    if sender_id == actor.person_id:
        return True
    case = work.cases.get([case_id]).get(case_id) if case_id else None
    if case is None:
        return False
    room = room_of(case.flow)
    right = See.PROOF if key == "proof" else See.PHOTOS
    return right in open_to(room, case, actor)
