"""A neighbourhood on Telegram, for each test anew."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.channels.telegram.live import Phones
from tests.databases import Databases
from tests.emulators.telegram import BotApi


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as found:
        yield found


@pytest.fixture
def phones(databases: Databases, api: BotApi) -> Iterator[Phones]:
    with databases.fresh("sqlite") as url, closing(Phones(url, api)) as found:
        yield found
