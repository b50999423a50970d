"""A neighbourhood on WeCom, for each test anew."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.channels.wecom.live import Phones
from tests.channels.wecom.out import Out, outgoing
from tests.databases import Databases
from tests.emulators.wecom import Staff, WeComApi


@pytest.fixture
def api() -> Iterator[WeComApi]:
    with WeComApi(limits=None) as found:
        yield found


@pytest.fixture
def phones(databases: Databases, api: WeComApi) -> Iterator[Phones]:
    with databases.fresh("sqlite") as url, closing(Phones(url, api)) as found:
        yield found


@pytest.fixture
async def out(api: WeComApi, tmp_path: Path) -> AsyncIterator[Out]:
    """The outgoing side alone."""
    async with outgoing(tmp_path, api) as found:
        yield found


@pytest.fixture
def li(api: WeComApi) -> Staff:
    return api.staff("li")
