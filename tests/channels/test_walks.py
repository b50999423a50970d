"""A button that is shown to somebody does what it says when they press it at once: in scenes that nobody wrote."""

import pytest

from tests.channels.walking import walked
from tests.databases import Databases


def test_no_button_that_is_shown_is_refused(databases: Databases) -> None:
    assert walked(databases, range(1, 3)) == []


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1000, 1400, 40))
def test_nor_in_many_more(databases: Databases, first: int) -> None:
    assert walked(databases, range(first, first + 40)) == []
