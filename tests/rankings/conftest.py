"""The pages are asked of a running server."""

from tests.web.conftest import site

__all__ = ["site"]
