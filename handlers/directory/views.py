"""The cards of the directory as they are today: an old card shows the newest version of its entry."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.directory.actions import place_of, who
from handlers.directory.dialog import asked
from handlers.directory.records import Contact, Entry
from handlers.kit.cards import Button, Card, Face, Look
from handlers.kit.turns import Press
from handlers.kit.words import circled, short
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Viewer

if TYPE_CHECKING:
    from storage.work import Work

_SHOWN = 5


def faces(work: "Work", viewer: Viewer, cards: Sequence[Card], now: datetime) -> Sequence[Face]:
    """Faces for cards, in their order; what they show is read once, however many they are."""
    names, place = {card.name for card in cards}, place_of(work, viewer.actor)
    entries = work.directory.of(place) if place and "directory/list" in names else ()
    keys = {int(str(card.args["entry"])) for card in cards if card.name == "directory/answer"}
    newest = {entry.key: entry for entry in work.directory.versions(keys)} if keys else {}
    contacts = who(work, viewer.actor, now) if "directory/who" in names else ()
    found = []
    for card in cards:
        onward = _onward(card, viewer)
        match card.name:
            case "directory/list":
                found.append(_list(card, entries, onward))
            case "directory/who":
                found.append(_who(viewer, contacts, onward))
            case _:
                found.append(_answer(newest[int(str(card.args["entry"]))], place, onward, now))
    return found


def day(moment: datetime, now: datetime) -> str:
    """11月20日, with the year where it is another."""
    local, today = moment.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    return f"{'' if local.year == today.year else f'{local.year}年'}{local.month}月{local.day}日"


def _answer(entry: Entry, place: int | None, onward: tuple[Button, ...], now: datetime) -> Face:
    gone = entry.retired_at is not None or entry.community_id != place
    facts: Mapping[str, object] = {
        "gone": gone,
        "title": "" if gone else entry.title,
        "answer": "" if gone else entry.answer,
        "phone": "" if gone else entry.phone,
        "updated": day(entry.updated_at, now),
    }
    return Face("directory/answer", facts, (Button("还有别的", Press("directory.list", value=str(entry.key))), *onward))


def _who(viewer: Viewer, contacts: Sequence[Contact], onward: tuple[Button, ...]) -> Face:
    rows = [{"role": one.role, "called": one.called, "phone": one.phone} for one in contacts]
    home = bool(viewer.actor.unit_path or viewer.actor.seats)
    return Face("directory/who", {"contacts": rows, "home": home}, (Button("便民簿", Press("directory.list")), *onward))


def _list(card: Card, entries: Sequence[Entry], onward: tuple[Button, ...]) -> Face:
    first = [card.args[name] for name in sorted(card.args) if name.startswith("o")]

    def place(entry: Entry) -> int:
        """What else may have been meant, then the rest, at last what was seen just now."""
        return first.index(entry.key) if entry.key in first else len(first) + (entry.key == card.args.get("seen"))

    ordered = sorted(entries, key=place)
    rows = [{"mark": circled(n), "short": short(e.title)} for n, e in enumerate(ordered[:_SHOWN], 1)]
    buttons = [Button(circled(n), Press("directory.show", value=str(e.key))) for n, e in enumerate(ordered[:_SHOWN], 1)]
    page = Button("全部", page="/directory", look=Look.QUIET)
    return Face("directory/list", {"rows": rows, "total": len(entries)}, (*buttons, page, *onward)[:6])


def _onward(card: Card, viewer: Viewer) -> tuple[Button, ...]:
    """Hands the question on; only from the card that answered the last one."""
    ask = asked(viewer.conversation)
    return (Button("还是要提", Press("directory.go_on", value=ask)),) if ask and card.args.get("ask") == ask else ()
