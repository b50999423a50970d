"""Every scene begins as it says, as often as one likes, and never over anybody's real data."""

from datetime import timedelta

import pytest

from bot.commands.check import verify
from bot.desk.base import Task
from bot.stage.scenes import SCENES, scene
from handlers.kit.worktime import SHANGHAI
from handlers.units.records import Level, Unit
from storage.work import Work
from tests.stage.conftest import MONDAY
from tests.stage.stage import Stage


@pytest.mark.parametrize("key", [one.key for one in SCENES])
def test_a_scene_shows_its_four_phones_twice_over_and_its_histories_hold(stage: Stage, key: str) -> None:
    for _ in range(2):
        page = stage.jump(key)
        assert list(stage.frames(page)) == list(scene(key).phones)
        assert scene(key).start in page
    found = stage.desk.read_now(verify)
    assert found.cases > 50
    assert not found.findings


def test_a_race_waits_for_either(stage: Stage) -> None:
    stage.jump("race")
    for who in ("李师傅", "张敏"):
        assert next(button.text for button in stage.cards(who)[-1].buttons) == "我来接"
    assert stage.newest().state == "open"


def test_a_returned_order_waits_for_the_secretary(stage: Stage) -> None:
    stage.jump("returned")
    assert stage.newest().state == "returning"
    assert "同意退单" in [button.text for button in stage.cards("刘书记")[-1].buttons]


def test_a_late_case_is_late(stage: Stage) -> None:
    stage.jump("late")
    no = stage.newest().no
    card = next(card for card in reversed(stage.cards("小赵")) if no in card.title)
    assert card.late
    assert "已过" in card.state
    assert stage.newest().opened_at < stage.desk.now() - timedelta(days=8)


def test_the_end_of_a_month_is_its_last_working_day(stage: Stage) -> None:
    stage.jump("month")
    assert stage.desk.now().astimezone(SHANGHAI).isoformat() == "2026-03-31T16:30:00+08:00"
    stage.jump("wish")
    assert stage.desk.now() == MONDAY, "a demo that begins anew begins now"


def test_a_real_register_is_never_emptied(stage: Stage) -> None:
    real = Unit(9_000, "140403003002", "真的社区居委会", Level.COMMUNITY, 3, 1, "/1/2/3/9000/", 9_000)
    stage.desk.submit(Task(lambda work: work.units.add([real]), "")).result(10)
    answer = stage.http.post("/stage/scenes/wish")
    assert answer.status_code == 409
    assert "真的登记" in answer.text
    assert stage.http.post("/stage/move", data={"by": "day"}).status_code == 409
    assert stage.desk.now() == MONDAY
    assert stage.desk.read_now(_units)[-1] == real.code


def test_a_scene_is_begun_from_its_own_page_only(stage: Stage) -> None:
    before = stage.newest().no
    for path in ("/stage/scenes/race", "/stage/move"):
        assert stage.http.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert stage.newest().no == before
    assert stage.desk.now() == MONDAY


def _units(work: Work) -> list[str]:
    return [unit.code for unit in sorted(work.units.all(), key=lambda unit: unit.id)]
