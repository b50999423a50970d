"""One script, every channel: what people say there has the effects that it has on the web, row for row."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from scheduler.clockwork import Clockwork
from tests.cases.house import with_rules
from tests.channels.kf.live import Customers
from tests.channels.mixed import Mixed
from tests.channels.same import (
    SCENES,
    Scene,
    by_stage,
    check_same,
    on_the_web,
    put_right,
    refused,
    request,
    told,
    unordered,
    wish,
)
from tests.channels.telegram.live import Phones as OnTelegram
from tests.channels.wecom.live import Phones as OnWeCom
from tests.databases import KINDS, Databases
from tests.emulators.telegram import BotApi
from tests.emulators.wecom import WeComApi
from tests.play import Play

Stage = Callable[[str], AbstractContextManager[Play]]


@contextmanager
def telegram(url: str) -> Iterator[Play]:
    """Where the rules allow that party matters are spoken of there: else they would say only where to look."""
    with BotApi() as api, TemporaryDirectory() as folder:
        phones = OnTelegram(url, api)
        phones.desk.house = replace(phones.desk.house, rules=with_rules(Path(folder), ALLOWED).rules)
        try:
            yield phones
        finally:
            phones.close()


@contextmanager
def wecom(url: str) -> Iterator[Play]:
    with WeComApi(limits=None) as api:
        phones = OnWeCom(url, api)
        try:
            yield phones
        finally:
            phones.close()


@contextmanager
def kf(url: str) -> Iterator[Play]:
    """The residents by customer service, whoever has a post on the web."""
    with WeComApi(limits=None) as api:
        customers = Customers(url, api)
        try:
            yield customers
        finally:
            customers.close()


@contextmanager
def mixed(url: str) -> Iterator[Play]:
    with BotApi() as bots, WeComApi(limits=None) as corp, TemporaryDirectory() as folder:
        phones = Mixed(url, bots, corp, Path(folder))
        phones.desk.house = replace(phones.desk.house, rules=with_rules(Path(folder), ALLOWED).rules)
        with pytest.MonkeyPatch.context() as still:
            for name in ("start", "stop"):
                still.setattr(Clockwork, name, lambda _: None)  # a play rings by itself
            try:
                phones.open()
                yield phones
            finally:
                phones.close()


ALLOWED = """
[party.channels]
value = "web wecom telegram"
source = "[P] 这几个渠道都可以"
"""
STAGES: tuple[Stage, ...] = (telegram, wecom)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_the_same_effects_as_on_the_web(databases: Databases, stage: Stage, scene: Scene) -> None:
    wanted = on_the_web(databases, scene)
    with databases.fresh("sqlite") as url, stage(url) as phones:
        scene(phones)
        found = phones.desk.read_now(told)
    check_same(wanted, found)


@pytest.mark.parametrize("scene", [wish, refused, request, put_right], ids=lambda scene: scene.__name__)
def test_residents_on_wechat_and_staff_on_the_web(databases: Databases, scene: Scene) -> None:
    wanted = on_the_web(databases, scene)
    with databases.fresh("sqlite") as url, kf(url) as customers:
        scene(customers)
        found = customers.desk.read_now(told)
    check_same(by_stage(wanted), by_stage(found))


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_everybody_on_a_channel_of_their_own(databases: Databases, scene: Scene) -> None:
    """Four channels at once, one server."""
    wanted = on_the_web(databases, scene)
    with databases.fresh("sqlite") as url, mixed(url) as phones:
        scene(phones)
        found = phones.desk.read_now(told)
    check_same(by_stage(wanted), by_stage(found))


@pytest.mark.skipif("postgres" not in KINDS, reason="only SQLite is asked for")
def test_the_same_on_postgres(databases: Databases) -> None:
    """Turns and deliveries side by side, in the threads of another desk."""
    scene = SCENES[0]
    wanted = on_the_web(databases, scene)
    with databases.fresh("postgres") as url, telegram(url) as phones:
        scene(phones)
        found = phones.desk.read_now(told)
    check_same(unordered(wanted), unordered(found))
