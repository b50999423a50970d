"""`weiyuan orders` and `weiyuan answers` as an operator runs them."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from openpyxl import load_workbook
from rich.console import Console

from bot.desk.base import Task
from bot.orders.asking import NobodyToAsk, ask_columns
from bot.settings import Settings
from bot.wiring import opened
from tests.cast import settle
from tests.commands.weiyuan import Operator
from tests.orders.sheets import HEADERS, workbook

ROW = (1, "A1", "", "楼道里的灯不亮", "郑先生", "13900000001", "演武社区3号楼", "", "")


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    data = tmp_path / "data"
    with opened(Settings(data=data)) as desk:
        desk.submit(Task(lambda work: settle(work, datetime.now(UTC)), "")).result()
    return Operator(data)


def test_in_and_out(operator: Operator, tmp_path: Path) -> None:
    file, out = tmp_path / "工单.xlsx", tmp_path / "答复.xlsx"
    file.write_bytes(workbook([ROW], HEADERS))
    code, said = operator.runs("orders", str(file), "--by", "刘芳")
    assert code == 0, said
    assert "导入了 1 件。" in said
    code, said = operator.runs("answers", str(out), "--since", "2020-01-01")
    assert code == 0, said
    rows = list(load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert rows[1][:3] == ("A1", "演武-0001", "待受理")


def test_what_goes_wrong_is_a_sentence(operator: Operator, tmp_path: Path) -> None:
    file = tmp_path / "工单.xlsx"
    file.write_bytes(workbook([("x", "y", "z", "郑先生")], ("甲", "乙", "丙", "来电人")))
    code, said = operator.runs("orders", str(file), "--by", "刘芳")
    assert code == 1
    assert "认不出哪一列是工单编号、诉求内容" in said
    code, said = operator.runs("answers", str(tmp_path))
    assert code == 1
    assert "写不了" in said
    assert "Traceback" not in said


ASK: dict[str, Any] = {
    "headers": ["甲", "乙", "", "来电人"],
    "columns": {"asker": 3},
    "missing": ["no", "what"],
    "fields": {"no": "工单编号", "what": "诉求内容", "asker": "来电人", "phone": "电话"},
}


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What somebody types, one line a question."""
    lines: list[str] = []
    monkeypatch.setattr(typer, "prompt", lambda *_, **__: lines.pop(0))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    yield lines
    assert not lines, "not all was asked"


def test_columns_are_asked_at_the_keyboard(answered: list[str]) -> None:
    answered += ["", "4", "九", "1", "2", ""]
    assert ask_columns(ASK, Console(quiet=True)) == {"asker": 3, "no": 0, "what": 1}


def test_without_a_keyboard_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(NobodyToAsk, match="工单编号、诉求内容"):
        ask_columns(ASK, Console(quiet=True))
    assert ask_columns({**ASK, "missing": []}, Console(quiet=True)) == {"asker": 3}
