"""How reminders reach people: many at once, of somebody who has no phone, or was forgotten."""

from dataclasses import replace

from sqlalchemy import select

from handlers.reminders.handing import MOST, hand_out
from handlers.reminders.records import Kind, Reminder
from storage.cases import cases
from storage.outbox import outbox
from storage.work import Work
from tests.checks import text_of
from tests.play import Play
from tests.requests.scenes import dispatched


def notices(work: Work) -> int:
    return len(work.conn.execute(select(outbox.c.id).where(outbox.c.key.like("remind:%"))).all())


def wait(play: Play, who: str, number: int) -> None:
    """Reminders of so many cases that are late, waiting for somebody."""

    def act(work: Work) -> None:
        row = dict(work.conn.execute(select(cases).where(cases.c.id == 1)).mappings().one())
        due = work.clocks.of([1])[1][0]
        copies = [row | {"id": n, "no": f"演武-{n:04}"} for n in range(2, number + 1)]
        if copies:
            work.conn.execute(cases.insert(), copies)
        for n in range(2, number + 1):
            work.clocks.start([replace(due, case_id=n)])
        found = work.clocks.of(range(1, number + 1))
        work.reminders.add(
            [Reminder(0, play.ids[who], n, due.name, Kind.LATE, one[0].due_at) for n, one in found.items()]
        )

    play.do(act)


def test_however_many_wait_it_is_one_message(lite_play: Play) -> None:
    """More than are read at a time, and than a message names."""
    dispatched(lite_play)
    wait(lite_play, "小吴", MOST + 40)
    handed = lite_play.do(lambda work: hand_out(work, lite_play.ids["小吴"], lite_play.now))
    assert (handed, lite_play.do(notices)) == (MOST + 40, 1)
    assert not lite_play.do(lambda work: work.reminders.people())
    lite_play.courier()
    text = text_of(lite_play.last("小吴"))
    assert f"过期 {MOST} 件" in text
    assert "还有 40 件" in text


def test_who_has_no_phone_holds_nobody_up(lite_play: Play) -> None:
    dispatched(lite_play)
    wait(lite_play, "孙大爷", 1)
    lite_play.ring()
    assert not lite_play.do(lambda work: work.reminders.people())


def test_who_was_forgotten_is_not_written_to(lite_play: Play) -> None:
    """Their accounts are shut when they leave; what waited for them harms nobody."""
    dispatched(lite_play)
    wait(lite_play, "小吴", 1)
    lite_play.do(lambda work: work.people.erase(lite_play.ids["小吴"]))
    lite_play.ring()
    assert not lite_play.do(lambda work: work.reminders.people())
    assert not lite_play.do(lambda work: work.outbox.due(lite_play.now, 10))
