"""Papers are drawn in a process of their own, one at a time: the chat never waits for a workbook, and what drawing
takes in memory goes when it has been quiet for a while."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from multiprocessing.process import BaseProcess
from typing import Final

from handlers.kit.papers import Paper

KEPT: Final = 32
PATIENCE: Final = 60.0  # seconds for one paper
QUIET: Final = 600.0  # seconds after which the process is let go


class Form(StrEnum):
    XLSX = "xlsx"
    DOCX = "docx"
    PNG = "png"


class RenderFailed(Exception):
    """No file came of it: it took too long, its process died twice, or the paper has no chart to make a picture of."""


def rendered(paper: Paper, form: Form) -> bytes:
    """What the process does; the libraries that draw are loaded here, never in the server."""
    if form is Form.XLSX:
        from bot.papers.workbook import workbook

        return workbook(paper)
    if form is Form.DOCX:
        from bot.papers.brief import brief

        return brief(paper)
    from bot.papers.chart import picture_of

    if picture := picture_of(paper):
        return picture
    raise RenderFailed("there is no chart")


class Renderer:
    """Starts its process with the first paper. `close` it with the server."""

    def __init__(self, patience: float = PATIENCE, quiet: float = QUIET) -> None:
        self._patience, self._quiet = patience, quiet
        self._one_at_a_time = asyncio.Lock()
        self._kept: OrderedDict[tuple[Paper, Form], bytes] = OrderedDict()
        self._child: _Child | None = None
        self._rest: asyncio.TimerHandle | None = None
        self._closed = False

    async def render(self, paper: Paper, form: Form) -> bytes:
        """The file's bytes; RenderFailed where none came of it."""
        async with self._one_at_a_time:
            found = self._kept.pop((paper, form), None)
            if found is None:
                found = await self._drawn(paper, form)
            self._keep(paper, form, found)
            return found

    def close(self) -> None:
        self._closed = True
        self._let_go()

    async def _drawn(self, paper: Paper, form: Form) -> bytes:
        """A process that died is replaced once: it may have been killed for its memory."""
        for last in (False, True):
            try:
                return await self._tried(paper, form)
            except BrokenProcessPool as error:
                self._let_go()
                if last or self._closed:
                    raise RenderFailed("the process died") from error
        raise AssertionError

    async def _tried(self, paper: Paper, form: Form) -> bytes:
        if self._closed:
            raise RenderFailed("closed")
        self._stay()
        self._child = self._child or _Child()
        try:
            return await asyncio.wait_for(self._child.run(paper, form), self._patience)
        except TimeoutError as error:
            self._let_go()
            raise RenderFailed("it took too long") from error
        except (BrokenProcessPool, RenderFailed):
            raise
        except Exception as error:
            raise RenderFailed("it can't be drawn") from error
        finally:
            self._rest_later()

    def _keep(self, paper: Paper, form: Form, found: bytes) -> None:
        self._kept[paper, form] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _stay(self) -> None:
        if self._rest:
            self._rest.cancel()

    def _rest_later(self) -> None:
        self._stay()
        self._rest = asyncio.get_running_loop().call_later(self._quiet, self._let_go)

    def _let_go(self) -> None:
        self._stay()
        child, self._child = self._child, None
        if child:
            child.end()


class _Child:
    """A fresh process, started by the first paper that it is given."""

    def __init__(self) -> None:
        fresh = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, mp_context=fresh, initializer=_begin)
        self._mine: set[BaseProcess] = set()

    async def run(self, paper: Paper, form: Form) -> bytes:
        others = set(multiprocessing.active_children()) - self._mine
        future = self._pool.submit(rendered, paper, form)
        self._mine = set(multiprocessing.active_children()) - others
        return await asyncio.wrap_future(future)

    def end(self) -> None:
        """At once, whatever it is at."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for process in self._mine:
            process.kill()


def _begin() -> None:
    """The server alone hears Ctrl-C, and its end is the end of this process too, however it came."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_server, daemon=True).start()


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server:
        server.join()
        os._exit(1)
