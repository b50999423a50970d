"""Writing commands beside a running server: sent to it over a local socket; without a server, done here."""

import asyncio
import json
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import structlog

from bot.commands.work import COMMANDS
from bot.desk import Desk
from bot.settings import Settings
from bot.wiring import LockedElsewhere, opened
from storage.engines import is_sqlite

log = structlog.get_logger()

Say = Callable[[dict[str, Any]], None]


class CommandFailed(Exception):
    """The server could not do it; says why."""


def run(settings: Settings, name: str, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """Do a command where the data is: in the running server, else in this process."""
    if args.get("dry_run") and is_sqlite(settings.url) and not (settings.data / "weiyuan.db").exists():
        return _tried(settings, name, args, say)
    try:
        with opened(settings) as desk:
            return COMMANDS[name](desk, settings, args, say)
    except LockedElsewhere:
        return _ask(settings, name, args, say)


def _tried(settings: Settings, name: str, args: dict[str, Any], say: Say) -> dict[str, Any]:
    """A trial where there is no data yet: against empty data that nobody keeps."""
    with tempfile.TemporaryDirectory(prefix="weiyuan-") as folder:
        trial = settings.model_copy(update={"data": Path(folder)})
        with opened(trial) as desk:
            return COMMANDS[name](desk, trial, args, say)


def _ask(settings: Settings, name: str, args: dict[str, Any], say: Say) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(settings.socket_file))
        except OSError as error:
            raise CommandFailed("数据正被另一个程序用着，等它结束再试") from error
        line.sendall(json.dumps({"command": name, "args": args}).encode() + b"\n")
        for raw in line.makefile():
            answer: dict[str, Any] = json.loads(raw)
            if "error" in answer:
                raise CommandFailed(answer["error"])
            if "result" in answer:
                result: dict[str, Any] = answer["result"]
                return result
            say(answer)
    raise CommandFailed("服务断了，没有办完")


async def listen(desk: Desk, settings: Settings) -> asyncio.Server:
    """Take commands from this machine's own user, while the server runs."""
    settings.socket_file.unlink(missing_ok=True)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop, line = asyncio.get_running_loop(), await reader.readline()
        if not line:  # somebody only looked whether a server is there
            writer.close()
            return

        def say(value: dict[str, Any]) -> None:
            loop.call_soon_threadsafe(writer.write, json.dumps(value, ensure_ascii=False).encode() + b"\n")

        try:
            asked = json.loads(line)
            command = COMMANDS[asked["command"]]
            say({"result": await asyncio.to_thread(command, desk, settings, asked["args"], say)})
        except Exception as error:
            log.exception("a command failed")
            say({"error": repr(error)})
        await asyncio.sleep(0)
        await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(answer, settings.socket_file)
    settings.socket_file.chmod(0o600)
    return server
