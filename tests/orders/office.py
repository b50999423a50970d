"""Importing and exporting at the desk, as the command does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.orders.command import export_answers, import_orders
from storage.base import metadata
from storage.work import Work
from tests.play import Play


@dataclass
class Office:
    """`folder` is where sheets come and go."""

    play: Play
    folder: Path

    def brings(self, data: bytes, by: str = "刘芳", **args: Any) -> dict[str, Any]:
        """The result of an import."""
        file = self.folder / "工单.xlsx"
        file.write_bytes(data)
        given = {"file": str(file), "by": by, "source": "12345", "past": False, "dry_run": False, **args}
        return import_orders(self.play.desk, given, lambda _: None)

    def says(self, data: bytes, by: str = "刘芳", **args: Any) -> str:
        return "\n".join(self.brings(data, by, **args)["lines"])

    def answers(self, **args: Any) -> Path:
        """The file of an export."""
        file = self.folder / "答复.xlsx"
        result = export_answers(self.play.desk, {"file": str(file), "source": "12345", "since": "", **args})
        assert result["ok"], result
        return file

    def rows(self, table: str) -> int:
        def read(work: Work) -> int:
            return work.conn.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()

        return self.play.desk.read_now(read)

    def states(self) -> Mapping[str, int]:
        """How many requests of the source stand where."""

        def read(work: Work) -> Mapping[str, int]:
            found: dict[str, int] = {}
            for case in work.orders.of_source("12345", "/", None):
                found[case.state] = found.get(case.state, 0) + 1
            return found

        return self.play.desk.read_now(read)
