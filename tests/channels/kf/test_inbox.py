"""How far an inbox was read: several processes may pull it, none puts the place back."""

import pytest

from tests.databases import KINDS, Databases
from tests.play import Play


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_read_further_is_not_put_back(databases: Databases, kind: str) -> None:
    with databases.fresh(kind) as url:
        play = Play(url)

        def read(cursor: str, before: str | None = None) -> str:
            return play.do(lambda work: work.kf.read_up_to("wk1", cursor, before))

        try:
            assert read("one", "") == "one"
            assert read("two", "one") == "two"
            assert read("late", "one") == "two", "the slower one goes on from where the other is"
            assert read("again") == "again"
        finally:
            play.close()
