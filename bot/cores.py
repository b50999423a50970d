"""How much of the machine this process may use: in a container it is often less than there is."""

import os
from contextlib import suppress
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
OURS = Path("/proc/self/cgroup")


def cores() -> float:
    """Processor cores, 0.5 for half of one's time."""
    told = getattr(os, "sched_getaffinity", None)  # Linux only
    there = len(told(0)) if told else os.cpu_count() or 1
    return min([float(there), *_granted()])


def _granted() -> list[float]:
    """By the control groups that this process is in, as far as they say."""
    found = list[float]()
    with suppress(OSError, ValueError):
        inner = OURS.read_text().partition("0::/")[2].split("\n")[0]
        group = GROUPS / inner
        while group.is_relative_to(GROUPS):
            found += _of(group / "cpu.max")
            group = group.parent
    return found


def _of(file: Path) -> list[float]:
    """`150000 100000` is one and a half; `max 100000` is no bound."""
    if not file.is_file():
        return []
    most, period = file.read_text().split()
    return [] if most == "max" else [int(most) / int(period)]
