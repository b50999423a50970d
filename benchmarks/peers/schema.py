"""The tables of the other bots, as an ORM has them; every one has the same SQLite settings as ours."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536")


def now() -> datetime:
    return datetime.now(UTC)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    wishes: Mapped[list["Wish"]] = relationship(back_populates="owner")


class Wish(Base):
    __tablename__ = "wishes"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    text: Mapped[str]
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="review")
    created_at: Mapped[datetime] = mapped_column(default=now)
    owner: Mapped[User] = relationship(back_populates="wishes")
    events: Mapped[list["Event"]] = relationship(back_populates="wish")


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    wish_id: Mapped[int] = mapped_column(ForeignKey("wishes.id"), index=True)
    step: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=now)
    wish: Mapped[Wish] = relationship(back_populates="events")


class Said(Base):
    """Every message of a person, so that staff can look up what was said."""

    __tablename__ = "said"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=now)


class Inbox(Base):
    """Updates that were handled: each once."""

    __tablename__ = "inbox"
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)


class Talk(Base):
    """The state of a conversation, for the bot that keeps it in the database."""

    __tablename__ = "talks"
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    state: Mapped[str | None] = mapped_column(String(100))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Outgoing(Base):
    """Answers that wait to be sent."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str]
    markup: Mapped[str | None]
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    message_id: Mapped[int | None] = mapped_column(BigInteger)


Sessions = async_sessionmaker[AsyncSession]


async def opened(file: str) -> tuple[AsyncEngine, Sessions]:
    """An engine over a new file with all tables; whoever finds it locked waits as long as our writer would."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{file}", connect_args={"timeout": 30})

    @event.listens_for(engine.sync_engine, "connect")
    def settings(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    async with engine.begin() as conn:
        await conn.run_sync(Base.metadata.create_all)
    return engine, async_sessionmaker(engine, expire_on_commit=False)
