"""The outgoing side alone against the server: a channel over a small town, and phones that show what came."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bot.channels.base import Pace
from bot.channels.wecom import NAME
from bot.channels.wecom.channel import WeComChannel
from bot.channels.wecom.client import WeCom
from bot.courier import Courier
from bot.courier.deliver import tell_person
from bot.texts import Words
from handlers.kit.cards import Button, Card
from handlers.kit.turns import Press
from storage.messages import messages
from storage.work import Work
from tests.emulators.wecom import Shown, Staff, WeComApi
from tests.faults.support import Town, founded, lite_url, settle

FAST = Pace(chat_per_second=10_000, all_per_second=100_000)
SOON = 40.0
BASE = "https://wei.example"


@dataclass
class Out:
    town: Town
    api: WeComApi
    client: WeCom
    channel: WeComChannel

    def person(self, name: str, *channels: str) -> tuple[int, Staff]:
        """Somebody with accounts of this name, and their phone."""
        return self.town.run(partial(settle, name=name, channels=channels or (NAME,))), self.api.staff(name)

    def tell(self, person: int, reference: str) -> None:
        """A card for them, to be brought by the courier."""
        card = Card("people/refusal", None, {"code": "turns/failed", "reference": reference})
        self.town.run(lambda work: tell_person(work, person, card, self.town.clock.now()))

    def states(self) -> list[tuple[str, str]]:
        """(state, what the channel calls it) of every message, in order."""
        query = select(messages.c.state, messages.c.external_id).order_by(messages.c.account_id, messages.c.number)
        return self.town.read(lambda work: [(row[0], row[1] or "") for row in work.conn.execute(query)])

    async def press(self, phone: Staff, message: Shown, label: str) -> str:
        """What the reading side makes of a press; its response code."""
        done = phone.press(message.id, message.button(label).key)
        await self.channel.pressed(message.content["task_id"], done.response_code, phone.id)
        return done.response_code


@asynccontextmanager
async def outgoing(folder: Path, api: WeComApi, base: str = BASE) -> AsyncIterator[Out]:
    with founded(lite_url(folder)) as town:
        client = WeCom(api.corp, api.secret, api.base)
        yield Out(town, api, client, WeComChannel(client, town.desk, api.agent, base, FAST))
        await client.close()


@asynccontextmanager
async def couriered(out: Out, *channels: WeComChannel) -> AsyncIterator[None]:
    """The courier at work meanwhile."""
    task = asyncio.create_task(Courier(out.town.desk, {NAME: out.channel}).run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def eventually(met: Callable[[], object], otherwise: str = "it never came so far") -> None:
    end = asyncio.get_running_loop().time() + SOON
    while not met():
        assert asyncio.get_running_loop().time() < end, otherwise
        await asyncio.sleep(0.01)


def waiting(work: Work) -> bool:
    return work.conn.execute(select(messages.c.number).where(messages.c.state == "queued")).first() is not None


def wish(state: str = "等人接", version: int = 1, *, done: bool = False) -> Words:
    """A card as the courier hands it over: something to press while it is open."""
    press = Button("我来接", Press("cases.take", 7, version, "claim"))
    return Words("换灯泡", state, (("地方", "三号楼"),), "楼道三天没亮了。", () if done else (press,), (), done, False)
