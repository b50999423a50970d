"""Finding cases by their words without keeping the words: an index of keyed marks.

A case's masked texts become pairs of characters (`handlers/kit/bigrams.py`), each kept as 32 bits of a keyed hash
whose key comes from the master key. Without it nobody can ask the index; how often each mark occurs still shows.
Units above the case and its flow are marks like any other, so "in this street" is one more word of the search.
SQLite reads the marks through an FTS5 table, PostgreSQL through a GIN index; both are named `WORDS`.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    ForeignKey,
    Integer,
    Named,
    Select,
    String,
    Table,
    TypedColumns,
    TypeDecorator,
    bindparam,
    column,
    delete,
    func,
    literal,
    literal_column,
    not_,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from handlers.cases.records import Case, Text
from handlers.kit.bigrams import tokens, wanted
from handlers.kit.masking import mask_text
from handlers.people.records import NOBODY, Person
from storage.base import Id, metadata
from storage.cases import CASE, case_of, cases
from storage.history import History, case_texts
from storage.hot import Hot
from storage.people import People, persons
from storage.vault import Vault

WORDS = "case_words"
KEYS = ("title", "what")  # the texts that say what a case is about
BATCH = 500
NEWEST, NEWEST_EACH = 8_000, 120  # how many of the newest are looked through, and how many a wanted case


class Marks(TypeDecorator[tuple[int, ...]]):
    """A set of marks: words for SQLite's full text index, numbers in an array for PostgreSQL. Never read back."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Integer()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Iterable[int] | None, dialect: Dialect) -> Any:
        marks = value or ()
        return list(marks) if dialect.name == "postgresql" else " ".join(_word(mark) for mark in marks)


