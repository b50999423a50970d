"""Sending in a process of its own: while it draws, encrypts and waits for a channel, turns go on beside it."""

from bot.sender.keeper import Sender, stands_apart

__all__ = ["Sender", "stands_apart"]
