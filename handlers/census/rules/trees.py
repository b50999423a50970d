"""Parents and children by code: circles, and an order in which parents come first."""

from collections.abc import Iterator, Mapping

_SHOWN = 6


def circles(parents: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Each ring of codes that are their own ancestors, once."""
    seen: set[str] = set()
    for start in parents:
        line: dict[str, None] = {}
        code = start
        while code in parents and code not in seen:
            seen.add(code)
            line[code] = None
            code = parents[code]
        if code in line:
            ring = list(line)
            yield tuple(ring[ring.index(code) :])


def drawn(ring: tuple[str, ...]) -> str:
    """甲 → 乙 → 甲, shortened where it is long."""
    shown = ring if len(ring) <= _SHOWN else (*ring[:_SHOWN], "…")
    return " → ".join((*shown, ring[0]))


def parents_first(parents: Mapping[str, str]) -> list[str]:
    """The codes so that each comes after its parent; rings, and what hangs below them, are left out."""
    below: dict[str, list[str]] = {}
    for code, parent in parents.items():
        below.setdefault(parent if parent in parents else "", []).append(code)
    order = below.get("", [])
    for code in order:
        order.extend(below.get(code, ()))
    return order
