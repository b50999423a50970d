"""The desk: runs turns and jobs in transactions, answers after COMMIT."""

from bot.desk.base import Desk, Effects, StoreUnavailable
from bot.desk.open import open_desk

__all__ = ["Desk", "Effects", "StoreUnavailable", "open_desk"]
