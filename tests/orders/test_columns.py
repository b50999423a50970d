"""Headings as other desks write them, and what is remembered of them."""

import pytest

from handlers.orders.columns import guess_columns, missing, signature, sound, unguessed
from handlers.orders.records import Field


def named(*headers: str) -> dict[str, str]:
    return {str(key): headers[place] for key, place in guess_columns(headers).items()}


def test_a_plain_sheet() -> None:
    assert named(
        "序号", "工单编号", "诉求标题", "诉求内容", "来电人", "联系电话", "事发地址", "派单时间", "办理时限"
    ) == {
        "no": "工单编号",
        "title": "诉求标题",
        "what": "诉求内容",
        "asker": "来电人",
        "phone": "联系电话",
        "address": "事发地址",
        "at": "派单时间",
        "due": "办理时限",
    }


def test_times_that_look_alike_are_told_apart() -> None:
    found = named(
        "单号", "受理时间", "要求办结时间", "办结时间", "首次联系时间", "主要内容", "处理结果", "是否解决", "满意度"
    )
    assert found["at"] == "受理时间"
    assert found["due"] == "要求办结时间"
    assert found["settled_at"] == "办结时间"
    assert found["contacted_at"] == "首次联系时间"
    assert found["answer"] == "处理结果"
    assert found["granted"] == "是否解决"
    assert found["satisfied"] == "满意度"


def test_words_around_the_word_and_full_width_signs() -> None:
    found = named("＊工单编号（必填）", "市民诉求内容 ", "来电人电话", "反映人姓名", "诉求人所在地址")  # noqa: RUF001
    assert found == {
        "no": "＊工单编号（必填）",  # noqa: RUF001
        "what": "市民诉求内容 ",
        "phone": "来电人电话",
        "asker": "反映人姓名",
        "address": "诉求人所在地址",
    }


def test_one_column_is_never_two_things() -> None:
    columns = guess_columns(("编号", "内容", "内容", "电话", "电话"))
    assert len(set(columns.values())) == len(columns)


def test_what_must_be_asked() -> None:
    headers = ("甲", "乙", "联系电话", "来电人")
    columns = guess_columns(headers)
    assert missing(columns) == (Field.NO, Field.WHAT)
    assert missing(columns, past=True) == (Field.NO, Field.WHAT, Field.AT)
    assert Field.NO in unguessed(columns, headers)
    assert Field.GRANTED not in unguessed(columns, headers)
    assert Field.GRANTED in unguessed(columns, headers, past=True)


def test_nothing_is_asked_while_no_column_is_free() -> None:
    headers = ("序号", "工单编号", "诉求内容", "备注")
    assert unguessed(guess_columns(headers), headers) == ()


@pytest.mark.parametrize("columns", [{Field.NO: 0, Field.WHAT: 0}, {Field.NO: 9}, {Field.NO: -1}])
def test_columns_that_cannot_be(columns: dict[Field, int]) -> None:
    assert not sound(columns, ("甲", "乙", "丙", "丁"))


def test_a_signature_minds_order_and_words_not_spaces() -> None:
    assert signature(("工单编号", "内容")) == signature((" 工单 编号*", "内容(必填)"))
    assert signature(("工单编号", "内容")) != signature(("内容", "工单编号"))
