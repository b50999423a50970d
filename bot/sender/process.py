"""One process of the sender, from its start to its end."""

import asyncio
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import structlog

from bot.sender.line import Alive, Line, Stop

log = structlog.get_logger()

LOADS: Final = 180.0  # seconds that it may take until it first says something; a slow machine takes ten
SILENT: Final = 60.0  # seconds without a word, of one that says every few that it lives
LOOK: Final = 5.0
ENDS: Final = 10.0  # seconds that it may take to stop


class Process:
    """`line` reaches it. `loads`, `silent`: seconds after which one that says nothing is ended."""

    def __init__(self, heard: Callable[[Any], None], loads: float = LOADS, silent: float = SILENT) -> None:
        self._heard, self._patience, self._silent = heard, loads, silent
        self._loop = asyncio.get_running_loop()
        self._said_at = self._loop.time()
        self._at_work = False
        self.line = Line(self._hear, lambda: None)

    async def start(self, module: str) -> None:
        """OSError where the machine has no more to give. It loads what this process would: not what lies where it was
        started, and not other versions."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-P", "-m", module, str(theirs.fileno())),
                    pass_fds=(theirs.fileno(),),
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    start_new_session=True,  # Ctrl-C is for the server
                )
            await self._loop.create_unix_connection(lambda: self.line, sock=ours)
        except BaseException:
            ours.close()
            raise

    async def over(self) -> int:
        """Until it has ended; its code."""
        while True:
            try:
                return await asyncio.wait_for(self._process.wait(), min(LOOK, self._patience))
            except TimeoutError:
                if self._loop.time() - self._said_at > self._patience:
                    log.error("the sender says nothing and is ended")
                    self._kill()

    async def stop(self) -> None:
        """What is under way there ends first; while it loads nothing is."""
        if self._at_work:
            self.line.send(Stop())
        else:
            self._kill()
        try:
            await asyncio.wait_for(self._process.wait(), ENDS)
        except TimeoutError:
            log.warning("the sender did not stop by itself")
            self._kill()
            await self._process.wait()

    def _hear(self, value: Any) -> None:
        self._said_at, self._patience, self._at_work = self._loop.time(), self._silent, True
        if not isinstance(value, Alive):
            self._heard(value)

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
