"""The server and its sender as they are run: two processes over one data folder, and a Bot API."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.telegram import NAME
from bot.cores import cores
from bot.desk.base import Task
from bot.settings import Settings
from bot.wiring import opened
from tests.browser.phones import free_port, wait_for
from tests.cast import settle
from tests.channels.afar import moved
from tests.channels.telegram.live import NUMBERS
from tests.emulators.telegram import BotApi, Faults, Shown, User

pytestmark = pytest.mark.skipif(cores() <= 1, reason="there is no process of its own beside one core")
SOON = 40.0  # seconds; both processes load all of the house first


class Town:
    """王奶奶 and 刘书记 with phones; everybody else is on the web."""

    def __init__(self, folder: Path, api: BotApi) -> None:
        self.folder, self.log, self.port = folder, folder / "log", free_port()
        self.api = api
        with opened(Settings(data=folder, demo=False)) as desk:
            desk.submit(Task(lambda work: settle(work, datetime.now(UTC)), "")).result()
            both = {who: str(NUMBERS[who]) for who in ("王奶奶", "刘书记")}
            desk.submit(Task(moved(NAME, both), "")).result()
        self.granny, self.secretary = (api.user(NUMBERS[who], who) for who in ("王奶奶", "刘书记"))

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        env = {
            **{key: value for key, value in os.environ.items() if not key.startswith("WEIYUAN_")},
            "WEIYUAN_DATA": str(self.folder),
            "WEIYUAN_PORT": str(self.port),
            "WEIYUAN_TELEGRAM_TOKEN": self.api.token,
            "WEIYUAN_TELEGRAM_API": self.api.base,
        }
        with self.log.open("ab") as log:
            run = subprocess.Popen([sys.executable, "-m", "bot.cli", "serve"], env=env, stdout=log, stderr=log)
            try:
                wait_for(f"http://127.0.0.1:{self.port}/readyz", run)
                yield run
            finally:
                run.terminate()
                run.wait(30)

    def state_of(self, who: int) -> str:
        """Of the last message to an address: whether it waits, is shown, ..."""
        query = (
            "SELECT state FROM messages JOIN accounts ON accounts.id = account_id "
            "WHERE address = ? AND NOT mine ORDER BY number DESC LIMIT 1"
        )
        with closing(sqlite3.connect(self.folder / "weiyuan.db")) as conn:
            found = conn.execute(query, (str(who),)).fetchone()
        return str(found[0]) if found else ""

    def retired(self, who: int) -> bool:
        with closing(sqlite3.connect(self.folder / "weiyuan.db")) as conn:
            query = "SELECT retired_at FROM accounts WHERE address = ?"
            return bool(conn.execute(query, (str(who),)).fetchone()[0])


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with BotApi() as api:
        yield Town(tmp_path, api)


def test_a_wish_goes_its_way_and_a_dead_sender_is_replaced(town: Town) -> None:
    granny, secretary = town.granny, town.secretary
    with town.running() as server:
        granny.say("想要个轮椅，带老伴出去走走")
        draft = shown(granny, "这样写对吗")
        granny.press(draft.message_id, "提交")
        shown(granny, "收到了")
        shown(secretary, "轮椅")
        eventually(lambda: not any("这样写对吗" in one.text for one in granny.chat))  # redrawn: it became the wish
        eventually(lambda: town.state_of(granny.id) == "shown")
        (sender,) = started_by(server.pid)
        town.api.fail(Faults(slow=1, delay=1, only=frozenset({"sendmessage"})))
        gone = len(town.api.calls("sendMessage"))
        granny.say("我的")
        eventually(lambda: len(town.api.calls("sendMessage")) > gone)
        os.kill(sender, signal.SIGKILL)  # it is on its way, and nobody will note that it has arrived
        shown(granny, "我的（")
        assert town.state_of(granny.id) == "queued"
        town.api.fail(Faults())
        eventually(lambda: town.state_of(granny.id) == "shown")
        assert started_by(server.pid) != [sender]
        assert "the sender has died and is started again" in town.log.read_text()
        secretary.block()
        granny.say("想要一副老花镜")
        granny.press(shown(granny, "老花镜").message_id, "提交")
        eventually(lambda: town.retired(secretary.id))
        before = started_by(server.pid)
        assert before
    assert not any(alive(one) for one in before), "it ends with the server"
    assert "Traceback" not in town.log.read_text()
    twice = [one for one, times in Counter(one.text for one in granny.chat if one.from_bot).items() if times > 1]
    assert [one[:3] for one in twice] == ["我的（"], "only what was on its way at that moment came again"


@pytest.mark.slow  # four processes start one after the other, and each loads all of the house first
def test_what_waits_goes_when_there_is_a_sender_and_none_outlives_its_server(town: Town) -> None:
    with town.running() as server:
        town.granny.say("想要个轮椅，带老伴出去走走")
        shown(town.granny, "这样写对吗")
        (sender,) = started_by(server.pid)
        os.kill(sender, signal.SIGSTOP)  # it hangs, and dies with its server all the same
        town.granny.say("我的")
        eventually(lambda: town.state_of(town.granny.id) == "queued")
        server.kill()
        os.kill(sender, signal.SIGCONT)
        eventually(lambda: not alive(sender))
    with town.running():
        shown(town.granny, "我的")
        eventually(lambda: town.state_of(town.granny.id) == "shown")


def shown(phone: User, words: str) -> Shown:
    """The newest message of the bot with these words, as soon as there is one."""
    found = list[Shown]()

    def looked() -> bool:
        found[:] = [one for one in phone.chat if one.from_bot and words in one.text]
        return bool(found)

    eventually(looked)
    return found[-1]


def eventually(met: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while not met():
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.05)


def started_by(process: int) -> list[int]:
    """The processes that a process has started and that live."""
    command = ("pgrep", "-P", str(process))
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # numbers only
    return [int(one) for one in found.stdout.split()]


def alive(process: int) -> bool:
    """Whether it runs: nobody may be there to bury one whose server was killed."""
    command = ("ps", "-o", "stat=", "-p", str(process))
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # a number only
    return bool(found.stdout.strip()) and not found.stdout.startswith("Z")
