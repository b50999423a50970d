"""Time that jumps ahead, and a demo that begins anew at a scene."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot import turns
from bot.courier.deliver import deliver
from bot.demo.filling import fill
from bot.demo.place import is_demo
from bot.desk import Desk
from bot.stage.scenes import Scene
from bot.stage.script import Script
from handlers.kit.notices import Notice
from handlers.kit.turns import Incoming, Kind
from handlers.kit.worktime import SHANGHAI, Calendar
from scheduler.agenda import next_moment
from scheduler.jobs import tick
from storage.schema import empty
from storage.work import Work

HOUR = timedelta(hours=1)
MOST_STEPS = 500


def working_day_later(now: datetime, calendar: Calendar) -> datetime:
    """The same time of the next working day."""
    local = now.astimezone(SHANGHAI)
    return datetime.combine(calendar.next_working_day(local.date()), local.time(), SHANGHAI)


async def forward(desk: Desk, until: datetime) -> int:
    """Let time pass up to a moment; what falls due meanwhile happens in its order, each at its own time, and is in
    the chats before the next. How many clocks had something to do."""
    done = 0
    for _ in range(MOST_STEPS):
        moment = await desk.read(lambda work: next_moment(work, until))
        if moment is None:
            break
        desk.clock.move(max(moment - desk.now(), timedelta()))
        done += await tick(desk)
        await _deliver(desk)
    desk.clock.move(max(until - desk.now(), timedelta()))
    done += await tick(desk)
    await desk.job(_wake)
    return done


async def _deliver(desk: Desk) -> None:
    """What the courier would do in its own time: here time does not wait for it."""
    while notices := await desk.read(lambda work: work.outbox.due(desk.now(), 50)):
        for notice in notices:
            await desk.job(partial(_one, notice, desk.now()))


def _one(notice: Notice, now: datetime, work: Work) -> None:
    deliver(work, notice, now)


def _wake(work: Work) -> None:
    """The courier listens for news of any account: that time has passed is news to it."""
    work.spoken.add(0)
    work.waits = True


class NotDemo(Exception):
    """There is more in the database than the demo: nobody's data is emptied for a scene."""


async def begin(desk: Desk, scene: Scene) -> None:
    """Empty the demo and fill it again, as it stands when the scene begins. Raises NotDemo."""
    moment = scene.moment(desk.clock.unmoved(), desk.house.calendar)
    if not await desk.read(is_demo):
        raise NotDemo
    desk.clock.begin_at(moment)  # first: whatever acts in between acts on what is thrown away
    await desk.write(_anew(scene, moment))


def _anew(scene: Scene, moment: datetime) -> Callable[[Work], None]:
    def write(work: Work) -> None:
        if not is_demo(work):
            raise NotDemo
        empty(work.conn)
        began = moment - scene.back
        fill(work, began)
        _greet(work, scene, began)
        script = Script(work, began)
        for who, did in scene.script:
            script.play(who, did)
        script.wait(max(moment - script.now, timedelta()))

    return write


def _greet(work: Work, scene: Scene, now: datetime) -> None:
    """Each phone's first card, older than whatever the scene brings."""
    ids = {person.called: person.id for person in work.people.reachable()}
    for called in scene.phones:
        account = work.accounts.of_person(ids[called])[0]
        turns.run(work, Incoming("web", account.address, f"{account.id}:welcome", Kind.OPEN), now)
