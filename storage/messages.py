"""The inbox (each external message once) and each account's numbered messages, both ways."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BindParameter,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Named,
    Row,
    String,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    update,
)

from handlers.kit.cards import Bubble, Card
from storage.accounts import accounts
from storage.base import Id, InsertOnce, Moment, metadata, word
from storage.hot import Hot
from storage.people import persons
from storage.vault import Vault


class inbox_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    channel: Named[str]
    message_id: Named[str]
    received_at: Named[datetime] = Column(Moment)
    account_id: Named[int | None] = Column(Id)
    failed: Named[str | None] = Column(String)
    payload: Named[bytes | None] = Column(LargeBinary)


class message_columns(TypedColumns):
    account_id: Named[int] = Column(Id, ForeignKey("accounts.id"), primary_key=True)
    number: Named[int] = Column(Integer, primary_key=True)
    inbox_id: Named[int | None] = Column(Id, ForeignKey("inbox.id"))
    mine: Named[bool] = Column(Boolean)
    at: Named[datetime] = Column(Moment)
    card: Named[str | None] = Column(String)
    case_id: Named[int | None] = Column(Id)
    args: Named[dict[str, Any]] = Column(JSON)
    media_id: Named[int | None] = Column(Id)
    sealed: Named[bytes | None] = Column(LargeBinary)
    state: Named[str]
    tries: Named[int] = Column(Integer, server_default="0")
    next_at: Named[datetime | None] = Column(Moment)
    external_id: Named[str | None]


inbox = Table("inbox", metadata, inbox_columns, UniqueConstraint("channel", "message_id"))
_failed = inbox.c.failed.is_not(None)
Index("ix_inbox_failed", inbox.c.id, sqlite_where=_failed, postgresql_where=_failed)
messages = Table("messages", metadata, message_columns)
Index("ix_messages_case", messages.c.case_id, messages.c.account_id)
Index("ix_messages_inbox", messages.c.inbox_id)
_queued = messages.c.state == word("queued")
Index("ix_messages_queued", messages.c.next_at, sqlite_where=_queued, postgresql_where=_queued)
Index(
    "ix_messages_waiting",
    *(messages.c.account_id, messages.c.number),
    sqlite_where=_queued,
    postgresql_where=_queued,
)

_receive = InsertOnce(inbox, inbox.c.id, ("channel", "message_id"), ("channel", "message_id", "received_at"))
_add = Hot(
    insert(messages),
    *("account_id", "number", "inbox_id", "mine", "at", "card"),
    *("case_id", "args", "media_id", "sealed", "state", "next_at"),
)
_bubble = (
    messages.c.number,
    messages.c.mine,
    messages.c.at,
    messages.c.card,
    messages.c.case_id,
    messages.c.args,
    messages.c.media_id,
    messages.c.sealed,
    persons.c.wrapped,
)
_bubbles = (
    select(*_bubble)
    .join(accounts, accounts.c.id == messages.c.account_id)
    .outerjoin(persons, persons.c.id == accounts.c.person_id)
    .where(messages.c.account_id == bindparam("account"))
)
_after = _bubbles.where(messages.c.number > bindparam("number")).order_by(messages.c.number).limit(bindparam("most"))
_before = (
    _bubbles.where(messages.c.number < bindparam("number")).order_by(messages.c.number.desc()).limit(bindparam("most"))
)
_numbers: BindParameter[int] = bindparam("numbers", expanding=True)
_some = Hot(_bubbles.where(messages.c.number.in_(_numbers)).order_by(messages.c.number), returns=_bubble)
_theirs = messages.c.account_id == bindparam("account")
_latest = Hot(
    select(messages.c.case_id, func.max(messages.c.number))
    .where(_theirs, messages.c.case_id.in_(bindparam("cases", expanding=True)))
    .group_by(messages.c.case_id)
)
_kind = messages.c.card == bindparam("kind")
_of_kind = Hot(
    select(messages.c.number, messages.c.args).where(_theirs, _kind), returns=(messages.c.number, messages.c.args)
)
_about = Hot(
    select(messages.c.args).where(_theirs, messages.c.case_id == bindparam("case"), _kind), returns=(messages.c.args,)
)
_become = Hot(
    update(messages)
    .where(_theirs, messages.c.number.in_(_numbers))
    .values(card=bindparam("new_card"), case_id=bindparam("new_case"), args=bindparam("new_args"))
)


@dataclass(frozen=True, slots=True)
class Failed:
    """A turn that raised: kept with its reference until it is rerun."""

    id: int
    channel: str
    message_id: str
    received_at: datetime
    reference: str


class Messages:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def receive(self, channel: str, message_id: str, now: datetime) -> int | None:
        """Enter an external message; none where it was received before."""
        return _receive(
            self._conn, {"channel": channel, "message_id": message_id, "received_at": now, "account_id": None}
        )

    def known(self, channel: str, message_ids: Iterable[str]) -> frozenset[str]:
        """Which of these external messages were received before."""
        where = (inbox.c.channel == channel, inbox.c.message_id.in_(list(message_ids)))
        return frozenset(self._conn.execute(select(inbox.c.message_id).where(*where)).scalars())

    def answer_to(self, channel: str, message_id: str) -> tuple[int, Sequence[Bubble]]:
        """(account, bubbles) that a message received before was answered with."""
        query = (
            select(messages.c.account_id, *_bubble)
            .join(inbox, inbox.c.id == messages.c.inbox_id)
            .join(accounts, accounts.c.id == messages.c.account_id)
            .outerjoin(persons, persons.c.id == accounts.c.person_id)
            .where(inbox.c.channel == channel, inbox.c.message_id == message_id)
            .order_by(messages.c.number)
        )
        rows = self._conn.execute(query).all()
        return (rows[0][0] if rows else 0), [self._bubble(row[1:]) for row in rows]

    def add(
        self,
        account_id: int,
        bubbles: Sequence[Bubble],
        wrapped: bytes | None,
        *,
        inbox_id: int | None = None,
        queued: bool = False,
    ) -> None:
        """Append numbered bubbles; `queued` ones wait for the courier of an outside channel."""
        rows = []
        for bubble in bubbles:
            card = bubble.card
            rows.append(
                {
                    "account_id": account_id,
                    "number": bubble.number,
                    "inbox_id": inbox_id,
                    "mine": bubble.mine,
                    "at": bubble.at,
                    "card": card.name if card else None,
                    "case_id": card.case if card else None,
                    "args": dict(card.args) if card else {},
                    "media_id": card.media if card else bubble.media,
                    "sealed": self._seal(wrapped, bubble.text),
                    "state": "queued" if queued and not bubble.mine else "shown",
                    "next_at": bubble.at if queued and not bubble.mine else None,
                }
            )
        if rows:
            _add.many(self._conn, rows)

    def fail(self, inbox_id: int, account_id: int, wrapped: bytes, reference: str, payload: str) -> None:
        """Keep a message whose turn failed, sealed under its sender's key."""
        sealed = self._vault.seal(wrapped, payload, "inbox")
        values = {"failed": reference, "payload": sealed, "account_id": account_id}
        self._conn.execute(update(inbox).where(inbox.c.id == inbox_id).values(values))

    def failed(self) -> Sequence[Failed]:
        query = select(inbox.c.id, inbox.c.channel, inbox.c.message_id, inbox.c.received_at, inbox.c.failed)
        rows = self._conn.execute(query.where(_failed).order_by(inbox.c.id))
        return [Failed(id_, channel, message_id, at, str(ref)) for id_, channel, message_id, at, ref in rows]

    def payload(self, inbox_id: int) -> str:
        query = (
            select(persons.c.wrapped, inbox.c.payload)
            .select_from(inbox)
            .join(accounts, accounts.c.id == inbox.c.account_id)
            .join(persons, persons.c.id == accounts.c.person_id)
            .where(inbox.c.id == inbox_id)
        )
        wrapped, sealed = self._conn.execute(query).one()
        return self._vault.open_text(wrapped, sealed, "inbox")

    def mended(self, inbox_id: int) -> None:
        """A failed turn was rerun with success: forget its payload."""
        self._conn.execute(update(inbox).where(inbox.c.id == inbox_id).values(failed=None, payload=None))

    def forget(self, account_ids: Sequence[int]) -> None:
        """The words in these chats, and what failed there: sealed under the key of somebody who has gone. What still
        waits is not sent: the next who writes there is somebody else."""
        waiting = messages.c.account_id.in_(account_ids) & messages.c.state.in_(("queued", "held"))
        self._conn.execute(update(messages).where(waiting).values(state="dead", next_at=None))
        self._conn.execute(update(messages).where(messages.c.account_id.in_(account_ids)).values(sealed=None))
        failed = update(inbox).where(inbox.c.account_id.in_(account_ids))
        self._conn.execute(failed.values(failed=None, payload=None))

    def newest(self) -> datetime | None:
        """When the newest message of all was written."""
        return self._conn.execute(select(func.max(messages.c.at))).scalar()

    def after(self, account_id: int, number: int, most: int = 100) -> Sequence[Bubble]:
        rows = self._conn.execute(_after, {"account": account_id, "number": number, "most": most})
        return [self._bubble(tuple(row)) for row in rows]

    def before(self, account_id: int, number: int, most: int = 30) -> Sequence[Bubble]:
        """The last `most` bubbles before a number, oldest first."""
        rows = self._conn.execute(_before, {"account": account_id, "number": number, "most": most}).all()
        return [self._bubble(tuple(row)) for row in reversed(rows)]

    def showing(self, case_ids: Iterable[int], account_ids: Iterable[int], most: int = 2000) -> Sequence[Row[int, int]]:
        """(account, number) of messages that show one of these cases to one of these accounts."""
        query = (
            select(messages.c.account_id, messages.c.number)
            .where(messages.c.case_id.in_(list(case_ids)), messages.c.account_id.in_(list(account_ids)))
            .order_by(messages.c.number.desc())
            .limit(most)
        )
        return self._conn.execute(query).all()

    def latest(self, account_id: int, case_ids: Iterable[int]) -> Mapping[int, int]:
        """The number of the newest message about each case."""
        wanted = list(case_ids)
        if not wanted:
            return {}
        return dict(_latest.rows(self._conn, {"account": account_id, "cases": wanted}))

    def some(self, account_id: int, numbers: Iterable[int]) -> Sequence[Bubble]:
        rows = _some.rows(self._conn, {"account": account_id, "numbers": list(numbers)})
        return [self._bubble(row) for row in rows]

    def draft_became(self, account_id: int, draft: str, card: Card) -> None:
        """Let the cards that showed a draft show the case it became."""
        drafts = _of_kind.rows(self._conn, {"account": account_id, "kind": "intake/draft"})
        numbers = [number for number, args in drafts if args.get("draft") == draft]
        became = {"new_card": card.name, "new_case": card.case, "new_args": dict(card.args)}
        if numbers:
            _become.count(self._conn, {"account": account_id, "numbers": numbers, **became})

    def has(self, account_id: int, card: Card) -> bool:
        """Whether an account was shown this step of this case already (told first, then as one of all)."""
        rows = _about.rows(self._conn, {"account": account_id, "case": card.case, "kind": card.name})
        return any(args == dict(card.args) for (args,) in rows)

    def _seal(self, wrapped: bytes | None, text: str) -> bytes | None:
        if not text:
            return None
        return self._vault.seal(wrapped, text, "message") if wrapped else None

    def _bubble(self, row: Any) -> Bubble:
        number, mine, at, card, case_id, args, media_id, sealed, wrapped = row
        text = self._vault.open_text(wrapped, sealed, "message")
        shown = Card(card, case_id, args, media_id) if card else None
        return Bubble(number, mine, at, shown, text, media_id)
