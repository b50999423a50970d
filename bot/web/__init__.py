"""The web edge: the chat page, its pages beside it, sign-in, health."""

from bot import texts
from bot.web.marks import whole

texts.pages.filters["whole"] = whole
