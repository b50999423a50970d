"""What `weiyuan template` and `weiyuan import` do, without their looks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from bot.census.reading import read
from bot.census.template import write_workbook
from handlers.census.actions import inspect, load
from handlers.census.records import Fault, Outcome, Sheet, Tally
from handlers.census.rules import in_order
from storage.work import Work

T = TypeVar("T")
SHOWN = 200


class Run(Protocol):
    """Runs a function inside one transaction and hands back what it returns."""

    def __call__(self, turn: Callable[[Work], T], /) -> T: ...


@dataclass(frozen=True)
class Report:
    """What an import found or did; with faults nothing was written."""

    faults: tuple[Fault, ...]
    tallies: Mapping[Sheet, Tally]
    dry_run: bool

    @property
    def ok(self) -> bool:
        return not self.faults

    @property
    def total(self) -> Tally:
        every = self.tallies.values()
        return Tally(sum(t.added for t in every), sum(t.changed for t in every), sum(t.same for t in every))

    def lines(self) -> Iterator[str]:
        """For people: the faults, at most 200 of them, or what became of each sheet."""
        yield from self._fault_lines() if self.faults else self._done_lines()

    def _fault_lines(self) -> Iterator[str]:
        yield f"有 {len(self.faults)} 处要改，这份文件一行也没有导入："
        for fault in self.faults[:SHOWN]:
            yield fault.sentence
        if len(self.faults) > SHOWN:
            yield f"还有 {len(self.faults) - SHOWN} 处没列出来。先改上面这些，再导一次。"

    def _done_lines(self) -> Iterator[str]:
        if self.total == Tally():
            yield "表里还没有填内容，什么也没变。"
            return
        for sheet, tally in self.tallies.items():
            if tally != Tally():
                yield f"{sheet}：{_counts(tally)}"
        yield f"一共：{_counts(self.total)}"
        if self.dry_run:
            yield "只检查了一遍，什么也没有写进去。"


def write_template(file: Path) -> None:
    """Write an empty workbook to fill in; OSError where the file can't be written."""
    write_workbook(file)


def import_file(file: Path, run: Run, *, today: date, dry_run: bool, on_progress: Callable[[int, int], None]) -> Report:
    """Import a workbook, all of it or nothing; a dry run only looks it through."""
    reading = read(file)
    if not reading.usable:
        return Report(reading.faults, {}, dry_run)
    if dry_run or reading.faults:
        outcome = run(lambda work: inspect(work, reading.census, today))
    else:
        outcome = run(lambda work: load(work, reading.census, today, on_progress=on_progress))
    return Report(_together(reading.faults, outcome), outcome.tallies, dry_run)


def _together(unread: tuple[Fault, ...], outcome: Outcome) -> tuple[Fault, ...]:
    """A cell that could not be read looks empty to the rules: what they say about it is left out."""
    cells = {fault.place for fault in unread}
    others = [fault for fault in outcome.faults if fault.place not in cells]
    return tuple(in_order([*unread, *others]))


def _counts(tally: Tally) -> str:
    return f"新增 {tally.added}，修改 {tally.changed}，不变 {tally.same}"
