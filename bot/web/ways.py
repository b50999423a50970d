"""Where a sign-in may lead on to: pages of ours and nowhere else."""

import re
from typing import Final
from urllib.parse import quote, unquote

CHAT: Final = "/chat"
PLAIN: Final = ("/join/", "/wall/", "/open/")  # nobody signs in to see these
_OURS = re.compile(r"/(?:[A-Za-z0-9_.~%=&?+,:@-][A-Za-z0-9_.~%=&?+,:@/-]{0,399})?")
_NEVER = ("/telegram/", "/wecom/", "/enter/", "/leave")  # doors lead into the house, not to each other


def own_path(text: str) -> str:
    """The path where it is one of ours, as browsers read it; else the chat. Letters beyond ASCII are escaped."""
    try:
        path = quote(text, safe="/?&=%+,:@~-._")
    except UnicodeEncodeError:  # half a letter: no page has such a name
        return CHAT
    # Browsers take escaped dots for dots, and the server escaped letters for letters.
    read = unquote(path.partition("?")[0])
    doors = read.startswith(_NEVER) or path.startswith(_NEVER)
    steps = any(part in (".", "..") for part in read.split("/"))
    return path if _OURS.fullmatch(path) and not doors and not steps and path != "/" else CHAT


def through(door: str, path: str) -> str:
    """The address of a door that leads on to a page."""
    return f"{door}?to={quote(path, safe='/')}"
