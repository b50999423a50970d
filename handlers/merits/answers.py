"""What an answer to a form's question means. What is none leaves the form as it was: the question is asked again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from handlers.kit.refusals import Refusal
from handlers.kit.scores import Item, Source
from handlers.kit.worktime import SHANGHAI
from handlers.merits.actions import counted_on, items
from handlers.merits.forms import Form
from handlers.merits.records import BALLOT
from handlers.merits.rules import hours_of, more_than, past_day, picked
from handlers.people.records import Viewer
from handlers.points.actions import counting

if TYPE_CHECKING:
    from storage.work import Work

MOST_WORDS: Final = 300
_NO_PHOTO: Final = ("-", "跳过", "没有", "没", "无", "不用", "不用了", "没有照片", "没照片", "没拍", "没有拍")
PAGE: Final = 4  # items on a card, beside the way to the next ones and out
_Meaning: TypeAlias = "Callable[[Work, Viewer, Form, str, datetime], Form]"


def answered(work: "Work", viewer: Viewer, form: Form, text: str, photos: tuple[int, ...], now: datetime) -> Form:
    """The form with the answer to its question; unchanged where that was none. Raises Refusal."""
    if form.asks == "photo":
        return form.told(photo=photos) if photos or _plain(text) in _NO_PHOTO else form
    if photos and not text:
        raise Refusal("cases/words", {"need": form.asks})
    told = _MEANINGS[form.asks](work, viewer, form, text, now)
    return told.told(photo=photos) if photos and form.act == "apply" and form.asks == "words" else told


def choices(work: "Work", viewer: Viewer, form_act: str, person_id: int, now: datetime) -> Sequence[Item]:
    """The items that the form offers."""
    counted = counted_on(work, person_id or viewer.actor.person_id, now.astimezone(SHANGHAI).date())
    return items(counted, Source.ENTERED if form_act == "enter" else Source.APPLIED)


def _item(work: "Work", viewer: Viewer, form: Form, text: str, now: datetime) -> Form:
    found = choices(work, viewer, form.act, form.number("person"), now)
    page = form.number("page")
    if text == "next":
        return form.told(page=page + 1 if (page + 1) * PAGE < len(found) else 0)
    numbered = {str(n): item for n, item in enumerate(found, 1)}
    item = next((one for one in found if text in (one.code, one.title)), numbered.get(text))
    if item is None:
        return form
    return form.told(item=item.code, **({} if item.in_hours else {"quantity": 100}))


def _person(work: "Work", viewer: Viewer, form: Form, text: str, now: datetime) -> Form:
    """By name, or by a button where several are called so."""
    offered = form.numbers("people")
    if text in [str(one) for one in offered]:
        return form.told(person=int(text))
    today = now.astimezone(SHANGHAI).date()
    found = {one.id for seat in _communities(work, viewer) for one in work.people.named(text, seat)}
    members = tuple(sorted(one for one in found if counting(work, one, today)))
    if not members:
        raise Refusal("merits/nobody")
    return form.told(person=members[0]) if len(members) == 1 else form.told(people=members[:5])


def _communities(work: "Work", viewer: Viewer) -> Sequence[str]:
    """Where a reviewer may find members by name."""
    communities = {work.units.get(seat.unit_id).community_id for seat in viewer.actor.seats}
    return sorted(work.units.get(one).path for one in communities if one)


def _quantity(work: "Work", viewer: Viewer, form: Form, text: str, now: datetime) -> Form:
    hours = hours_of(text)
    return form.told(quantity=hours) if hours else form


def _day(work: "Work", viewer: Viewer, form: Form, text: str, now: datetime) -> Form:
    day: date | None = past_day(text, now)
    if day and day > now.astimezone(SHANGHAI).date():
        raise Refusal("merits/future")
    return form.told(day=day.isoformat()) if day else form


def _words(work: "Work", viewer: Viewer, form: Form, text: str, now: datetime) -> Form:
    if not text:
        raise Refusal("cases/empty")
    if len(text) > MOST_WORDS:
        raise Refusal("cases/too_long", {"length": len(text), "most": MOST_WORDS})
    return form.told(words=text)


def _numbers(work: "Work", viewer: Viewer, form: Form, text: str, now: datetime) -> Form:
    found = picked(text, len(form.numbers("cases")))
    return form.told(numbers=tuple(found)) if found else form


def _votes(work: "Work", viewer: Viewer, form: Form, text: str, now: datetime) -> Form:
    """One of the meeting's numbers, never more than the one before it."""
    plain = text.removesuffix("人").removesuffix("个").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) < 6):
        return form
    number, place = int(plain), BALLOT.index(form.asks)
    if place == 0 and number < 1:
        return form
    if place and number > form.number(BALLOT[place - 1]):
        raise Refusal("merits/votes")
    if form.asks == "present" and form.text("stage") == "final_review":
        _meets(work, form, number, now)
    return form.told(**{form.asks: number})


def _meets(work: "Work", form: Form, present: int, now: datetime) -> None:
    """Said before anything further is asked: exactly half is no meeting."""
    case_id = form.numbers("cases")[0]
    path, due = work.cases.get([case_id])[case_id].unit_path, form.number("due")
    if not more_than(present, due, work.number("merit.quorum", now.astimezone(SHANGHAI).date(), path)):
        raise Refusal("merits/quorum", {"whole": due, "came": present})


_MEANINGS: Final[Mapping[str, _Meaning]] = {
    "item": _item,
    "person": _person,
    "quantity": _quantity,
    "day": _day,
    "words": _words,
    "numbers": _numbers,
    **dict.fromkeys(BALLOT, _votes),
}


def _plain(text: str) -> str:
    return text.strip("。.！!，, ")
