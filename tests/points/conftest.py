"""The pages are asked of a running server, as those beside the chat are."""

from tests.web.conftest import site

__all__ = ["site"]
