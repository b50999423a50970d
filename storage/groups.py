"""Groups and what was posted in them. A group is an account without a person; what a robot is called by is sealed."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
    update,
)

from handlers.groups.records import BUNDLE, ROBOT, Group
from handlers.groups.rules import MOST_IN_BUNDLE, ids_of
from storage.accounts import accounts
from storage.base import Id, InsertOnce, Moment, metadata
from storage.messages import messages
from storage.units import units
from storage.vault import Vault


class group_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    account_id: Named[int] = Column(Id, ForeignKey("accounts.id"))
    unit_id: Named[int] = Column(Id, ForeignKey("units.id"), index=True)
    sealed: Named[bytes | None] = Column(LargeBinary)
    tied_by: Named[int | None] = Column(Id, ForeignKey("persons.id"))
    tied_at: Named[datetime] = Column(Moment)
    retired_at: Named[datetime | None] = Column(Moment)


class group_card_columns(TypedColumns):
    id = Column(Id, primary_key=True)
    account_id: Named[int] = Column(Id, ForeignKey("accounts.id"))
    case_id: Named[int] = Column(Id, ForeignKey("cases.id"))
    card: Named[str]
    at: Named[datetime] = Column(Moment)


member_groups = Table("member_groups", metadata, group_columns)
_live = member_groups.c.retired_at.is_(None)
Index("uq_member_groups_live", member_groups.c.account_id, unique=True, sqlite_where=_live, postgresql_where=_live)
group_cards = Table("group_cards", metadata, group_card_columns, UniqueConstraint("account_id", "case_id", "card"))
_post = InsertOnce(
    group_cards, group_cards.c.id, ("account_id", "case_id", "card"), ("account_id", "case_id", "card", "at")
)


class Groups:
    def __init__(self, conn: Connection, vault: Vault) -> None:
        self._conn, self._vault = conn, vault

    def at(self, account_id: int) -> Group | None:
        """The group of an account, while it is tied."""
        return next(iter(self._found(_groups().where(member_groups.c.account_id == account_id))), None)

    def get(self, group_id: int) -> Group | None:
        return next(iter(self._found(_groups().where(member_groups.c.id == group_id))), None)

    def over(self, path: str) -> Sequence[Group]:
        """The groups of a unit and of all it lies in."""
        ids = [int(part) for part in path.strip("/").split("/") if part]
        return self._found(_groups().where(member_groups.c.unit_id.in_(ids)))

    def under(self, paths: Iterable[str]) -> Sequence[Group]:
        """The groups of these units and of all below them."""
        found = {one.id: one for path in paths for one in self._found(_groups().where(units.c.path.startswith(path)))}
        return [found[id_] for id_ in sorted(found)]

    def tie(self, account_id: int, unit_id: int, by: int | None, now: datetime, key: str = "") -> None:
        """Tie an account that is tied to nothing; `key` is a robot's, which is kept sealed."""
        sealed = self._vault.seal_shared(key, ROBOT) if key else None
        values = {"account_id": account_id, "unit_id": unit_id, "tied_by": by, "tied_at": now, "sealed": sealed}
        self._conn.execute(insert(member_groups).values(values))

    def retire(self, account_id: int, now: datetime) -> Group | None:
        """Untie; the group as it was, none where it was tied to nothing. A robot's key is forgotten."""
        group = self.at(account_id)
        if group:
            gone = update(member_groups).where(member_groups.c.id == group.id, _live)
            if self._conn.execute(gone.values(retired_at=now, sealed=None)).rowcount == 1:
                return group
        return None

    def key(self, address: str) -> str:
        """A robot's key, by the mark that is its address; empty where it is tied to nothing."""
        query = (
            select(member_groups.c.sealed)
            .join(accounts, accounts.c.id == member_groups.c.account_id)
            .where(accounts.c.channel == ROBOT, accounts.c.address == address, _live)
        )
        return self._vault.open_shared(self._conn.execute(query).scalar(), ROBOT)

    def mark(self, key: str) -> str:
        """Under which address a robot is known, so that its key stands nowhere in clear."""
        return self._vault.mark(ROBOT, key)

    def post(self, account_id: int, case_id: int, card: str, now: datetime) -> bool:
        """Note that a group is told this of a case; False where it was told before."""
        values = {"account_id": account_id, "case_id": case_id, "card": card, "at": now}
        return _post(self._conn, values) is not None

    def heard(self, account_id: int, case_id: int, card: str) -> bool:
        where = (group_cards.c.account_id == account_id, group_cards.c.case_id == case_id, group_cards.c.card == card)
        return self._conn.execute(select(group_cards.c.id).where(*where)).first() is not None

    def said(self, account_id: int, card: str) -> datetime | None:
        """When a card was said last in a chat."""
        where = (messages.c.account_id == account_id, messages.c.card == card)
        return self._conn.execute(select(func.max(messages.c.at)).where(*where)).scalar()

    def count(self, account_id: int, since: datetime, most: int) -> int:
        """How much of the last `most` that were said in a chat was said since then."""
        last = select(messages.c.at).where(messages.c.account_id == account_id).order_by(messages.c.number.desc())
        some = last.limit(most).subquery()
        return int(self._conn.execute(select(func.count()).where(some.c.at > since)).scalar_one())

    def gather(self, account_id: int, case_id: int, key: str) -> bool:
        """Add a case to the bundle that waits, under `cases` that may be claimed or those `done`; False where none
        does, it is full, or it is being sent."""
        this = and_(messages.c.account_id == account_id, messages.c.card == BUNDLE)
        waits = and_(messages.c.state == "queued", messages.c.next_at == messages.c.at)
        query = select(messages.c.number, messages.c.args).where(this, waits).order_by(messages.c.number.desc())
        row = self._conn.execute(query.limit(1)).first()
        told = row[1] if row else {}
        if row is None or sum(len(ids_of(ids)) for ids in told.values()) >= MOST_IN_BUNDLE:
            return False
        args = {**told, key: ",".join(map(str, [*ids_of(told.get(key)), case_id]))}
        added = update(messages).where(this, waits, messages.c.number == row[0]).values(args=args)
        return self._conn.execute(added).rowcount == 1

    def forget_cards(self, account_id: int) -> None:
        """By which numbers the cards of a chat were known: in another chat the same numbers are other cards."""
        query = update(messages).where(messages.c.account_id == account_id, messages.c.external_id.is_not(None))
        self._conn.execute(query.values(external_id=None))

    def _found(self, query: Any) -> Sequence[Group]:
        return [Group(*row) for row in self._conn.execute(query.where(_live).order_by(member_groups.c.id))]


def _groups() -> Any:
    return (
        select(
            member_groups.c.id,
            member_groups.c.account_id,
            accounts.c.channel,
            accounts.c.address,
            member_groups.c.unit_id,
            units.c.name,
            units.c.path,
            member_groups.c.tied_by,
            member_groups.c.tied_at,
        )
        .join(accounts, accounts.c.id == member_groups.c.account_id)
        .join(units, units.c.id == member_groups.c.unit_id)
    )
