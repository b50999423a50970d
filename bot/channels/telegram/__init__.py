"""Telegram: updates in, cards out. Importing this package is cheap; its modules bring aiogram, so only `opening` does.

`wire` talks to the Bot API, `reading` says what an update means, `polling` and `hook` bring
updates, `writing` gives cards their form, `channel` sends and edits them, `running` puts it together.
"""

from typing import Final

NAME: Final = "telegram"
