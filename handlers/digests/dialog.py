"""What somebody asks of their digests: why they get one, that they want none, that they want it again."""

from typing import TYPE_CHECKING

from handlers.digests.reading import owed_to
from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Refusal
from handlers.kit.turns import Press
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from datetime import datetime

    from storage.work import Work


def pressed(work: "Work", viewer: Viewer, press: Press, now: "datetime") -> Reply:
    if press.name == "digests.why":
        return Reply((Card("digests/why", args={"digests": press.value}),), viewer.conversation)
    if press.name not in ("digests.stop", "digests.start"):
        raise Refusal("front/old_button")
    known = {one.key for one in owed_to(work, viewer.actor, now)}
    if press.value not in known:
        raise Refusal("front/old_button")
    wanted = press.name == "digests.start"
    work.digests.want(viewer.actor.person_id, press.value, wanted=wanted)
    return Reply((Card("digests/mine", args={"changed": press.value, "wanted": wanted}),), viewer.conversation)
