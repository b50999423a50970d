"""Drawing in another process: nothing of the server goes there, its death is survived, nobody waits for ever."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.papers.rendering import KEPT, Form, Renderer, RenderFailed
from handlers.kit.papers import Paper
from tests.papers.odd import many
from tests.papers.samples import week

ROOT = Path(__file__).parents[2]
BEGINS = {Form.XLSX: b"PK", Form.DOCX: b"PK", Form.PNG: b"\x89PNG"}
HEAVY = ("starlette", "sqlalchemy", "uvicorn", "matplotlib", "docx", "xlsxwriter")


def small(n: int = 0) -> Paper:
    return Paper(f"第{n}张", "给街道", ("没有要紧的。",))


def children() -> set[int]:
    return {child.pid or 0 for child in multiprocessing.active_children()}


@pytest.fixture
async def renderer() -> AsyncIterator[Renderer]:
    made = Renderer()
    yield made
    made.close()


async def gone(pids: set[int], within: float = 10) -> bool:
    for _ in range(int(within * 20)):
        if not pids & children():
            return True
        await asyncio.sleep(0.05)
    return False


async def test_every_form(renderer: Renderer) -> None:
    for form in Form:
        assert (await renderer.render(week(), form)).startswith(BEGINS[form])


async def test_one_process_started_by_the_first_paper_and_kept(renderer: Renderer) -> None:
    before = children()
    assert not children() - before
    await renderer.render(small(), Form.XLSX)
    (mine,) = children() - before
    await renderer.render(small(1), Form.XLSX)
    assert children() - before == {mine}
    renderer.close()
    assert await gone({mine})


async def test_the_same_paper_is_drawn_once(renderer: Renderer) -> None:
    found = await asyncio.gather(*(renderer.render(week(), Form.XLSX) for _ in range(5)))
    assert all(one is found[0] for one in found)
    assert await renderer.render(week(), Form.XLSX) is found[0]
    assert await renderer.render(replace(week(), title="另一张"), Form.XLSX) != found[0]


async def test_the_oldest_is_forgotten(renderer: Renderer) -> None:
    first = await renderer.render(small(), Form.XLSX)
    second = await renderer.render(small(1), Form.XLSX)
    assert await renderer.render(small(), Form.XLSX) is first
    for n in range(2, KEPT + 1):
        await renderer.render(small(n), Form.XLSX)
    assert await renderer.render(small(), Form.XLSX) is first, "asked for again, so not the oldest"
    assert await renderer.render(small(1), Form.XLSX) is not second


async def test_a_process_killed_between_papers_is_replaced(renderer: Renderer) -> None:
    before = children()
    await renderer.render(small(), Form.XLSX)
    (mine,) = children() - before
    os.kill(mine, signal.SIGKILL)
    assert await renderer.render(small(1), Form.XLSX)
    assert children() - before - {mine}


async def killing(times: int, before: set[int]) -> None:
    """Kill each process that comes, soon after it has."""
    for _ in range(times):
        while not (found := children() - before):  # noqa: ASYNC110 - a process tells nobody that it has come
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        os.kill(found.pop(), signal.SIGKILL)
        before = before | children()


async def test_a_process_killed_at_work_is_replaced_once(renderer: Renderer) -> None:
    killer = asyncio.create_task(killing(1, children()))
    assert await renderer.render(week(), Form.DOCX)
    await killer


async def test_killed_twice_is_a_failure_and_the_next_paper_has_a_new_process(renderer: Renderer) -> None:
    killer = asyncio.create_task(killing(2, children()))
    with pytest.raises(RenderFailed):
        await renderer.render(week(), Form.DOCX)
    await killer
    assert await renderer.render(small(), Form.XLSX)


async def test_patience_ends_and_the_process_with_it() -> None:
    before, renderer = children(), Renderer(patience=0.2)
    with pytest.raises(RenderFailed, match="too long"):
        await renderer.render(many(20_000), Form.XLSX)
    assert await gone(children() - before)
    renderer.close()


async def test_a_quiet_process_is_let_go() -> None:
    before, renderer = children(), Renderer(quiet=0.1)
    await renderer.render(small(), Form.XLSX)
    assert await gone(children() - before)
    assert await renderer.render(small(1), Form.XLSX), "and comes back"
    renderer.close()


async def test_only_its_own_process_is_ended(renderer: Renderer) -> None:
    """Processes that others started meanwhile are theirs."""
    await renderer.render(small(), Form.XLSX)
    other = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(30,))
    other.start()
    renderer.close()
    await asyncio.sleep(0.3)
    assert other.is_alive()
    other.kill()
    other.join()


async def test_what_cannot_be_drawn_is_said(renderer: Renderer) -> None:
    with pytest.raises(RenderFailed, match="no chart"):
        await renderer.render(small(), Form.PNG)
    assert await renderer.render(small(), Form.XLSX)


async def test_closed_draws_no_more() -> None:
    renderer = Renderer()
    renderer.close()
    with pytest.raises(RenderFailed):
        await renderer.render(small(), Form.XLSX)


async def test_the_chat_goes_on_meanwhile(renderer: Renderer) -> None:
    work, longest, last = asyncio.create_task(renderer.render(many(5_000), Form.XLSX)), 0.0, time.monotonic()
    while not work.done():
        await asyncio.sleep(0.005)
        longest, last = max(longest, time.monotonic() - last), time.monotonic()
    assert (await work).startswith(b"PK")
    assert longest < 0.5


def told(*command: str) -> str:
    """What another Python prints; how it ends does not matter."""
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *command], cwd=ROOT, env=paths, capture_output=True, text=True, timeout=60)  # noqa: PLW1510, S603
    return done.stdout.strip()


def test_importing_it_is_light() -> None:
    code = f"import sys, bot.papers.rendering; print([name for name in {HEAVY} if name in sys.modules])"
    assert told("-c", code) == "[]"


def test_a_process_knows_nothing_of_the_server(tmp_path: Path) -> None:
    """Started as `weiyuan` is: what its main module brings comes into the child as well."""
    script = tmp_path / "weiyuan.py"
    script.write_text(
        "import sys, multiprocessing\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from bot.cli import main\n"
        "from bot.papers import rendering\n"
        "if __name__ == '__main__':\n"
        "    import starlette, sqlalchemy\n"
        "    with ProcessPoolExecutor(1, multiprocessing.get_context('spawn'), rendering._begin) as pool:\n"
        "        pool.submit(rendering.rendered, rendering.Paper('题', ''), rendering.Form.XLSX).result()\n"
        "        print(sorted({'starlette', 'sqlalchemy'} & set(pool.submit(eval, "
        "\"list(__import__('sys').modules)\").result())))\n"
    )
    assert told(str(script)) == "[]"


def test_a_process_ends_when_the_server_is_killed() -> None:
    code = (
        "import asyncio, multiprocessing, os, signal\n"
        "from bot.papers.rendering import Renderer, Form\n"
        "from handlers.kit.papers import Paper\n"
        "async def go():\n"
        "    await Renderer().render(Paper('题', ''), Form.XLSX)\n"
        "    print(multiprocessing.active_children()[0].pid, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "if __name__ == '__main__': asyncio.run(go())\n"
    )
    pid = int(told("-c", code))
    for _ in range(100):
        if not alive(pid):
            return
        time.sleep(0.05)
    pytest.fail("it is still there")


def alive(pid: int) -> bool:
    """Running, not merely waiting for somebody to notice its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
