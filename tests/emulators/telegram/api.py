"""The whole of it: a server of the Bot API that tests start, fill with people, and ask what it saw."""

from collections.abc import Sequence
from dataclasses import replace

from tests.emulators.serving import Emulator
from tests.emulators.telegram.answers import Json
from tests.emulators.telegram.faults import Faults
from tests.emulators.telegram.groups import Group, chat_of
from tests.emulators.telegram.phones import User
from tests.emulators.telegram.record import Limits, Received, too_fast
from tests.emulators.telegram.server import Server
from tests.emulators.telegram.updates import Update
from tests.emulators.telegram.world import Chat, Person, World

TOKEN = "123456:emulated-token_of-a-bot"  # noqa: S105 - it opens nothing


class BotApi(Emulator[Server]):
    """`speed` divides every wait between two tries of a webhook, and how long an update is kept. With `limits`
    whoever sends faster is told 429. `privacy` off lets the bot hear all that is said in groups."""

    def __init__(
        self,
        token: str = TOKEN,
        seed: int = 1,
        faults: Faults | None = None,
        limits: Limits | None = None,
        speed: float = 1.0,
        privacy: bool = True,
    ) -> None:
        self.token = token
        self.world = World(token, seed, faults or Faults(), speed)
        self.world.privacy = privacy
        self.server = Server(self.world)
        self.server.limit(limits)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    @property
    def log(self) -> list[Received]:
        with self.world.lock:
            return list(self.server.log)

    def calls(self, method: str) -> list[Received]:
        return [one for one in self.log if one.method == method.lower()]

    def too_fast(self, limits: Limits | None = None, slack: float = 0.02) -> list[Received]:
        """What was sent or changed sooner than these limits allow, by more than `slack` seconds."""
        return too_fast(self.log, limits or Limits(), slack)

    def limit(self, limits: Limits | None) -> None:
        with self.world.lock:
            self.server.limit(limits)

    def fail(self, faults: Faults) -> None:
        """From now on these go wrong."""
        with self.world.lock:
            self.world.faults = self.world.updates.faults = faults.seeded(self.world.seed)

    def user(
        self,
        number: int,
        first_name: str,
        username: str | None = None,
        last_name: str | None = None,
        begun: bool = True,
    ) -> User:
        """A person; `begun` says whether the bot may write to them before they have written."""
        with self.world.lock:
            person = self.world.people[number] = Person(number, first_name, username, last_name)
            chat = self.world.chats[number] = Chat(number, "", self.world.numbers, person, begun=begun)
            return User(self.world, person, chat)

    def group(self, number: int, title: str, members: Sequence[User] = ()) -> Group:
        with self.world.lock:
            return Group(self.world, chat_of(self.world, number, title, members), list(members))

    def repeat(self, update_id: int) -> None:
        """The same update once more."""
        with self.world.lock:
            self.world.updates.again.append(replace(self.world.updates.told[update_id]))
            self.world.changed()

    def deliver(self, update: Json) -> Update:
        """Any update, as it stands; one without a number gets the next."""
        kind = next(name for name in update if name != "update_id")
        with self.world.lock:
            number = int(update.get("update_id") or next(self.world.updates.ids))
            forged = Update(number, kind, f"forged:{number}", update[kind])
            self.world.updates.again.append(forged)
            self.world.changed()
            return forged

    def handled(self, seconds: float = 10) -> None:
        """Until the bot has confirmed all that it was told."""
        self.wait(lambda: self.world.updates.idle, seconds)
