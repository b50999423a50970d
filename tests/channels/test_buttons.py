"""Every button that anybody is shown, pressed by everybody: fresh, stale, twice, made up."""

from collections.abc import Callable, Sequence

import pytest

from tests.channels.kf.live import Customers
from tests.channels.pressing import PEOPLE, Tally, Try, pressed_by_all, rows
from tests.channels.same import SCENES, Scene
from tests.channels.telegram.live import Phones as OnTelegram
from tests.channels.wecom.live import Phones as OnWeCom
from tests.channels.wecom.live import event
from tests.databases import KINDS, Databases
from tests.emulators.telegram import BotApi
from tests.emulators.wecom import WeComApi
from tests.play import Play
from tests.scenes import opened

PLAYERS = ("王奶奶", "刘书记", "李师傅")
each_scene = pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)


def tried(databases: Databases, kind: str, scene: Scene, share: float) -> Tally:
    with databases.fresh(kind) as url:
        play = Play(url)
        try:
            return pressed_by_all(play, scene, share)
        finally:
            play.close()


@each_scene
def test_only_what_the_table_of_steps_allows_has_an_effect(databases: Databases, scene: Scene) -> None:
    tally = tried(databases, "sqlite", scene, 0.01)
    assert tally.effects > 10
    assert tally.tries > 2 * tally.effects, "hardly anything was tried that must not be done"


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@each_scene
def test_many_more_of_them(databases: Databases, scene: Scene, kind: str) -> None:
    tally = tried(databases, kind, scene, 0.3 if kind == "sqlite" else 0.05)
    assert tally.tries > 20 * tally.effects


def test_a_forged_press_over_telegram_does_nothing(databases: Databases) -> None:
    with databases.fresh("sqlite") as url, BotApi() as api:
        phones = OnTelegram(url, api)
        try:
            for who in PEOPLE:
                phones.phones[who].start()
            api.handled()
            phones.settled()

            def forge(one: Try) -> None:
                phone = phones.phones[one.who]
                phone.press([m.message_id for m in phone.chat if m.from_bot][-1], data=str(one.press))

            assert forged(phones, forge, phones.api.handled) > 20
        finally:
            phones.close()


def test_a_forged_press_over_wecom_does_nothing(databases: Databases) -> None:
    with databases.fresh("sqlite") as url, WeComApi(limits=None) as api:
        phones = OnWeCom(url, api)
        try:

            def forge(one: Try) -> None:
                phone = phones.phones[one.who]
                api.forge(phone.id, content=event(api, phone, "template_card_event", EventKey=str(one.press)))

            assert forged(phones, forge, phones.heard) > 20
        finally:
            phones.close()


def test_a_forged_press_over_customer_service_does_nothing(databases: Databases) -> None:
    with databases.fresh("sqlite") as url, WeComApi(limits=None) as api:
        customers = Customers(url, api)
        try:

            def forge(one: Try) -> None:
                customers.phones[one.who].post("text", {"content": "好", "menu_id": str(one.press)})

            assert forged(customers, forge, customers.heard, 0.15) > 20
        finally:
            customers.close()


def forged(
    phones: OnTelegram | OnWeCom | Customers,
    forge: Callable[[Try], None],
    heard: Callable[[], object],
    share: float = 0.03,
) -> int:
    """Whatever had no effect inside the house has none from outside either; returns how many were sent.

    By those who only look on: a press of whoever plays may close the question that they are asked."""
    sent = 0

    def send(harmless: Sequence[Try]) -> None:
        nonlocal sent
        before = phones.desk.read_now(rows)
        for one in harmless:
            if one.who not in PLAYERS and one.who in phones.phones:
                forge(one)
                sent += 1
        heard()
        assert phones.desk.read_now(rows) == before

    pressed_by_all(phones, opened, share, also=send)
    return sent
