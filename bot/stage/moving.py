"""Time that jumps ahead, and a demo that begins anew at a scene."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import turns
from bot.demo.filling import fill
from bot.demo.place import is_demo
from bot.desk import Desk
from bot.stage.scenes import Scene
from bot.stage.script import Script
from handlers.cases.ringing import ringing
from handlers.kit.turns import Incoming, Kind
from handlers.kit.worktime import SHANGHAI, Calendar
from scheduler.jobs import sweep
from storage.schema import empty
from storage.work import Work

HOUR = timedelta(hours=1)
MOST_STEPS = 500


def working_day_later(now: datetime, calendar: Calendar) -> datetime:
    """The same time of the next working day."""
    local = now.astimezone(SHANGHAI)
    return datetime.combine(calendar.next_working_day(local.date()), local.time(), SHANGHAI)


async def forward(desk: Desk, until: datetime) -> int:
    """Let time pass up to a moment; what falls due meanwhile rings in its order, each at its own time. How many did."""
    rung = 0
    last = 0
    for _ in range(MOST_STEPS):
        due = await desk.read(lambda work: work.clocks.due(until, ringing(), 1))
        if not due or due[0].id == last:  # one that can't ring stands in nobody else's way for ever
            break
        last = due[0].id
        ahead = max(due[0].due_at - desk.now(), timedelta())
        desk.clock.move(ahead)
        rung += await sweep(desk)
    desk.clock.move(max(until - desk.now(), timedelta()))
    rung += await sweep(desk)
    await desk.job(_wake)
    return rung


def _wake(work: Work) -> None:
    """The courier listens for news of any account: that time has passed is news to it."""
    work.spoken.add(0)


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
