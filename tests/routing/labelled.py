"""How well texts are understood, measured on a file of messages that people have labelled.

`python -m tests.routing.labelled FILE.csv`: columns `text`, `label`, and `title` where there is one.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from handlers.routing.categories import category
from handlers.routing.intents import intent
from handlers.routing.subjects import guess_category

BUILT, CLEAN, TRAFFIC = "城乡建设", "环境保护", "交通运输"
SCHOOL, WORK, TRADE, HEALTH = "教育文体", "劳动和社会保障", "商贸旅游", "卫生计生"
LABELS = (BUILT, CLEAN, TRAFFIC, SCHOOL, WORK, TRADE, HEALTH)
BY_GROUP = {
    "facility": BUILT,
    "clean": BUILT,
    "utility": BUILT,
    "home": BUILT,
    "traffic": TRAFFIC,
    "safety": BUILT,
    "aid": WORK,
    "work": WORK,
    "health": HEALTH,
    "school": SCHOOL,
    "trade": TRADE,
    "affairs": BUILT,
}
# Leaves that the labels put elsewhere than the rest of their group.
BY_LEAF = {
    "noise": CLEAN,
    "fume": CLEAN,
    "pollution": CLEAN,
    "parking": BUILT,
    "bus": BUILT,
    "crime": TRADE,
    "papers": WORK,
    "conduct": WORK,
}


@dataclass(frozen=True, slots=True)
class Row:
    said: str
    label: str
    guess: str
    sure: bool
    key: str


def label_of(key: str) -> str:
    return BY_LEAF.get(key) or BY_GROUP[category(key).group]


def read(file: Path) -> list[tuple[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [
            (f"{row.get('title', '').strip()}\n{row['text'].strip()}", row["label"]) for row in csv.DictReader(lines)
        ]


def guessed(messages: Iterable[tuple[str, str]]) -> list[Row]:
    guesses = [(said, label, guess_category(said)) for said, label in messages]
    return [Row(said, label, label_of(guess.best), guess.sure, guess.best) for said, label, guess in guesses]


def accuracy(rows: Sequence[Row]) -> float:
    return sum(row.guess == row.label for row in rows) / max(1, len(rows))


def macro_f1(rows: Sequence[Row]) -> float:
    return sum(_f1(rows, label) for label in LABELS) / len(LABELS)


def _f1(rows: Sequence[Row], label: str) -> float:
    hits = sum(row.guess == row.label == label for row in rows)
    named = sum((row.guess == label) + (row.label == label) for row in rows)
    return 2 * hits / max(1, named)


def _print_figures(name: str, rows: Sequence[Row]) -> None:
    sure = [row for row in rows if row.sure]
    unsure = 1 - len(sure) / max(1, len(rows))
    print(
        f"{name:5} {len(rows):4}  accuracy {accuracy(rows):.3f}  macro-F1 {macro_f1(rows):.3f}"
        f"  not sure {unsure:.3f}  accuracy where sure {accuracy(sure):.3f}  macro-F1 {macro_f1(sure):.3f}"
    )


def _print_confusion(rows: Sequence[Row]) -> None:
    counts = Counter((row.label, row.guess) for row in rows)
    print("label \\ guess", *(label[:2] for label in LABELS), sep="\t")
    for label in LABELS:
        print(f"{label:\u3000<7}", *(counts[label, guess] for guess in LABELS), sep="\t")


def _print_intents(shares: Mapping[str, int]) -> None:
    print("intents:", *(f"{key} {count}" for key, count in sorted(shares.items(), key=lambda pair: -pair[1])))


def main(file: Path) -> int:
    messages = read(file)
    began = perf_counter()
    rows = guessed(messages)
    spent = (perf_counter() - began) * 1000 / max(1, len(rows))
    for name, some in (("all", rows), ("even", rows[::2]), ("odd", rows[1::2])):
        _print_figures(name, some)
    _print_confusion(rows)
    _print_intents(Counter(intent(row.said) for row in rows))
    print(f"{spent:.2f} ms a message")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
