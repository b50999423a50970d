"""Who may see a photo or hear a voice: its sender, and whoever the policy of its case opens it to."""

from typing import TYPE_CHECKING

from handlers.cases.policy import PHOTO_RIGHTS, See
from handlers.cases.reading import open_to
from handlers.cases.records import LinkKind
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
    if case_id is None:
        return False
    right = PHOTO_RIGHTS.get(key or "", See.PHOTOS)
    cases = work.cases.get([case_id, *_became(work, case_id)]).values()
    return any(right in open_to(room_of(case.flow), case, actor) for case in cases)


def _became(work: "Work", case_id: int) -> list[int]:
    """What a case has become keeps the photos and voices that came with it."""
    links = work.cases.links(case_id)
    return [link.child_id for link in links if link.kind is LinkKind.BECAME and link.parent_id == case_id]
