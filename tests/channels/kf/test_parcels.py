"""The repeat of a message has the parts of the first try, whatever room there is by then."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.kf import parcels
from bot.channels.kf.parcels import Parcel, plan
from bot.texts import Words
from handlers.kit.cards import Button, Card
from handlers.kit.turns import Press
from storage.kf import MOST, Customer, Waiting

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG = Words("演武-0001", "", (), "长" * 500, (Button("已实现", Press("cases.take", 1, 1, "x")),), (), False, False)
SHORT = replace(LONG, body="短")


class Store:
    """One card waits for one customer; what is noted of it stays."""

    def __init__(self, sent: int) -> None:
        self.sent = sent
        self.rows = [Waiting(1, 1, Card("wishes/asked"), True, "")]

    def waiting(self, _: str) -> Sequence[Waiting]:
        return self.rows

    def customer(self, _: str) -> Customer:
        return Customer("wk1", NOW, self.sent)

    def had(self, *_: object) -> frozenset[int]:
        return frozenset()

    def spend(self, _: str, number: int) -> None:
        self.sent += number

    def put_into(self, rows: Collection[Waiting], batch: str) -> None:
        self.rows = [replace(one, batch=batch) if one in rows else one for one in self.rows]


def facts(media: int) -> tuple[int | None, int, str, str]:
    """What is below ten was sent by the customer."""
    return 1, 1 if media < 10 else 2, "", ""


def caller(*_: object) -> Any:
    return SimpleNamespace(actor=SimpleNamespace(person_id=1))


def planned(store: Store, said: Words, monkeypatch: pytest.MonkeyPatch, welcomes: str = "") -> Parcel:
    work: Any = SimpleNamespace(kf=store, media=SimpleNamespace(facts=facts), accounts=SimpleNamespace(caller=caller))
    monkeypatch.setattr(parcels, "_words", lambda *_: [said])
    parcel = plan(work, "wm1", NOW + timedelta(minutes=1), lambda _: "", welcomes)
    assert parcel
    return parcel


def test_a_repeat_has_the_parts_of_the_first_try(monkeypatch: pytest.MonkeyPatch) -> None:
    for sent, parts in ((MOST - 1, 1), (0, 2)):
        store = Store(sent)
        first = planned(store, LONG, monkeypatch)
        assert len(first.bodies) == parts
        assert len(f"{first.batch}p-p") <= 32, "as long as a msgid may be"
        store.sent = 0  # they have written meanwhile
        assert planned(store, LONG, monkeypatch) == first
        assert store.sent == 0, "counted once"


@pytest.mark.parametrize(
    ("sent", "photos", "voices"),
    [(0, (11, 12), (14,)), (MOST - 3, (11, 12), (14,)), (MOST - 2, (11, 12), ()), (MOST - 1, (), ())],
)
def test_what_others_sent_goes_along_where_there_is_room(
    monkeypatch: pytest.MonkeyPatch, sent: int, photos: tuple[int, ...], voices: tuple[int, ...]
) -> None:
    store, said = Store(sent), replace(SHORT, photos=(1, 11, 12), voices=(2, 13, 14))
    first = planned(store, said, monkeypatch)
    assert (first.photos, first.voices, len(first.bodies)) == (photos, voices, 1)
    assert store.sent == sent + 1 + bool(photos) + bool(voices)
    assert len(f"{first.batch}-v") <= 32, "as long as a msgid may be"
    store.sent = 0
    assert planned(store, said, monkeypatch) == first


def test_a_welcome_has_one_part_afterwards_too(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(0)
    first = planned(store, LONG, monkeypatch, "wk1")
    assert planned(store, LONG, monkeypatch) == first


def test_a_card_that_grew_or_shrank_keeps_the_number_of_its_last_part(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(0)
    assert planned(store, LONG, monkeypatch).begins == 0
    shrunk = planned(store, SHORT, monkeypatch)
    assert (len(shrunk.bodies), shrunk.begins) == (1, 1), "its buttons never take the number of a text that arrived"
    store = Store(0)
    assert len(planned(store, SHORT, monkeypatch).bodies) == 1
    grown = planned(store, LONG, monkeypatch)
    assert (len(grown.bodies), grown.begins) == (1, 0), "never more than were counted"
