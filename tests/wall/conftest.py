"""The wall is asked of a running server, by somebody who never signed in."""

from tests.web.conftest import site

__all__ = ["site"]
