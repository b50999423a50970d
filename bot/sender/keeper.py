"""The sender, as the server keeps it: started, told what was committed, started again where it has died."""

import asyncio
from dataclasses import replace
from typing import Any, Final

import structlog

from bot.channels.base import Channel
from bot.cores import cores
from bot.desk import Desk, Effects, StoreUnavailable
from bot.desk.base import TaskFailed
from bot.sender.line import Ask, Begin, Line, Told
from bot.sender.process import Process
from bot.settings import Settings
from storage.engines import is_sqlite

log = structlog.get_logger()

PAUSE: Final = 1.0  # seconds before one that has died is started again; twice as many each time it dies young
LONGEST: Final = 60.0
YOUNG: Final = 60.0  # seconds
MOST: Final = 8 << 20  # bytes that may wait for it; beyond that it finds in the store what it was not told


def stands_apart(settings: Settings) -> bool:
    """Whether what goes to Telegram is sent by a process of its own. On one core it would only cost memory; the demo's
    clock is moved in one process; over PostgreSQL there may be several servers as it is."""
    wanted = settings.telegram_token and settings.sender and not settings.demo
    return bool(wanted) and is_sqlite(settings.url) and cores() > 1


class Sender:
    """`channel` stands for the one over there: by its name and its pace. `line`: to the process, while there is one."""

    module = "bot.sender"

    def __init__(self, settings: Settings, desk: Desk, channel: Channel) -> None:
        self._settings, self._desk, self._channel = settings, desk, channel
        self._loop = asyncio.get_running_loop()
        self.line: Line | None = None
        self._jobs: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled; then what is under way ends first."""
        self._desk.listeners.append(self.hear)
        self._desk.apart = frozenset({self._channel.name})
        pause = PAUSE
        try:
            while True:
                began = self._loop.time()
                try:
                    code: int | None = await self._once()
                except Exception:  # whatever it is: nothing else sends what waits
                    log.exception("the sender can't be started")
                    code = None
                pause = min(LONGEST, pause * 2) if self._loop.time() - began < YOUNG else PAUSE
                log.error("the sender has died and is started again", code=code, pause=pause)
                await asyncio.sleep(pause)
        finally:
            self._desk.listeners.remove(self.hear)

    async def _once(self) -> int:
        """One process, from its start to its end."""
        process = Process(self.heard)
        await process.start(self.module)
        self.line = process.line
        try:
            process.line.send(Begin(self._settings, self._desk.house, self._channel.pace))
            return await process.over()
        except BaseException:
            await process.stop()
            raise
        finally:
            self.line = None

    def hear(self, effects: Effects) -> None:
        self._loop.call_soon_threadsafe(self._pass_on, effects)

    def _pass_on(self, effects: Effects) -> None:
        """What it has to send, and what may make a card look otherwise."""
        if self.line is None:
            return
        fresh = tuple(one for one in effects.fresh if one[0] == self._channel.name)
        mine = replace(effects, fresh=fresh, told=False)
        if not mine or self.line.waiting > MOST:
            return
        try:
            self.line.send(mine)
        except Exception:  # some fact of a face that can't be pickled: it is drawn there
            log.exception("sent without faces", channel=self._channel.name)
            self.line.send(replace(mine, fresh=tuple((name, replace(one, face=None)) for name, one in fresh)))

    def heard(self, value: Any) -> None:
        """Something that the process wants."""
        assert isinstance(value, Ask), value
        task = self._loop.create_task(self._write(value))
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)

    async def _write(self, ask: Ask) -> None:
        line, result = self.line, None
        error: Exception | None = None
        try:
            result = await self._desk.job(ask.run, ask.key)
        except StoreUnavailable as failed:
            error = failed
        except Exception as failed:  # in words: not all that can be pickled can be read again
            error = TaskFailed(repr(failed))
        if line:
            _answer(line, Told(ask.number, result, error))


def _answer(line: Line, told: Told) -> None:
    try:
        line.send(told)
    except Exception as error:  # what can't be pickled is told in words
        line.send(Told(told.number, None, TaskFailed(repr(error))))
