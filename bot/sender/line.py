"""Between the server and its sender: values of our own, pickled, each behind its length. Nothing else is taken."""

import asyncio
import copyreg
import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass, fields
from io import BytesIO
from operator import attrgetter
from typing import Any, Final, cast

from bot.channels.base import Pace
from bot.desk import Effects
from bot.settings import Settings
from handlers.kit.cards import Card
from handlers.kit.house import House
from storage.deliveries import Queued
from storage.work import Work

_LENGTH: Final = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Begin:
    """The first that the sender is told."""

    settings: Settings
    house: House
    pace: Pace


@dataclass(frozen=True, slots=True)
class Alive:
    """The sender is at work; said when it begins, and every few seconds."""


@dataclass(frozen=True, slots=True)
class Stop:
    """What is under way may end; nothing new is begun."""


@dataclass(frozen=True, slots=True)
class Ask:
    """The sender wants something written: `run` is a function of a module, with values."""

    number: int
    run: Callable[[Work], Any]
    key: str


@dataclass(frozen=True, slots=True)
class Told:
    """What came of it."""

    number: int
    result: Any
    error: Exception | None


def _by_fields(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """Pickled as a call with all fields: how frozen dataclasses do it themselves looks each up by its name."""
    values = attrgetter(*(one.name for one in fields(kind)))
    return lambda one: (kind, values(one))


_TABLE: Final[dict[Any, Callable[[Any], Any]]] = {
    **copyreg.dispatch_table,
    **{kind: _by_fields(kind) for kind in (Ask, Told, Effects, Queued, Card)},
}


class Line(asyncio.Protocol):
    """One end. `hear` is given each value; `over` is called when the other end has gone."""

    def __init__(self, hear: Callable[[Any], None], over: Callable[[], None]) -> None:
        self._hear, self._over = hear, over
        self._rest = bytearray()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.WriteTransport", transport)  # a socket's is one, whatever its class

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._over()

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while len(self._rest) >= _LENGTH.size:
            end = _LENGTH.size + int(_LENGTH.unpack_from(self._rest)[0])
            if len(self._rest) < end:
                return
            value = pickle.loads(self._rest[_LENGTH.size : end])  # noqa: S301  # from our own process, over a pair of sockets without a name
            del self._rest[:end]
            self._hear(value)

    def send(self, value: object) -> None:
        """Nothing comes of it where the other end has gone. Raises what pickling raises."""
        if self._transport:
            data = BytesIO()
            pickler = pickle.Pickler(data, pickle.HIGHEST_PROTOCOL)
            pickler.dispatch_table = _TABLE
            pickler.dump(value)
            self._transport.write(_LENGTH.pack(data.tell()) + data.getvalue())

    @property
    def waiting(self) -> int:
        """Bytes that the other end has not taken yet."""
        return self._transport.get_write_buffer_size() if self._transport else 0
