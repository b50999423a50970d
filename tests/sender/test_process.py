"""The sender's process, as the server keeps it: it can't be started, says nothing, would load something else."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from structlog.testing import capture_logs

from bot import cores
from bot.sender import Sender, keeper
from bot.sender.process import Process
from bot.settings import Settings
from tests.databases import Databases
from tests.play import Play
from tests.sender.test_desk import Outside

SILENT = "tests.sender.silent"


@pytest.fixture
def play(databases: Databases) -> Iterator[Play]:
    with databases.fresh("sqlite") as url:
        play = Play(url)
        yield play
        play.desk.close()


async def test_one_that_says_nothing_is_ended() -> None:
    process = Process(lambda _: None, loads=0.3)
    await process.start(SILENT)
    with capture_logs() as logs:
        assert await asyncio.wait_for(process.over(), 20) == -9
    assert [one["event"] for one in logs] == ["the sender says nothing and is ended"]


async def test_one_that_still_loads_is_not_waited_for() -> None:
    process = Process(lambda _: None)
    await process.start(SILENT)
    await asyncio.wait_for(process.stop(), 5)
    assert await process.over() == -9


async def test_it_loads_what_the_server_would_wherever_that_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    process = Process(lambda _: None)
    await process.start("bot.cores")
    assert await asyncio.wait_for(process.over(), 20) == 0


async def test_it_is_tried_again_where_the_machine_has_no_more_to_give(play: Play) -> None:
    sender, tried, started = Sender(Settings(), play.desk, Outside()), 0, asyncio.Event()
    sender.module = SILENT
    spawn = asyncio.create_subprocess_exec

    async def scarce(*args: Any, **more: Any) -> asyncio.subprocess.Process:
        nonlocal tried
        tried += 1
        if tried < 3:
            raise OSError(11, "Resource temporarily unavailable")
        started.set()
        return await spawn(*args, **more)

    with (
        patch.object(keeper, "PAUSE", 0.01),
        patch.object(asyncio, "create_subprocess_exec", scarce),
        capture_logs() as logs,
    ):
        running = asyncio.create_task(sender.run())
        await asyncio.wait_for(started.wait(), 20)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert [one["event"] for one in logs].count("the sender can't be started") == 2
    assert tried == 3
    assert not play.desk.listeners


def test_only_what_it_may_use_of_the_machine_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "system.slice" / "weiyuan.service"
    inner.mkdir(parents=True)
    ours = tmp_path / "cgroup"
    ours.write_text("0::/system.slice/weiyuan.service\n")
    monkeypatch.setattr(cores, "GROUPS", tmp_path)
    monkeypatch.setattr(cores, "OURS", ours)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    assert cores.cores() == 8
    (inner / "cpu.max").write_text("max 100000\n")
    assert cores.cores() == 8
    (inner / "cpu.max").write_text("150000 100000\n")
    assert cores.cores() == 1.5
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    assert cores.cores() == 0.5, "the tightest of all that it is in"
    ours.write_text("4:cpu:/of/another/kind\n")
    (tmp_path / "cpu.max").write_text("nonsense")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert cores.cores() == 1
