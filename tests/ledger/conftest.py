"""Some tests of the ledger look at pages."""

from tests.web.conftest import site

__all__ = ["site"]
