"""Orders come in: once, in the right place, under the right person, and no row stops another."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.commands.check import verify
from bot.orders.command import import_orders
from handlers.cases.reading import open_to
from handlers.cases.records import Case
from handlers.cases.registry import room_of
from handlers.kit.worktime import SHANGHAI
from handlers.orders.actions import columns_of, seat_of
from handlers.orders.columns import signature
from handlers.orders.entering import load
from handlers.orders.records import Batch, Field, Order
from storage.orders import order_uploads, orders
from storage.work import Work
from tests.cast import BLOCK_3, EAST, YANWU
from tests.checks import text_of
from tests.orders.office import Office
from tests.orders.sheets import HEADERS, workbook

ABOUT_HER = "反映演武社区刘书记作风问题，办低保收钱"


def row(number: str, what: str = "楼道里的灯不亮", **more: object) -> tuple[object, ...]:
    """A row of HEADERS."""
    cells: dict[str, object] = {"工单编号": number, "诉求内容": what, "来电人": "郑先生", **more}
    return tuple(cells.get(header, "") for header in HEADERS)


def case_of(office: Office, number: str) -> Case:
    found = office.play.desk.read_now(lambda work: work.orders.kept("12345", [number]))
    return office.play.desk.read_now(lambda work: work.cases.get([found[number].case_id])[found[number].case_id])


def test_orders_become_requests(office: Office) -> None:
    said = office.says(
        workbook(
            [
                row(
                    "A1",
                    事发地址="演武社区3号楼",
                    派单时间="2026-03-02 08:00",
                    办理时限="2026-03-05",
                    联系电话="13900000001",
                ),
                row("A2", "垃圾桶满了没人倒", 来电人="王桂兰"),
                row("A3", "想问问医保怎么交"),
            ]
        )
    )
    assert "导入了 3 件。" in said
    assert "其中 1 件看不出在哪里" in said
    first, second, third = (case_of(office, number) for number in ("A1", "A2", "A3"))
    assert (first.unit_id, second.unit_id, third.unit_id) == (BLOCK_3, BLOCK_3, YANWU)
    assert first.opened_at == office.play.now
    assert first.source == "12345"
    assert first.typist_id == first.asker_id, "who imports it is nobody's typist"
    assert str(first.facts["due"]).startswith("2026-03-05T18:00")
    assert second.asker_id == office.play.ids["王奶奶"], "found by name, and so by home"
    assert second.facts["category"] == "garbage"
    people = office.play.desk.read_now(lambda work: work.people.get([first.asker_id, third.asker_id]))
    assert people[first.asker_id].phone == "13900000001"
    assert people[first.asker_id].name == "郑先生"
    assert first.asker_id != third.asker_id, "two callers without a full name are not taken for one"
    assert office.play.desk.read_now(lambda work: verify(work).findings) == ()


def test_the_same_sheet_twice_is_once_and_changes_are_told_once(office: Office) -> None:
    sheet = [row("A1"), row("A2")]
    office.says(workbook(sheet))
    again = office.says(workbook(sheet))
    assert "新的 0 件，已有 2 件。" in again
    changed = [row("A1", "楼道里的灯还是不亮"), row("A2"), row("A3")]
    told = office.says(workbook(changed))
    assert "A1 已经是 演武-0001，表里的诉求内容和上次不一样" in told
    assert "已有 2 件（1 件有变化）" in told
    assert "导入了 1 件" in told
    assert "（1 件有变化）" not in office.says(workbook(changed)), "told once"
    assert office.rows("cases") == 3
    texts = office.play.desk.read_now(lambda work: work.history.texts([case_of(office, "A1").id]))
    assert [text.text for text in next(iter(texts.values()))] == ["楼道里的灯不亮"], "what was entered stays"


def test_a_caller_is_found_by_number_before_name(office: Office) -> None:
    office.says(
        workbook(
            [
                row("A1", 来电人="王女士", 联系电话="138-3550-0001"),
                row("A2", 来电人="王桂兰", 联系电话="13900000009"),
                row("A3", 来电人="张三丰", 联系电话="13900000008"),
                row("A4", 来电人="张先生", 联系电话="13900000008"),
                row("A5", 来电人="周平"),
            ]
        )
    )
    ids = office.play.ids
    asker = {number: case_of(office, number).asker_id for number in ("A1", "A2", "A3", "A4", "A5")}
    assert asker["A1"] == ids["王奶奶"]
    assert asker["A2"] != ids["王奶奶"], "the same name with another number is another person"
    assert asker["A3"] == asker["A4"], "who called before is known by the number"
    assert asker["A5"] != ids["周平"], "a name counts only where the office serves"


def test_no_row_stops_another(office: Office) -> None:
    said = office.says(
        workbook([row("A1"), row("", "没有编号"), row("A2", ""), row("A1"), row("A4", 办理时限="下周"), row("A5")])
    )
    for wrong in (
        "第 4 行：「工单编号」空着",
        "第 5 行：「诉求内容」空着",
        "第 6 行：「工单编号」和第 3 行一样",
        "第 7 行",
    ):
        assert wrong in said
    assert "导入了 2 件" in said
    assert office.rows("cases") == 2


def test_a_street_needs_the_community_in_the_sheet(office: Office) -> None:
    said = office.says(workbook([row("A1", 事发地址="广场东社区门口"), row("A2"), row("A3", 来电人="周平")]), by="马骏")
    assert "第 4 行：看不出是哪个社区的，请在地址里写上社区的名字。" in said
    assert "导入了 2 件，1 行没有导入" in said
    assert case_of(office, "A1").unit_id == EAST
    assert case_of(office, "A3").asker_id == office.play.ids["周平"], "a street knows all its people"
    assert office.rows("cases") == 2


def test_a_dry_run_writes_nothing(office: Office) -> None:
    people = office.rows("persons")
    said = office.says(workbook([row("A1")]), dry_run=True)
    assert "新的 1 件" in said
    assert "什么也没有写进去" in said
    assert office.rows("cases") == office.rows("order_layouts") == 0
    assert office.rows("persons") == people


@pytest.mark.parametrize(
    ("by", "says"), [("王桂兰", "不是社区书记"), ("没有人", "不是社区书记"), ("小赵", "不是社区书记")]
)
def test_only_an_office_imports(office: Office, by: str, says: str) -> None:
    assert says in office.says(workbook([row("A1")]), by=by)
    assert office.rows("cases") == 0


def test_a_file_that_is_not_there_is_a_sentence(office: Office) -> None:
    args = {"file": str(office.folder / "没有.xlsx"), "by": "刘芳", "source": "12345", "past": False, "dry_run": False}
    assert "找不到文件" in import_orders(office.play.desk, args, lambda _: None)["lines"][0]
    assert "来源只能用" in office.says(workbook([row("A1")]), source="../x")


def test_columns_are_asked_once_and_remembered(office: Office) -> None:
    headers = ("甲", "乙", "丙", "来电人")
    data = workbook([("X1", "路灯不亮了", "演武社区", "郑先生")], headers)
    asked = office.brings(data)
    assert asked["ask"]["missing"] == ["no", "what"]
    assert asked["ask"]["columns"] == {"asker": 3}
    assert "每样各选一列" in office.says(data, columns={"no": 0, "what": 0})
    done = office.brings(data, columns={"no": 0, "what": 1, "address": 2, "asker": 3})
    assert done["ok"], done
    more = office.says(workbook([("X2", "下水道堵了", "", "郑先生")], headers))
    assert "导入了 1 件" in more, "the same headings are not asked about again"
    assert "ask" in office.brings(data, by="冯毅"), "another office has its own sheets"


def test_a_community_does_not_learn_numbers_of_another(office: Office) -> None:
    office.says(workbook([row("A1")]), by="冯毅")
    said = office.says(workbook([row("A1", "别的话")]), dry_run=True)
    assert "已有 1 件。" in said
    assert "广场东" not in said


def test_the_dispatcher_and_the_asker_are_told(office: Office) -> None:
    office.says(workbook([row("A1", 来电人="王桂兰", 联系电话="13835500001")]))
    office.play.courier()
    assert any("演武-0001" in (card.title + card.state + card.body) for card in office.play.sees("王奶奶"))


def test_many_rows_go_in_parts(office: Office) -> None:
    heard: list[int] = []
    file = office.folder / "多.xlsx"
    file.write_bytes(workbook([row(f"M{n}") for n in range(60)]))
    args = {"file": str(file), "by": "刘芳", "source": "12345", "past": False, "dry_run": False}
    result = import_orders(office.play.desk, args, lambda value: heard.append(value["done"]))
    assert result["ok"], result["lines"]
    assert heard == [25, 50, 60]
    assert office.rows("cases") == 60


def test_two_imports_at_once_are_one(office: Office) -> None:
    data = workbook([row(f"R{n}", 事发地址="演武社区") for n in range(30)])
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda by: Office(office.play, _folder(office, by)).says(data, by=by), ("刘芳", "马骏")))
    assert office.rows("cases") == 30, said
    assert office.rows("orders") == 30


def _folder(office: Office, name: str) -> Path:
    folder = office.folder / name
    folder.mkdir()
    return folder


def test_nothing_of_a_sheet_lies_in_clear(office: Office) -> None:
    """The tables of this room hold marks and sealed bytes, never what somebody said."""
    play = office.play

    def act(work: Work) -> list[str]:
        content = {"source": "12345", "headers": ["诉求内容"], "lines": [[2, ["楼道里的灯不亮"], []]]}
        work.orders.put_upload("secret", play.ids["刘书记"], content, play.now)
        found = [str(row) for table in (orders, order_uploads) for row in work.conn.execute(select(table))]
        assert work.orders.upload("secret", play.ids["刘书记"], datetime(2026, 1, 1, tzinfo=SHANGHAI)) == content
        assert work.orders.upload("secret", play.ids["马主任"], datetime(2026, 1, 1, tzinfo=SHANGHAI)) is None
        assert work.orders.upload("secret", play.ids["刘书记"], play.now) is None
        assert work.orders.forget(play.now) == 1
        return found

    office.says(workbook([row("A1", 联系电话="13900000001")]))
    for line in play.do(act):
        assert "楼道" not in line
        assert "13900000001" not in line
        assert "secret" not in line


def test_a_complaint_about_the_secretary_is_brought_in_from_above(office: Office) -> None:
    play = office.play
    rows = [row("A1", ABOUT_HER, 事发地址="演武社区"), row("A2")]
    said = office.says(workbook(rows))
    assert "第 3 行：这一件反映社区干部，请街道来导入。" in said
    assert "导入了 1 件" in said
    assert play.desk.read_now(lambda work: work.orders.kept("12345", ["A1"])) == {}
    office.says(workbook(rows), by="马骏")
    case = case_of(office, "A1")
    for who, sees in (("刘书记", False), ("小赵", False), ("马主任", True)):
        actor = play.caller(who).actor
        assert actor
        assert bool(open_to(room_of(case.flow), case, actor)) is sees, who
    again = office.says(workbook(rows))
    assert case.no not in again, "not even its number"


def test_a_complaint_handed_in_unseen_is_stopped_where_it_is_entered(office: Office) -> None:
    """Whatever the look at a sheet let through, entering does not."""
    play = office.play
    secretary = play.caller("刘书记").actor
    assert secretary
    order = Order(row=7, external_no="A1", what=ABOUT_HER)
    loaded = play.do(lambda work: load(work, secretary, [order], Batch("12345"), play.now))
    assert [fault.sentence for fault in loaded.faulty] == ["第 7 行：这一件反映社区干部，请街道来导入。"]
    assert office.rows("cases") == 0


def test_who_imported_it_is_kept_and_is_no_part_of_it(office: Office) -> None:
    play = office.play
    office.says(workbook([row("A1", 事发地址="演武社区")]), by="马骏")
    case = case_of(office, "A1")
    by = play.desk.read_now(lambda work: work.conn.execute(select(orders.c.person_id)).scalar_one())
    assert by == play.ids["马主任"]
    assert by not in (case.asker_id, case.typist_id)
    play.say("马主任", "我的")
    assert case.no not in text_of(play.last("马主任"))
    play.courier()
    assert not any(case.no in text_of(card) for card in play.sees("马主任")[1:]), "nor told of what they did"
    assert any(case.no in text_of(card) for card in play.sees("刘书记"))


def test_a_number_is_not_a_name(office: Office) -> None:
    """A family shares a telephone: what one of them says in confidence is not told to another."""
    number = "13835500001"  # 王桂兰's
    who = ("李小红", "李女士", "王女士", "匿名", "王桂兰", "王奶奶", "")
    rows = [row(f"A{n}", "老公打我，求助", 来电人=name, 联系电话=number) for n, name in enumerate(who)]
    office.says(workbook(rows))
    granny = office.play.ids["王奶奶"]
    askers = [case_of(office, f"A{n}").asker_id for n in range(len(who))]
    assert [asker == granny for asker in askers] == [False, False, True, True, True, True, True]
    assert askers[0] == askers[1], "the second 李 with this number is the first"


def test_two_who_lay_out_one_sheet_at_once(office: Office) -> None:
    """The later one stands; neither is turned away."""
    play, secretary = office.play, office.play.caller("刘书记").actor
    assert secretary
    seat = seat_of(secretary)
    assert seat
    headers = ("甲", "乙")

    def lay(place: int) -> None:
        columns = {Field.NO: place, Field.WHAT: 1 - place}
        play.do(lambda work: work.orders.lay_out(seat.unit_id, signature(headers), columns, play.now))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lay, [0, 1] * 6))
    lay(1)
    assert play.desk.read_now(lambda work: columns_of(work, seat, headers)) == ({Field.NO: 1, Field.WHAT: 0}, True)
