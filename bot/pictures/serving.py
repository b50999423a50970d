"""A demo of its own for whoever wants to look at it from outside: pictures, measurements."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_START: Final = 30.0  # seconds that a demo may take to load


def find_chromium() -> str | None:
    return os.environ.get("WEIYUAN_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A demo of its own on a free port; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    mine = {key: value for key, value in os.environ.items() if not key.startswith("WEIYUAN_")}
    settings = {"WEIYUAN_DATA": str(folder / "data"), "WEIYUAN_PORT": str(port)}
    command = [sys.executable, "-m", "bot.cli", "demo"]
    server = subprocess.Popen(command, env={**mine, **settings}, stdout=subprocess.DEVNULL)  # noqa: S603  # our own
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(f"{address}/readyz", timeout=2):  # noqa: S310  # the address is our own
                return
        except URLError:
            time.sleep(0.2)
    raise RuntimeError("演示没有启动起来")
