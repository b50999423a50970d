"""A running emulator and a line to it."""

from collections.abc import Iterator

import pytest

from tests.emulators.scene import Wire
from tests.emulators.telegram import BotApi, User
from tests.emulators.wecom import WeComApi
from tests.emulators.wecom_scene import Line


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as found:
        yield found


@pytest.fixture
def wire(api: BotApi) -> Iterator[Wire]:
    found = Wire(api)
    yield found
    found.client.close()


@pytest.fixture
def wang(api: BotApi) -> User:
    return api.user(1001, "王奶奶")


@pytest.fixture
def wecom() -> Iterator[WeComApi]:
    with WeComApi() as found:
        found.staff("wang", "王主任")
        yield found


@pytest.fixture(scope="module")
def endless() -> Iterator[Line]:
    """A line to one server for many small refusals, where nobody is counted."""
    with WeComApi(limits=None) as found:
        found.staff("wang", "王主任")
        line = Line(found)
        yield line
        line.client.close()


@pytest.fixture
def line(wecom: WeComApi) -> Iterator[Line]:
    found = Line(wecom)
    yield found
    found.client.close()
