"""One call's parameters, whichever way they came: everything is text, as in a form, and files stand apart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.telegram.answers import bad


@dataclass(frozen=True)
class Upload:
    name: str
    body: bytes


@dataclass(frozen=True)
class Params:
    texts: Mapping[str, str]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def has(self, name: str) -> bool:
        return bool(self.texts.get(name))

    def whole(self, name: str, default: int = 0, least: int = -(2**63), most: int = 2**63) -> int:
        """A whole number, moved into its bounds; what is none counts as nothing, as on the real server."""
        found = self.text(name).strip()
        if not found:
            return default
        try:
            return min(max(int(found), least), most)
        except ValueError:
            return min(max(0, least), most)

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def parsed(self, name: str, what: str) -> Any:
        """The JSON in a parameter, None when it isn't there; 400 names what could not be read."""
        if not self.has(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad(f"can't parse {what} JSON object") from None


def as_text(value: object) -> str:
    """A value from a JSON body in the form it would have in a form."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
