"""The courier: brings notices to their readers, and messages to the outside channels."""

from bot.courier.run import Courier

__all__ = ["Courier"]
