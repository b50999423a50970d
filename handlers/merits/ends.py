"""How a form ends: a case is opened, an appeal made, a batch passed."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from handlers.kit.cards import Card, Reply
from handlers.kit.events import Stepped
from handlers.kit.refusals import Fact
from handlers.merits import batch, forms
from handlers.merits.actions import appeal, apply_for, counted_on, propose
from handlers.merits.forms import Form
from handlers.merits.records import BALLOT, Claim, Way
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work


def ended(work: "Work", viewer: Viewer, form: Form, now: datetime) -> Reply | None:
    """The reply once every question is answered; none where the votes of a meeting are still to be asked."""
    match form.act:
        case "apply":
            return _opened(viewer, apply_for(work, viewer.actor, _claim(work, viewer, form, Way.APPLIED), now))
        case "enter":
            return _opened(viewer, propose(work, viewer.actor, _claim(work, viewer, form, Way.ENTERED), now))
        case "appeal":
            return _opened(viewer, appeal(work, viewer.actor, form.number("entry"), form.text("words"), now))
    ids, kept = form.numbers("cases"), form.numbers("numbers")
    apart = tuple(one for n, one in enumerate(ids, 1) if n in kept)
    votes = tuple(form.number(key) for key in BALLOT) if form.act == "count" else ()
    return tallied(work, viewer, form.text("stage"), ids, votes, now, apart)


def tallied(
    work: "Work",
    viewer: Viewer,
    stage: str,
    ids: tuple[int, ...],
    votes: tuple[int, ...],
    now: datetime,
    apart: tuple[int, ...] = (),
) -> Reply | None:
    """Pass what is to pass, and show what was set apart one by one; none where votes are to be asked first."""
    passing = [one for one in ids if one not in apart]
    if passing and batch.counts(stage) and not votes:
        return None
    passed = batch.pass_all(work, viewer.actor, passing, stage, votes, now)
    card = Card("merits/done", None, {"stage": stage, "apart": len(apart), **batch.written(passed)})
    single = tuple(Card("merits/case", one) for one in apart)
    return Reply((card, *single), forms.closed(viewer.conversation))


def _claim(work: "Work", viewer: Viewer, form: Form, way: Way) -> Claim:
    day = date.fromisoformat(form.text("day"))
    person = form.number("person") or viewer.actor.person_id
    return Claim(
        *(way, counted_on(work, person, day), form.text("item"), day, form.number("quantity") or 100),
        words=form.text("words"),
        photos=form.numbers("photo"),
    )


def _opened(viewer: Viewer, news: Stepped) -> Reply:
    args: dict[str, Fact] = {"step": news.step.name, "by": viewer.actor.person_id}
    return Reply((Card("merits/news", news.case.id, args),), forms.closed(viewer.conversation))
