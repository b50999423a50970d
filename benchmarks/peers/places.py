"""The bots, each in a process and a folder of its own, on the disk that holds the project."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.peers.people import Bot
from benchmarks.support import ROOT

SECRET = "benchmark"  # noqa: S105 - it opens nothing
STARTS = 120.0  # seconds; two of the libraries take several to import
OURS, PLAIN, DURABLE, PTB = "weiyuan", "plain", "durable", "ptb"
OUR_PATH, THEIR_PATH = "/telegram/hook", "/hook"


@contextmanager
def started(names: Sequence[str], api: int, residents: int) -> Iterator[list[Bot]]:
    """All of them, ready for updates; those that nobody talks to cost next to nothing."""
    with ExitStack() as stack:
        yield [stack.enter_context(_one(name, n, api, residents)) for n, name in enumerate(names, 1)]


@contextmanager
def _one(name: str, number: int, api: int, residents: int) -> Iterator[Bot]:
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:
        port, token = _free(), f"{100 + number}:benchmarked-peers"
        place = [folder] if name == OURS else [str(Path(folder) / "bot.db")]
        told = [*place, str(port), token, f"http://127.0.0.1:{api}", SECRET]
        more = [str(residents)] if name == OURS else []
        environment = {key: value for key, value in os.environ.items() if not key.startswith("WEIYUAN_")}
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", f"benchmarks.peers.{name}", *told, *more], cwd=ROOT, env=environment
        )
        try:
            yield Bot(name, process.pid, token, port, OUR_PATH if name == OURS else THEIR_PATH, SECRET)
        finally:
            process.terminate()
            process.wait(20)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def ready(bot: Bot) -> None:
    """Until it listens. TimeoutError when it does not."""
    end = time.monotonic() + STARTS
    while True:
        try:
            _, line = await asyncio.open_connection("127.0.0.1", bot.port)
        except OSError:
            if time.monotonic() > end:
                raise TimeoutError(bot.name) from None
            await asyncio.sleep(0.1)
        else:
            line.close()
            return


def worked(bot: Bot) -> float:
    """Seconds that both cores together have worked for this bot so far, in its process and those that it started."""
    started = Path(f"/proc/{bot.process}/task/{bot.process}/children").read_text().split()
    return sum(_ticks(one) for one in (bot.process, *map(int, started))) / os.sysconf("SC_CLK_TCK")


def _ticks(process: int) -> int:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