class search_columns(TypedColumns):
    case_id = Column(Id, ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    marks: Named[tuple[int, ...]] = Column(Marks)


case_search = Table("case_search", metadata, search_columns)
_words = table(WORDS, column("rowid", Integer))


def _upsert(dialect: Any) -> Any:
    new = dialect.insert(case_search)
    return new.on_conflict_do_update(index_elements=["case_id"], set_={"marks": new.excluded.marks})


_first_marked = func.coalesce(select(func.min(case_search.c.case_id)).scalar_subquery(), 1 << 62)
_older = (
    select(case_texts.c.case_id)
    .join(persons, persons.c.id == case_texts.c.person_id)
    .where(case_texts.c.case_id < _first_marked, case_texts.c.sealed.is_not(None), persons.c.wrapped.is_not(None))
    .distinct()
    .order_by(case_texts.c.case_id.desc())
)
_enter = Hot({"sqlite": _upsert(sqlite), "postgresql": _upsert(postgresql)}, "case_id", "marks")


class Search:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault
        self._key = bytes.fromhex(vault.mark("search", "key"))

    def note(self, case: Case, texts: Sequence[Text]) -> None:
        """Index what a step said the case is about; where it said nothing of the kind, nothing is asked or written."""
        if not any(text.key in KEYS for text in texts):
            return
        if case.version > 1:  # it may have changed the one and left the other
            texts = History(self._conn, self._vault).texts([case.id]).get(case.id, ())
        self._note(case, texts)

    def enter(self, case: Case, text: str) -> None:
        """Insert or replace what a case is found by: its masked text, its numbers, its places, its flow."""
        _enter.count(self._conn, self._row(case, text))

    def marks(self, text: str, path: str, flow: str) -> frozenset[int]:
        """All that a case of this flow at this place is found by."""
        return frozenset((*map(self._mark, tokens(text)), *self._places(path), self._mark(f"={flow}")))

    def forget(self, case_ids: Iterable[int]) -> None:
        self._conn.execute(delete(case_search).where(case_search.c.case_id.in_(list(case_ids))))

    def find(
        self,
        text: str,
        path: str,
        most: int = 50,
        flows: Sequence[str] | None = None,
        before_id: int | None = None,
    ) -> Sequence[int]:
        """The cases at or below a unit that have all of these words, the newest first."""
        query = self.hits(text, path, most, flows, before_id)
        return () if query is None else self._conn.execute(query).scalars().all()

    def hits(
        self,
        text: str,
        path: str,
        most: int = 200,
        flows: Sequence[str] | None = None,
        before_id: int | None = None,
    ) -> Select[int] | None:
        """The same as a query, for a list that filters further; none where there is nothing to look for."""
        said = wanted(text)
        if not said:
            return None
        marks = sorted({*map(self._mark, said), *self._places(path)[-1:]})
        any_of = [self._mark(f"={flow}") for flow in flows or ()]
        return self._query(marks, any_of, most, before_id)

    def lags(self) -> bool:
        """Whether there are cases older than all that have marks: the database is older than the index."""
        return bool(self._conn.execute(_older.limit(1)).first())

    def refill(self) -> int:
        """Index the next few hundred cases of a database older than the index; how many were, 0: none are left.

        The newest come first, so the oldest with marks tells where to go on: what was committed is not done again.
        """
        ids = self._conn.execute(_older.limit(BATCH)).scalars().all()
        found = [case_of(row) for row in self._conn.execute(select(*CASE).where(cases.c.id.in_(ids)))]
        texts = History(self._conn, self._vault).texts(ids)
        people = People(self._conn, self._vault).get(case.needer_id for case in found)
        rows = [self._row(case, _plain(texts.get(case.id, ()), people.get(case.needer_id, NOBODY))) for case in found]
        if rows:
            _enter.many(self._conn, rows)
        return len(rows)

    def _note(self, case: Case, texts: Sequence[Text]) -> None:
        needer = People(self._conn, self._vault).get([case.needer_id]).get(case.needer_id, NOBODY)
        self.enter(case, _plain(texts, needer))

    def _row(self, case: Case, text: str) -> dict[str, object]:
        marks = self.marks(f"{text} {case.no} {case.external_no or ''}", case.unit_path, case.flow)
        return {"case_id": case.id, "marks": sorted(marks)}

    def _query(self, all_of: Sequence[int], any_of: Sequence[int], most: int, before_id: int | None) -> Select[int]:
        if self._conn.dialect.name != "sqlite":
            return _from_array(all_of, any_of, most, before_id)
        id_, words = _words.c.rowid, literal(_asked(all_of, any_of))
        query = select(id_).where(literal_column(WORDS, String).bool_op("MATCH")(words))
        query = query if before_id is None else query.where(id_ < before_id)
        return query.order_by(id_.desc()).limit(most)

    def _places(self, path: str) -> list[int]:
        return [self._mark(f"/{unit}") for unit in path.split("/") if unit]

    def _mark(self, token: str) -> int:
        digest = blake2b(token.encode(), key=self._key, digest_size=4).digest()
        return int.from_bytes(digest, "big", signed=True)


def _plain(texts: Sequence[Text], needer: Person) -> str:
    """What a case is found by of its texts, the latest of each kind, without numbers and names."""
    said = {text.key: text.text for text in texts if text.key in KEYS}
    return mask_text("\n".join(said.values()), needer.name, needer.called)


def _word(mark: int) -> str:
    return f"{mark & 0xFFFFFFFF:08x}"


def _asked(all_of: Sequence[int], any_of: Sequence[int]) -> str:
    """A question in FTS5's language."""
    words = " AND ".join(f'"{_word(mark)}"' for mark in all_of)
    either = " OR ".join(f'"{_word(mark)}"' for mark in any_of)
    return f"{words} AND ({either})" if either else words


def _from_array(all_of: Sequence[int], any_of: Sequence[int], most: int, before_id: int | None) -> Select[int]:
    """The index knows no order, and which words are rare its statistics guess badly: so the newest few thousand cases
    are looked through first, and the index is asked only where those have too few, that is, for rare words."""
    id_, before = case_search.c.case_id, () if before_id is None else (case_search.c.case_id < before_id,)
    ahead = (
        select(case_search)
        .where(*before)
        .order_by(id_.desc())
        .limit(_known(max(NEWEST, most * NEWEST_EACH)))
        .subquery()
    )
    near = select(ahead.c.case_id).where(*_contains(all_of, any_of)).limit(_known(most)).cte("near_words")
    enough = select(func.count() >= most).select_from(near).scalar_subquery()
    few = select(id_).where(*_contains(all_of, any_of), *before, not_(enough)).cte("few_words")
    found = union_all(select(near).where(enough), select(few.prefix_with("MATERIALIZED"))).subquery("words")
    return select(found.c.case_id).order_by(found.c.case_id.desc()).limit(_known(most))


def _contains(all_of: Sequence[int], any_of: Sequence[int]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [literal_column(f"marks @> {_array(all_of)}", Boolean)]
    return [*found, literal_column(f"marks && {_array(any_of)}", Boolean)] if any_of else found


def _array(marks: Sequence[int]) -> str:
    return f"'{{{','.join(map(str, marks))}}}'::integer[]"


def _known(value: int) -> Any:
    """Written out: PostgreSQL plans a bound LIMIT as if it were a tenth of everything."""
    return bindparam(None, value, Integer, unique=True, literal_execute=True)
