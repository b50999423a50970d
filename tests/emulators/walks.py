"""What two independent libraries did not know or missed in an answer, however deep it lies."""

from collections.abc import Iterable, Iterator
from inspect import Parameter, signature
from typing import Any

from pydantic import BaseModel
from telegram import TelegramObject


def parts(given: object) -> Iterable[Any]:
    if isinstance(given, BaseModel):
        return [getattr(given, name) for name in type(given).model_fields]
    if isinstance(given, TelegramObject):
        slots = {name for kind in type(given).__mro__ for name in getattr(kind, "__slots__", ())}
        return [getattr(given, name, None) for name in slots - {"_bot", "api_kwargs", "_frozen"}]
    return given if isinstance(given, list | tuple) else []


def needed(kind: Any) -> list[str]:
    """What an object can't be made without."""
    asked = list(signature(kind).parameters.values())
    return [one.name for one in asked if one.default is Parameter.empty and one.kind is Parameter.POSITIONAL_OR_KEYWORD]


def amiss(given: object, path: str = "") -> Iterator[str]:
    """`.Message.Chat: {'odd': 1}` for every field that the library had no place for, `.Message: no chat` for one that
    it must have and one of them lets pass."""
    here = f"{path}.{type(given).__name__}" if isinstance(given, BaseModel | TelegramObject) else path
    more = given.model_extra if isinstance(given, BaseModel) else getattr(given, "api_kwargs", None)
    if more:
        yield f"{here}: {dict(more)}"
    if isinstance(given, TelegramObject):
        yield from (f"{here}: no {name}" for name in needed(type(given)) if getattr(given, name) is None)
    for part in parts(given):
        yield from amiss(part, here)
