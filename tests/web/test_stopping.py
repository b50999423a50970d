"""A server that stops lets go of open lines at once, and says nothing about it."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
from structlog.testing import capture_logs

from bot.ports import is_running
from bot.settings import Settings
from tests.browser.phones import free_port, wait_for
from tests.play import Play
from tests.web.server import Site


def test_open_lines_end_when_the_server_stops(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    env = {**os.environ, "WEIYUAN_DATA": str(tmp_path / "data"), "WEIYUAN_PORT": str(port)}
    with log.open("w") as file:
        run = subprocess.Popen([sys.executable, "-m", "bot.cli", "demo"], env=env, stdout=file, stderr=file)
        base = f"http://127.0.0.1:{port}"
        wait_for(f"{base}/readyz", run)
        ended = [threading.Event() for _ in range(2)]
        for path, event in zip(("/stage/events?after=1:0", "/as/1/chat/events"), ended, strict=True):
            threading.Thread(target=_read, args=(base + path, event), daemon=True).start()
        time.sleep(1)
        asked = time.monotonic()
        run.send_signal(signal.SIGINT)
        run.wait(10)
        assert time.monotonic() - asked < 1.9, "it waits two seconds for lines that do not end"
    assert all(event.wait(2) for event in ended)
    assert "Traceback" not in log.read_text()


def _read(address: str, ended: threading.Event) -> None:
    with httpx.stream("GET", address, timeout=20) as answer:
        for _ in answer.iter_lines():
            pass
    ended.set()


def test_who_only_looks_whether_a_server_runs_leaves_no_trace(lite_play: Play, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, demo=False)
    assert not is_running(settings)
    with capture_logs() as logs:
        site = Site(lite_play, settings)
        assert is_running(settings)
        site.close()
    assert not is_running(settings)
    assert not [one for one in logs if one["log_level"] in ("error", "critical")]
