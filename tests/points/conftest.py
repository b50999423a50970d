"""A running server for each test of the page."""

from tests.web.conftest import site

__all__ = ["site"]
