"""What rows mean: dates, answers, faults, and what is new, known or wrong."""

from datetime import datetime

import pytest

from handlers.kit.worktime import SHANGHAI
from handlers.orders.above import category_of, sent_above
from handlers.orders.callers import is_name, may_be, spelled
from handlers.orders.columns import guess_columns
from handlers.orders.records import Batch, Fault, Kept, Line, Order
from handlers.orders.rules import (
    deadline_of,
    granted_of,
    is_empty,
    moment_of,
    order_of,
    planned,
    satisfied_of,
    told_how,
)
from handlers.routing.categories import passes_community

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=SHANGHAI)
HEADERS = (
    *("工单编号", "诉求标题", "诉求内容", "来电人", "联系电话", "事发地址", "派单时间", "办理时限", "分类"),
    *("承办人", "首次联系时间", "办结时间", "办理结果", "是否解决", "满意度"),
)
COLUMNS = guess_columns(HEADERS)
NEW, PAST = Batch("12345"), Batch("12345", past=True)
PLAIN = ("T1", "", "路灯不亮", "王桂兰", "13835500001", "3号楼", "2026-03-01 08:00", "2026/3/6", "路灯照明")
DONE = (
    *PLAIN[:6],
    "2025-03-01 08:00",
    "2025-03-06",
    "",
    "孟超",
    "2025/3/1 10:00",
    "2025年3月3日",
    "换了灯",
    "是",
    "满意",
)


def at(*parts: int) -> datetime:
    """A moment in Shanghai; a day without its hour is midnight."""
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


def order(cells: tuple[str, ...], batch: Batch = NEW) -> Order:
    found = order_of(Line(2, cells), COLUMNS, batch, NOW)
    assert isinstance(found, Order), found
    return found


def fault(cells: tuple[str, ...], batch: Batch = NEW) -> str:
    found = order_of(Line(7, cells), COLUMNS, batch, NOW)
    assert isinstance(found, Fault), found
    assert found.row == 7
    return found.sentence


def changed(cells: tuple[str, ...], **new: str) -> tuple[str, ...]:
    """The cells with others in some columns, by heading."""
    found = [*cells, *[""] * (len(HEADERS) - len(cells))]
    for heading, text in new.items():
        found[HEADERS.index(heading)] = text
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-02 09:30", at(2026, 3, 2, 9, 30)),
        ("2026-03-02 09:30:15", at(2026, 3, 2, 9, 30, 15)),
        ("2026-03-02T09:30:15.250", at(2026, 3, 2, 9, 30, 15)),
        ("2026/3/2", at(2026, 3, 2)),
        ("2026.3.2 8:05", at(2026, 3, 2, 8, 5)),
        ("2026年3月2日", at(2026, 3, 2)),
        ("2026年3月2日 9时30分", at(2026, 3, 2, 9, 30)),
        ("2026年3月2日9点", at(2026, 3, 2, 9)),
        ("２０２６－０３－０２　０９：３０", at(2026, 3, 2, 9, 30)),  # noqa: RUF001
        ("20260302", at(2026, 3, 2)),
        ("20260302093000", at(2026, 3, 2, 9, 30)),
        ("46083", at(2026, 3, 2)),
        ("46083.3958333333", at(2026, 3, 2, 9, 30)),
    ],
)
def test_dates_as_people_write_them(text: str, moment: datetime) -> None:
    told = moment_of(text)
    assert told
    assert told.at == moment
    assert told.day_only == (moment.hour == 0)


@pytest.mark.parametrize(
    "text", ["", "昨天", "2026-13-02", "2026-02-30", "1926-01-01", "3月2日", "2026-03-02 25:00", "1"]
)
def test_what_is_no_date(text: str) -> None:
    assert moment_of(text) is None


def test_a_row_becomes_an_order() -> None:
    found = order(PLAIN)
    assert found.external_no == "T1"
    assert found.what == "路灯不亮\n地址：3号楼"
    assert found.phone == "13835500001"
    assert found.due == at(2026, 3, 6, 18, 0)
    assert found.at is None, "a new order is opened when it is imported"


def test_a_title_that_says_more_comes_first_and_one_that_says_less_is_dropped() -> None:
    assert order(changed(PLAIN, 诉求标题="关于三号楼")).what == "关于三号楼\n路灯不亮\n地址：3号楼"
    assert order(changed(PLAIN, 诉求标题="路灯", 事发地址="")).what == "路灯不亮"


