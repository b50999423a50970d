"""A sheet between two steps of the page: plain values, to be sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from handlers.orders.records import Batch, Line, Sheet


@dataclass(frozen=True, slots=True)
class Upload:
    """`key` is the secret in the page's address."""

    key: str
    batch: Batch
    sheet: Sheet


def packed(upload: Upload) -> Mapping[str, Any]:
    lines = [[line.row, list(line.cells), list(line.unread.items())] for line in upload.sheet.lines]
    batch = upload.batch
    return {"source": batch.source, "past": batch.past, "headers": list(upload.sheet.headers), "lines": lines}


def unpacked(key: str, content: Mapping[str, Any]) -> Upload:
    lines = tuple(Line(row, tuple(cells), dict(unread)) for row, cells, unread in content["lines"])
    return Upload(key, Batch(content["source"], content["past"]), Sheet(tuple(content["headers"]), lines))
