"""A neighbourhood on WeCom, for each test anew."""

from collections.abc import Iterator

import pytest

from tests.channels.wecom.live import Phones
from tests.databases import Databases
from tests.emulators.wecom import WeComApi


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi(limits=None) as found:
        yield found


@pytest.fixture
def phones(databases: Databases, api: WeComApi) -> Iterator[Phones]:
    with databases.fresh("sqlite") as url:
        found = Phones(url, api)
        try:
            yield found
        finally:
            found.close()
