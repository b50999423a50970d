"""Rule sets of other places, shipped as samples: shown, and adopted by copying one into the data folder."""

from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path

from bot.settings import Settings
from handlers.kit.rulesets import RuleBook, RuleSet, load

_SHIPPED = ("handlers.requests",)


class NoSample(Exception):
    """There is no sample of this code."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A rule set that can be adopted, and the file it lies in."""

    rules: RuleSet
    file: Path


def samples() -> list[Sample]:
    found: list[Sample] = []
    for package in _SHIPPED:
        folder = Path(str(resources.files(package) / "samples"))
        found += [Sample(load([file]).sets[0], file) for file in sorted(folder.glob("*.toml"))]
    return found


def adopt(settings: Settings, code: str, units: tuple[str, ...], starts: date) -> Path:
    """Copy a sample into the data folder's rules, in force from a day, for some units (none: everywhere).

    Raises NoSample, FileExistsError.
    """
    sample = next((one for one in samples() if one.rules.code == code), None)
    if sample is None:
        raise NoSample(code)
    folder = settings.data / "rules"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{code}-{starts.isoformat()}.toml"
    text = _adapted(sample.file.read_text("utf-8"), units, starts)
    with target.open("x", encoding="utf-8") as out:
        out.write(text)
    return target


def book(settings: Settings) -> RuleBook:
    """All rules as they are in force with the operator's own. RuleFileError names the first fault."""
    from bot.house import open_house  # noqa: PLC0415  # only a check needs the whole house

    return open_house(settings.data / "rules").rules


def _adapted(text: str, units: tuple[str, ...], starts: date) -> str:
    lines = []
    for line in text.splitlines():
        if line.startswith("from = "):
            lines.append(f"from = {starts.isoformat()}")
        elif line.startswith("units = "):
            lines.append("units = [" + ", ".join(f'"{code}"' for code in units) + "]")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n"
