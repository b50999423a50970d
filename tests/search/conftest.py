"""A small city on either database, built once for all tests that only read it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine

from benchmarks.city import City, build
from storage.engines import reader_engine, writer_engine
from storage.vault import Vault
from tests.databases import KINDS, Databases

VAULT = Vault(b"1" * 32)


@dataclass
class Built:
    city: City
    engine: Engine


@pytest.fixture(scope="package", params=KINDS)
def built(databases: Databases, request: pytest.FixtureRequest) -> Iterator[Built]:
    with databases.fresh(request.param) as url:
        city, writer = City(2_000), writer_engine(url)
        build(writer, VAULT, city)
        writer.dispose()
        reader = reader_engine(url)
        yield Built(city, reader)
        reader.dispose()


@pytest.fixture
def conn(built: Built) -> Iterator[Connection]:
    with built.engine.begin() as found:
        yield found
