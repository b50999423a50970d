"""Names and doors as people write them: pure functions."""

import re


def name_and_door(text: str) -> tuple[str, str] | None:
    """王桂兰 3号楼2单元501 → name and door; none where no name stands at the start."""
    found = re.match(r"\s*([一-龥·]{2,6})[\s，,、：:；;]+(.+?)\s*$", text)
    if found:
        return found.group(1), found.group(2)
    found = re.fullmatch(r"\s*([一-龥·]{2,4})\s*", text)
    return (found.group(1), "") if found else None


def same_door(said: str, known: str) -> bool:
    """3-2-501, 3号楼2单元501 and 2单元501 may be one door: the numbers of the one end the other's."""
    short, long = sorted((_numbers(said), _numbers(known)), key=len)
    return bool(short) and long[-len(short) :] == short


def _numbers(door: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in door).split()
