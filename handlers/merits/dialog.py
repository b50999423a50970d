"""How points are put up and reviewed in chat: a form with one question at a time, and batches of what waits."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from handlers.kit.cards import Card, Reply
from handlers.kit.refusals import Fact, Refusal
from handlers.kit.scores import Source
from handlers.kit.turns import Incoming, Kind, Press
from handlers.kit.worktime import SHANGHAI
from handlers.merits import batch, forms
from handlers.merits.actions import appealable, counted_on, items
from handlers.merits.answers import answered
from handlers.merits.ends import ended, tallied
from handlers.merits.forms import Form
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

_Begin: TypeAlias = "Callable[[Work, Viewer, datetime], Reply]"


def said(work: "Work", viewer: Viewer, incoming: Incoming, photos: tuple[int, ...], now: datetime) -> Reply | None:
    """A word that begins something, or the answer to the open question; none where the words are anything else."""
    begin = None if photos else _WORDS.get(_plain(incoming.text))
    if begin:
        return begin(work, viewer, now)
    form = forms.of(viewer.conversation)
    if form is None or incoming.location or incoming.forwarded:
        return None
    if _plain(incoming.text) in _STOP and not photos:
        return _stopped(viewer)
    if incoming.kind is Kind.VOICE and not incoming.text:
        raise Refusal("cases/words", {"need": form.asks})
    return _next(work, viewer, answered(work, viewer, form, incoming.text.strip(), photos, now), form, now)


def is_word(text: str) -> bool:
    """Whether a text begins something here, and so answers nobody's question."""
    return _plain(text) in _WORDS


def asks_photo(viewer: Viewer) -> bool:
    form = forms.of(viewer.conversation)
    return form is not None and form.asks == "photo"


def pressed(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    match press.name:
        case "merits.new":
            return _apply(work, viewer, now)
        case "merits.enter":
            return _enter(work, viewer, now)
        case "merits.batch":
            return _batch(work, viewer, now)
        case "merits.board":
            return _board(work, viewer, now)
        case "merits.appeal":
            return _appeal(work, viewer, press.value, now)
        case "merits.all" | "merits.pick" | "merits.each":
            return _shown(work, viewer, press, now)
        case "merits.answer":
            return _answer(work, viewer, press.value, now)
        case "merits.stop":
            return _stopped(viewer)
    raise Refusal("front/old_button")


def _apply(work: "Work", viewer: Viewer, now: datetime) -> Reply:
    counted = counted_on(work, viewer.actor.person_id, now.astimezone(SHANGHAI).date())
    if not items(counted, Source.APPLIED):
        raise Refusal("merits/nothing")
    return _ask(viewer, Form("apply"))


def _enter(work: "Work", viewer: Viewer, now: datetime) -> Reply:
    if not batch.is_reviewer(viewer.actor):
        raise Refusal("merits/not_yours")
    return _ask(viewer, Form("enter"))


def _batch(work: "Work", viewer: Viewer, now: datetime) -> Reply:
    if not batch.is_reviewer(viewer.actor):
        raise Refusal("merits/not_yours")
    return Reply((Card("merits/batch"),), viewer.conversation)


def _board(work: "Work", viewer: Viewer, now: datetime) -> Reply:
    return Reply((Card("merits/board"),), viewer.conversation)


def _appeal(work: "Work", viewer: Viewer, value: str, now: datetime) -> Reply:
    if not (value.isascii() and value.isdigit() and len(value) <= 15):
        raise Refusal("front/old_button")
    entry = appealable(work, viewer.actor.person_id, int(value), now)
    return _ask(viewer, Form("appeal", {"entry": entry.id}))


def _shown(work: "Work", viewer: Viewer, press: Press, now: datetime) -> Reply:
    """What is done with the lines of a batch, as they stood on the card."""
    what = batch.Shown.parse(press.value)
    found = batch.of_shown(work, viewer.actor, what, now) if what else ()
    if what is None or not found:
        return Reply((Card("merits/batch"),), viewer.conversation)
    ids = tuple(case.id for case in found)
    if press.name == "merits.each":
        return Reply(tuple(Card("merits/case", one) for one in ids), forms.closed(viewer.conversation))
    if press.name == "merits.pick":
        return _ask(viewer, Form("pick", {"cases": ids, "stage": what.stage}))
    return tallied(work, viewer, what.stage, ids, (), now) or _ask(
        viewer, Form("count", {"cases": ids, "stage": what.stage})
    )


def _answer(work: "Work", viewer: Viewer, value: str, now: datetime) -> Reply:
    """An answer that stands on a button: `act:question:answer`."""
    act, asked, text = (*value.split(":", 2), "", "")[:3]
    form = forms.of(viewer.conversation)
    if form is None or (form.act, form.asks) != (act, asked):
        raise Refusal("front/old_button")
    return _next(work, viewer, answered(work, viewer, form, text, (), now), form, now)


def _next(work: "Work", viewer: Viewer, form: Form, before: Form, now: datetime) -> Reply:
    """The next question, the same again where that was no answer, or the end."""
    if form.asks:
        return _ask(viewer, form, again=form == before)
    return ended(work, viewer, form, now) or _ask(viewer, Form("count", form.known))


def _ask(viewer: Viewer, form: Form, *, again: bool = False) -> Reply:
    args: dict[str, Fact] = {"act": form.act, "asks": form.asks, "again": again}
    args |= {key: str(value) for key in ("item", "page", "stage") if (value := form.known.get(key))}
    args |= {key: ",".join(map(str, form.numbers(key))) for key in ("cases", "people") if form.known.get(key)}
    return Reply((Card("merits/form", None, args),), forms.kept(viewer.conversation, form))


def _stopped(viewer: Viewer) -> Reply:
    return Reply((Card("merits/stopped"),), forms.closed(viewer.conversation))


def _plain(text: str) -> str:
    return text.strip("。.！!？?，,~ ")


_WORDS: Final[Mapping[str, _Begin]] = {
    **dict.fromkeys(
        ("申报积分", "申报", "报积分", "积分申报", "我要申报", "我想申报", "我要申报积分", "我想申报积分"), _apply
    ),
    **dict.fromkeys(("记分", "给人记分"), _enter),
    **dict.fromkeys(("审积分", "审分"), _batch),
    **dict.fromkeys(("积分公示", "公示"), _board),
}
_STOP: Final = ("取消", "算了", "不报了", "不申报了", "不记了")