def test_an_old_order_has_its_dates() -> None:
    found = order(DONE, PAST)
    assert found.at == at(2025, 3, 1, 8, 0)
    assert found.contacted_at == at(2025, 3, 1, 10, 0)
    assert found.settled_at == at(2025, 3, 3)
    assert (found.granted, found.satisfied, found.handler) == (True, "good", "孟超")


def test_a_bare_day_is_no_earlier_than_what_came_before_on_it() -> None:
    found = order(changed(DONE, 首次联系时间="2025-03-01", 办结时间="2025-03-01"), PAST)
    assert found.contacted_at == found.settled_at == found.at


@pytest.mark.parametrize(
    ("cells", "batch", "says"),
    [
        (changed(PLAIN, 工单编号=""), NEW, "「工单编号」空着"),
        (changed(PLAIN, 诉求内容=""), NEW, "「诉求内容」空着"),
        (changed(PLAIN, 诉求内容="长" * 3000), NEW, "请缩短"),
        (changed(PLAIN, 工单编号="=1+1"), NEW, "不能用的符号"),
        (changed(PLAIN, 办理时限="下周"), NEW, "“下周”看不懂"),
        (changed(DONE, 派单时间=""), PAST, "「派单时间」空着"),
        (changed(DONE, 首次联系时间="2025-02-01 09:00"), PAST, "比派单时间还早"),
        (changed(DONE, 办结时间="2025-03-01 09:00"), PAST, "比首次联系时间还早"),
        (changed(DONE, 办结时间="2027-03-01"), PAST, "还没到"),
        (changed(DONE, 是否解决="也许"), PAST, "请写 是 或 否"),
        (changed(DONE, 满意度="凑合"), PAST, "满意、基本满意 或 不满意"),
        (changed(DONE, 办结时间=""), PAST, "写了办理结果就要有办结时间"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(cells: tuple[str, ...], batch: Batch, says: str) -> None:
    sentence = fault(cells, batch)
    assert sentence.startswith("第 7 行：")
    assert says in sentence


def test_what_became_of_it_is_not_read_for_new_ones() -> None:
    assert order(changed(DONE, 是否解决="也许", 办结时间="从前")).granted is None


def test_an_unread_cell_counts_only_in_a_chosen_column() -> None:
    place = HEADERS.index("诉求内容")
    said = order_of(Line(3, PLAIN, {place: "是一个公式。"}), COLUMNS, NEW, NOW)
    assert isinstance(said, Fault)
    assert "公式" in said.sentence
    assert isinstance(order_of(Line(3, PLAIN, {99: "是一个公式。"}), COLUMNS, NEW, NOW), Order)


def test_a_row_without_number_and_text_is_no_row() -> None:
    assert is_empty(Line(9, ("", "", "", "合计：3 件")), COLUMNS)
    assert not is_empty(Line(9, ("", "", "路灯不亮")), COLUMNS)


def test_answers_in_words() -> None:
    assert [granted_of(text) for text in ("是", "已解决", "否", "未解决", "不好说", "")] == [
        True,
        True,
        False,
        False,
        None,
        None,
    ]
    assert [satisfied_of(text) for text in ("非常满意", "基本满意", "不满意", "嗯")] == ["good", "fair", "bad", None]


def test_who_is_told_by_a_name() -> None:
    assert is_name("王桂兰")
    assert not any(is_name(text) for text in ("王女士", "李先生", "匿名", "王", "王某", "张**", ""))
    assert spelled("匿名") == spelled("") == "来电人"
    assert spelled("王女士") == "王女士"


def test_a_plan_sorts_rows() -> None:
    rows = [order(changed(PLAIN, 工单编号=number)) for number in ("A", "B", "A", "C", "D")]
    kept = {
        "B": Kept(1, "演武-0001", "/1/2/3/", {"what": "x"}),
        "C": Kept(2, "演武-0002", "/1/2/3/4/", {"what": "old", "due": "y"}),
        "D": Kept(3, "广场东-0001", "/1/2/9/", {"what": "old"}),
    }
    marks = {number: {"what": "x", "due": "y"} for number in "BCD"} | {"B": {"what": "x"}}
    plan = planned(rows, kept, marks, "/1/2/3/", past=False)
    assert [one.external_no for one in plan.new] == ["A"]
    assert [(one.no, one.changed) for one in plan.known] == [
        ("演武-0001", ()),
        ("演武-0002", ("诉求内容",)),
        ("", ()),
    ]
    assert "和第 2 行一样" in plan.faulty[0].sentence
    assert plan.summary == "新的 1 件，已有 3 件（1 件有变化），1 行有问题。"
    assert "广场东-0001" not in plan.known[2].sentence, "another desk's number is its own business"


def test_what_is_over_is_no_new_order() -> None:
    """A whole year entered without saying that it is past would tell everybody of it today."""
    rows = [
        order(changed(PLAIN, 办结时间="2026-03-01")),
        order(changed(DONE, 工单编号="T2")),
        order(changed(PLAIN, 工单编号="T3")),
    ]
    plan = planned(rows, {}, {}, "/1/", past=False)
    assert [one.external_no for one in plan.new] == ["T3"]
    assert all("请选“补录”" in one.sentence for one in plan.faulty)
    assert len(planned(rows, {}, {}, "/1/", past=True).new) == 3
    kept = {"T1": Kept(1, "演武-0001", "/1/", {})}
    assert len(planned(rows, kept, {"T1": {}}, "/1/", past=False).known) == 1, "a known one may well be over by now"


@pytest.mark.parametrize(
    ("asker", "fits"),
    [
        *(
            ("王桂兰", True),
            ("王奶奶", True),
            ("王女士", True),
            ("王*兰", True),
            ("王", True),
            ("匿名", True),
            ("", True),
        ),
        *(("王小红", False), ("李女士", False), ("李", False), ("李**", False)),
    ],
)
def test_whose_number_it_may_be(asker: str, fits: bool) -> None:
    assert may_be(asker, "王桂兰", "王奶奶") is fits


@pytest.mark.parametrize(
    ("what", "category", "above"),
    [
        ("路灯不亮", "路灯照明", False),
        ("路灯不亮", "办事作风", True),
        ("反映社区书记作风问题，办低保收钱", "", True),
        ("反映社区书记作风问题，办低保收钱", "其他", True),
        ("反映社区书记作风问题，办低保收钱", "路灯照明", True),
        ("灯坏了，刘书记收了钱不修", "路灯照明", True),
        ("举报某社区主任", "", True),
        ("业主委员会不作为", "", False),
        ("楼上打人，请书记来管", "", False),
        ("希望书记来看看路灯", "", False),
        ("垃圾没人清，找过社区书记也没用", "", False),
        ("想问问医保怎么交", "其他", False),
    ],
)
def test_what_is_about_who_leads_a_community_passes_it_by(what: str, category: str, above: bool) -> None:
    found = order(changed(PLAIN, 诉求内容=what, 分类=category))
    assert passes_community(category_of(found)) is above
    assert bool(sent_above(found)) is above


def test_a_deadline_of_the_past_is_kept_only_with_what_is_over() -> None:
    over, left = order(DONE, PAST), order(changed(DONE, 是否解决="否", 满意度=""), PAST)
    assert deadline_of(over, PAST, NOW) == over.due
    assert deadline_of(left, PAST, NOW) is None
    coming = order(changed(DONE, 是否解决="否", 满意度="", 办理时限="2026-03-09"), PAST)
    assert deadline_of(coming, PAST, NOW) == coming.due
    late = order(changed(PLAIN, 办理时限="2026-03-01"))
    assert deadline_of(late, NEW, NOW) == late.due, "what comes in today too late is late"


def test_how_it_was_settled_in_the_words_of_the_sheet() -> None:
    assert told_how(order(DONE, PAST)) == "换了灯\n承办：孟超"
    bare = order(changed(DONE, 办理结果="", 承办人="", 满意度=""), PAST)
    assert told_how(bare) == "原来的表里没有写办理结果。\n原来的表里写着已解决，没写满意度。"


def test_what_went_past_a_community_later_is_hidden_from_it_as_well() -> None:
    rows = [order(changed(PLAIN, 工单编号="A"))]
    kept = {"A": Kept(1, "演武-0001", "/1/2/3/", {"what": "old"}, "conduct")}
    for inside, no in ((True, ""), (False, "演武-0001")):
        (known,) = planned(rows, kept, {"A": {"what": "new"}}, "/1/2/", past=False, inside=inside).known
        assert known.no == no
        assert bool(known.changed) is not inside
