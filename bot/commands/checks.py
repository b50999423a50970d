"""What `weiyuan doctor` says of one thing that it has looked at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`fine` none: worth knowing, nothing broken."""

    what: str
    fine: bool | None
    advice: str = ""

    @property
    def line(self) -> str:
        return f"{self.what}：{self.advice}" if self.advice else self.what
