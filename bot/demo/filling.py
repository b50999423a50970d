"""The whole demo into an empty database: the place, the stories, the entries of the directory."""

from datetime import datetime

from bot.demo import directory, points, wall
from bot.demo import requests as request_tales
from bot.demo import wishes as wish_tales
from bot.demo.place import build
from bot.demo.requests import REVIEWER, Requests
from bot.demo.wishes import Tales
from bot.desk import Desk
from bot.desk.base import Task
from storage.work import Work


def load(desk: Desk) -> bool:
    """Enter the demo, all of it or nothing; False where there are units already."""
    if desk.read_now(lambda work: bool(work.units.all())):
        return False
    now = desk.now()
    desk.submit(Task(lambda work: fill(work, now), "")).result()
    return True


def catch_up(desk: Desk) -> None:
    """Let the clock go on where it was moved to before the demo was stopped: histories don't run backwards."""
    latest = desk.read_now(lambda work: work.messages.newest())
    if latest and latest > desk.now():
        desk.clock.begin_at(latest)


def fill(work: Work, now: datetime) -> None:
    """The whole neighbourhood with its stories, as it stands at `now`."""
    ids = build(work, now)
    wishes, asked = Tales(ids, now), Requests(ids, now)
    for told in wish_tales.TOLD:
        wish = wishes.play(work, told)
        if wish.state == "set_aside":
            asked.go_on(work, wish, told.helper, told.words)
    for one in request_tales.TOLD:
        asked.play(work, one)
    points.tell(work, ids, now)
    secretary = asked.actor(work, REVIEWER)
    points.rank(work, secretary.community_id or 0, now)
    directory.enter(work, secretary.community_id or 0, secretary.person_id, now)
    wall.hang(work, secretary, now)
    work.clocks.begin_at(now)
