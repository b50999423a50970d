"""The unit of work: one connection inside one transaction, with a view a room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from handlers.kit.cards import Bubble
from handlers.kit.events import Stepped
from handlers.kit.house import House
from handlers.people.records import Account
from storage.accounts import Accounts
from storage.albums import Albums
from storage.anchors import Anchors
from storage.cases import Cases
from storage.census import Census
from storage.clocks import Clocks
from storage.deliveries import Deliveries, Queued
from storage.digests import Digests
from storage.directory import Directory
from storage.duties import Duties
from storage.groups import Groups
from storage.history import History
from storage.invitations import Invitations
from storage.kf import Kf
from storage.ledger import Ledger
from storage.letters import Letters
from storage.links import Links
from storage.lists import Lists
from storage.media import Media
from storage.merits import Merits
from storage.messages import Messages
from storage.orders import Orders
from storage.outbox import Outbox
from storage.people import People
from storage.points import Points
from storage.queues import Queues
from storage.rankings import Rankings
from storage.rates import Rates
from storage.reminders import Reminders
from storage.requests import Requests
from storage.routing import Routing
from storage.search import Search
from storage.sessions import Sessions
from storage.sittings import Sittings
from storage.summons import Summons
from storage.units import Units
from storage.vault import Vault
from storage.wall import Walls
from storage.wishes import Wishes


@dataclass
class Work:
    """What actions are given. It never commits: the desk does. `touched`: cases that moved;
    `spoken`: accounts with new messages; `still`: those of them in which no older card looks otherwise now;
    `fresh`: messages to send, by channel; `waits`: others are to be found; `news`: steps that rooms have not
    reacted to yet."""

    conn: Connection
    vault: Vault
    house: House

    def __post_init__(self) -> None:
        self.touched: set[int] = set()
        self.spoken: set[int] = set()
        self.still: set[int] = set()
        self.fresh: list[tuple[str, Queued]] = []
        self.waits = False
        self.news: list[Stepped] = []
        self._codes: dict[str, tuple[str, ...]] = {}

    def unit_codes(self, path: str) -> tuple[str, ...]:
        """The codes from the root down, for rules that hold for some places only; no query where none do."""
        if not self.house.rules.local:
            return ()
        if path not in self._codes:
            self._codes[path] = tuple(unit.code for unit in self.units.line(path))
        return self._codes[path]

    def number(self, key: str, day: date, path: str) -> int:
        """A rule's number on a day at a place."""
        return self.house.rules.number(key, day, self.unit_codes(path))

    @property
    def told(self) -> bool:
        """Whether there are new notices to be delivered."""
        return "outbox" in vars(self) and self.outbox.filled

    @property
    def changes(self) -> int | None:
        """How many rows this connection has changed since it was opened; None where the database does not say."""
        told: int | None = getattr(self.conn.connection.dbapi_connection, "total_changes", None)
        return told

    def say(
        self, to: Account, bubbles: Sequence[Bubble], wrapped: bytes | None = None, inbox_id: int | None = None
    ) -> None:
        """Append numbered bubbles to a chat; on an outside channel what is not its owner's own is to be sent."""
        queued = to.channel not in self.house.log_channels
        after = self.deliveries.last_waiting(to.id) if queued else 0
        self.messages.add(to.id, bubbles, wrapped, inbox_id=inbox_id, queued=queued)
        for bubble in bubbles:
            if queued and bubble.card:
                person = to.person_id or None
                message = Queued(to.id, bubble.number, person, to.address, bubble.card, 0, bubble.at, after=after)
                self.fresh.append((to.channel, message))
                after = bubble.number
        self.spoken.add(to.id)

    def savepoint(self, statement: str) -> None:
        """SAVEPOINT, RELEASE or ROLLBACK TO, straight on the driver: they need nothing of SQLAlchemy."""
        self.conn.connection.cursor().execute(statement)

    @cached_property
    def units(self) -> Units:
        return Units(self.conn, self.vault)

    @cached_property
    def people(self) -> People:
        return People(self.conn, self.vault)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.conn, self.vault)

    @cached_property
    def anchors(self) -> Anchors:
        return Anchors(self.conn)

    @cached_property
    def albums(self) -> Albums:
        return Albums(self.conn)

    @cached_property
    def cases(self) -> Cases:
        return Cases(self.conn)

    @cached_property
    def census(self) -> Census:
        return Census(self.conn, self.vault)

    @cached_property
    def clocks(self) -> Clocks:
        return Clocks(self.conn)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self.conn)

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.conn)

    @cached_property
    def duties(self) -> Duties:
        return Duties(self.conn)

    @cached_property
    def groups(self) -> Groups:
        return Groups(self.conn, self.vault)

    @cached_property
    def history(self) -> History:
        return History(self.conn, self.vault)

    @cached_property
    def invitations(self) -> Invitations:
        return Invitations(self.conn)

    @cached_property
    def kf(self) -> Kf:
        return Kf(self.conn)

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger(self.conn)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self.conn, self.vault)

    @cached_property
    def links(self) -> Links:
        return Links(self.conn)

    @cached_property
    def lists(self) -> Lists:
        return Lists(self.conn)

    @cached_property
    def media(self) -> Media:
        return Media(self.conn, self.vault)

    @cached_property
    def merits(self) -> Merits:
        return Merits(self.conn)

    @cached_property
    def messages(self) -> Messages:
        return Messages(self.conn, self.vault)

    @cached_property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.conn)

    @cached_property
    def orders(self) -> Orders:
        return Orders(self.conn, self.vault)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.conn)

    @cached_property
    def points(self) -> Points:
        return Points(self.conn, self.vault)

    @cached_property
    def queues(self) -> Queues:
        return Queues(self.conn)

    @cached_property
    def rankings(self) -> Rankings:
        return Rankings(self.conn)

    @cached_property
    def rates(self) -> Rates:
        return Rates(self.conn)

    @cached_property
    def reminders(self) -> Reminders:
        return Reminders(self.conn)

    @cached_property
    def requests(self) -> Requests:
        return Requests(self.conn)

    @cached_property
    def search(self) -> Search:
        return Search(self.conn, self.vault)

    @cached_property
    def routing(self) -> Routing:
        return Routing(self.conn)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.conn)

    @cached_property
    def sittings(self) -> Sittings:
        return Sittings(self.conn, self.vault)

    @cached_property
    def summons(self) -> Summons:
        return Summons(self.conn)

    @cached_property
    def wall(self) -> Walls:
        return Walls(self.conn, self.vault)

    @cached_property
    def wishes(self) -> Wishes:
        return Wishes(self.conn)
