"""The pages beside the chat, for a summons too."""

from tests.web.conftest import site

__all__ = ["site"]
