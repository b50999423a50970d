"""239 orders of last year are entered with their dates: counts as in the sheet, histories whole, nobody told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from bot.commands.check import verify
from handlers.cases.actions import Move, take
from handlers.cases.records import Case, Clock, Event
from handlers.kit.worktime import SHANGHAI
from storage.work import Work
from tests.checks import text_of
from tests.databases import KINDS, Databases
from tests.orders.office import Office
from tests.orders.sheets import HEADERS, PAST, workbook
from tests.play import Play

COUNT = 239
FIRST = datetime(2025, 1, 6, 8, 30, tzinfo=SHANGHAI)
WHAT = ("三单元的路灯不亮", "楼下垃圾没人清", "下水道堵了往上返水", "电动车占了消防通道", "暖气不热", "想问医保怎么交")
# By the remainder of its number by ten: where the sheet leaves an order.
OPEN, TALKED, UNASKED, NO = {9}, {8}, {7}, {5, 6}


def rows() -> Iterator[tuple[object, ...]]:
    for n in range(1, COUNT + 1):
        at = FIRST + timedelta(days=n, minutes=7 * n)
        kind = n % 10
        contacted = at + timedelta(hours=2) if kind not in OPEN else None
        settled = at + timedelta(days=2) if kind not in OPEN | TALKED else None
        granted = "" if not settled or kind in UNASKED else "否" if kind in NO else "是"
        yield (
            *(n, f"2025{n:06d}", "", WHAT[n % len(WHAT)], f"第{n}位", f"139{n:08d}", "演武社区1号楼"),
            *(_cell(at), f"{at + timedelta(days=5):%Y/%m/%d}"),
            *("孟超", _cell(contacted), f"{settled:%Y年%m月%d日}" if settled else ""),
            *("已经办好" if settled else "", granted, ("满意", "基本满意", "不满意")[n % 3] if granted == "是" else ""),
        )


def _cell(at: datetime | None) -> object:
    """As Excel keeps it."""
    return at.replace(tzinfo=None) if at else ""


def _state(n: int) -> str:
    kind = n % 10
    if kind in OPEN | UNASKED:
        return "review" if kind in OPEN else "unanswered"
    return "working" if kind in TALKED | NO else "closed"


STATES = Counter(_state(n) for n in range(1, COUNT + 1))
SHEET = workbook(list(rows()), (*HEADERS, *PAST))


@pytest.fixture(scope="module", params=KINDS)
def filled(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Office]:
    """Entering a year takes its time: once on either database. What changes anything stands below what looks."""
    with databases.fresh(request.param) as url:
        office = Office(Play(url), tmp_path_factory.mktemp("past"))
        result = office.brings(SHEET, past=True)
        assert result["ok"], result["lines"]
        assert result["lines"][-1] == "导入了 239 件。"
        yield office
        try:
            office.play.look_around()
        finally:
            office.play.close()


def all_of(office: Office) -> Sequence[tuple[Case, tuple[Event, ...]]]:
    def read(work: Work) -> Sequence[tuple[Case, tuple[Event, ...]]]:
        cases = work.orders.of_source("12345", "/", None)
        events = work.history.events([case.id for case in cases])
        return [(case, events[case.id]) for case in cases]

    return office.play.desk.read_now(read)


def test_last_year_is_entered(filled: Office) -> None:
    play = filled.play
    assert filled.states() == STATES
    for table in ("outbox", "messages"):
        assert filled.rows(table) == 0, "nobody is told"
    found = play.desk.read_now(verify)
    assert (found.cases, found.findings) == (COUNT, ())
    play.courier()
    play.ring()
    assert filled.rows("messages") == filled.rows("outbox") == 0, "and no clock of last year rings today"
    assert filled.states() == STATES


def test_every_step_has_its_own_day_and_is_marked_as_entered_later(filled: Office) -> None:
    for case, events in all_of(filled):
        assert case.opened_at.year == 2025
        assert all(event.occurred_at < event.recorded_at == filled.play.now for event in events)
        assert [event.occurred_at for event in events] == sorted(event.occurred_at for event in events)
        steps = [event.step for event in events]
        last = "close_unanswered" if case.state == "unanswered" else "rate"
        assert steps == ["submit", "dispatch", "contact", "finish", last][: len(steps)]
    settled = {case.external_no: events[3].occurred_at for case, events in all_of(filled) if len(events) > 3}
    assert settled["2025000001"].astimezone(SHANGHAI).date().isoformat() == "2025-01-09"


def test_entered_twice_is_entered_once(filled: Office) -> None:
    assert "新的 0 件，已有 239 件。" in filled.says(SHEET, past=True)
    assert filled.rows("cases") == COUNT


def test_the_answers_go_back_under_their_numbers(filled: Office) -> None:
    page = load_workbook(BytesIO(filled.answers().read_bytes())).worksheets[0]
    head, *told = [[str(cell or "") for cell in row] for row in page.iter_rows(values_only=True)]
    assert len(told) == COUNT
    by_number = {row[0]: dict(zip(head, row, strict=True)) for row in told}
    first = by_number["2025000001"]
    assert first["现在"] == "已销号"
    assert first["首次联系时间"] == "2025-01-07 10:37"
    assert first["是否解决"] == "解决了"
    assert first["满意度"] == "基本满意"
    assert first["办理结果"].startswith("已经办好")
    assert by_number["2025000009"]["现在"] == "待受理"
    assert sum(row["是否解决"] == "没解决" for row in by_number.values()) == 48
    assert sum(bool(row["办结时间"]) for row in by_number.values()) == STATES["closed"] + STATES["unanswered"] + 48
    late = load_workbook(BytesIO(filled.answers(since="2025-09-01").read_bytes())).worksheets[0]
    assert late.max_row - 1 == sum(
        case.opened_at >= datetime(2025, 9, 1, tzinfo=SHANGHAI) for case, _ in all_of(filled)
    )
    assert filled.rows("order_exports") == 2


def test_past_orders_need_their_day(office: Office) -> None:
    said = office.says(workbook([(1, "B1", "", "路灯不亮", "", "", "", "", "")], (*HEADERS, *PAST)), past=True)
    assert "「派单时间」空着" in said
    asked = office.brings(workbook([("B1", "路灯不亮", "", "")], ("工单编号", "诉求内容", "来电人", "电话")), past=True)
    assert asked["ask"]["missing"] == ["at"]


def test_a_street_enters_old_ones_as_well(office: Office) -> None:
    cells = ("T1", "", "路灯不亮", "匿名", "", "广场东社区", "2025-03-01 08:00", "")
    row = (1, *cells, "", "2025-03-01", "2025-03-03", "", "是", "满意")
    said = office.says(workbook([row], (*HEADERS, *PAST)), by="马骏", past=True)
    assert "导入了 1 件。" in said
    ((case, events),) = all_of(office)
    assert case.state == "closed"
    assert case.closed_at == events[-1].occurred_at == datetime(2025, 3, 3, tzinfo=SHANGHAI)
    assert events[1].seat_id == office.play.caller("马主任").actor.seats[0].seat_id  # type: ignore[union-attr]
    told = load_workbook(BytesIO(office.answers().read_bytes())).worksheets[0]
    assert told.cell(2, 6).value == "原来的表里没有写办理结果。"


def running(office: Office, number: str) -> list[Clock]:
    def read(work: Work) -> list[Clock]:
        case = work.orders.kept("12345", [number])[number].case_id
        return [clock for clock in work.clocks.of([case]).get(case, ()) if clock.runs]

    return office.play.desk.read_now(read)


def test_nothing_of_last_year_is_late_today_or_waits_for_a_call(filled: Office) -> None:
    play = filled.play
    assert not any(running(filled, f"2025{n:06d}") for n in range(1, COUNT + 1))
    for who in ("刘书记", "马主任", "小赵"):
        play.say(who, "待办")
        said = text_of(play.last(who))
        assert "等你打电话问" not in said, said
        assert "超" not in said, said


def test_what_is_given_to_somebody_today_has_until_after_today(filled: Office) -> None:
    play = filled.play
    secretary = play.caller("刘书记").actor
    assert secretary
    seat = str(secretary.seats[0].seat_id)

    def act(work: Work) -> None:
        case = work.orders.kept("12345", ["2025000009"])["2025000009"].case_id
        take(work, secretary, Move(case, "dispatch", {"seat": seat}), play.now)

    play.do(act)
    due = [clock.due_at for clock in running(filled, "2025000009")]
    assert due
    assert min(due) > play.now, "the sheet's deadline of last year is none for today"


def test_a_deadline_that_has_not_run_out_still_runs(office: Office) -> None:
    day = office.play.now.astimezone(SHANGHAI)
    cells = ("L1", "", "路灯不亮", "匿名", "", "", f"{day - timedelta(hours=1):%Y-%m-%d %H:%M}")
    row = (1, *cells, f"{day + timedelta(days=20):%Y-%m-%d}", "", f"{day:%Y-%m-%d %H:%M}", "", "", "", "")
    office.says(workbook([row], (*HEADERS, *PAST)), past=True)
    (clock,) = running(office, "L1")
    assert clock.name == "settle"
    assert clock.due_at.astimezone(SHANGHAI).date() == (day + timedelta(days=20)).date()


def test_solved_without_saying_how_it_pleased_is_no_answer_but_is_kept(office: Office) -> None:
    cells = ("S1", "", "路灯不亮", "匿名", "", "", "2025-03-01 08:00", "")
    row = (1, *cells, "", "2025-03-01", "2025-03-03", "换了灯", "是", "")
    office.says(workbook([row], (*HEADERS, *PAST)), past=True)
    told = load_workbook(BytesIO(office.answers().read_bytes())).worksheets[0]
    assert told.cell(2, 3).value == "未回应，已结束"
    assert told.cell(2, 6).value == "换了灯\n原来的表里写着已解决，没写满意度。"
