"""A neighbourhood on WeChat, for each test anew."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.channels.kf.live import Customers
from tests.databases import Databases
from tests.emulators.wecom import WeComApi


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi(limits=None) as found:
        yield found


@pytest.fixture
def phones(databases: Databases, api: WeComApi) -> Iterator[Customers]:
    with databases.fresh("sqlite") as url, closing(Customers(url, api)) as found:
        yield found
