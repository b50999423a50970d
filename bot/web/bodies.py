"""How large a form may be: told by its head, before anything of it is read."""

from typing import Final

from starlette.requests import Request

MOST_BODY: Final = 200 * 1024 * 1024  # nine photos as phones take them, and some room


def fits(request: Request, most: int = MOST_BODY) -> bool:
    """Whether a body says how many bytes it has and these are not too many; one that doesn't say is too long."""
    length = request.headers.get("content-length", "")
    return length.isdecimal() and len(length) < 12 and int(length) <= most
