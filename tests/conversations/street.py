"""A database of its own for each run of the neighbourhood, and what a run needs to look at it from every side."""

from collections.abc import Callable

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize

from bot.turns import run as run_turn
from handlers.cases.look import look
from handlers.cases.records import Case, Event, Link
from handlers.cases.seen import Seen
from handlers.kit.turns import Incoming, Kind, Press
from handlers.people.records import Actor
from storage.work import Work
from tests.checks import text_of
from tests.conversations.openings import BEGINNINGS
from tests.databases import Databases
from tests.play import Play

ACTORS = ("王奶奶", "赵大妈", "钱阿姨", "李师傅", "张敏", "陈书记", "刘书记", "马主任", "小吴", "小赵", "周平")
REFUSED = ("cases/not_yours", "cases/moved", "cases/unknown", "cases/choose", "front/old_button", "wishes/draft_gone")


class Undone(Exception):
    """Takes a trial back."""


class Street(RuleBasedStateMachine):
    databases: Databases

    @initialize(begin=st.sampled_from(BEGINNINGS))
    def settle(self, begin: Callable[[Play], None]) -> None:
        self.file = self.databases.fresh("sqlite")
        self.play = Play(self.file.__enter__())
        self.kept: list[Press] = []
        self.trials = 0
        self.tried: dict[str, object] = {}
        self.looked: object = None
        begin(self.play)

    def teardown(self) -> None:
        if hasattr(self, "play"):
            self.play.close()
            self.file.__exit__(None, None, None)

    def cases(self) -> list[Case]:
        found = self.play.desk.read_now(lambda work: work.cases.get(range(1, 30)))
        return [found[id_] for id_ in sorted(found)]

    def _told(self) -> list[tuple[Case, tuple[Event, ...]]]:
        cases = self.cases()
        events = self.play.desk.read_now(lambda work: work.history.events([case.id for case in cases]))
        return [(case, events[case.id]) for case in cases]

    def _links(self) -> set[Link]:
        cases = self.cases()
        return self.play.desk.read_now(lambda work: {link for case in cases for link in work.cases.links(case.id)})

    def _open_steps(self) -> list[tuple[str, Case, str]]:
        found = [
            (one, known.case, step.name) for one in ACTORS for known in self._seen_by(one)[1] for step in known.steps
        ]
        return sorted(found, key=lambda one: (one[1].id, one[2], one[0]))

    def _seen_by(self, one: str) -> tuple[Actor, list[Seen]]:
        """All that somebody may read, and take, now."""
        actor, ids = self.play.caller(one).actor, [case.id for case in self.cases()]
        assert actor
        seen = self.play.desk.read_now(lambda work: look(work, actor, ids, self.play.now)) if ids else {}
        return actor, list(seen.values())

    def _through(self, one: str, case: Case, step: str, answers: list[int]) -> None:
        """Take a step and answer what it asks, as long as it asks."""
        self._push(one, Press("cases.take", case.id, case.version, step))
        for pick in answers:
            card = self.play.last(one)
            labels = [button.text for button in card.buttons]
            offered = [b.press for b in card.buttons if b.press and b.text not in ("先不", "跳过")]
            if "先不" not in labels:
                return
            if offered:
                self._push(one, offered[pick % len(offered)])
            elif "照片" in card.body:
                self.play.photo(one)
            else:
                self.play.say(one, "好的，就这样")

    def _newest(self, one: str, most: int) -> list[Press]:
        return list(dict.fromkeys(b.press for _, c in self.play.cards(one, newest=most) for b in c.buttons if b.press))

    def _push(self, one: str, press: Press) -> None:
        self.kept.append(press)
        cards = self.play.push(one, press)
        assert all(text_of(card) for card in cards)

    def _try(self, one: str, press: Press) -> None:
        self.trials += 1
        found: list[object] = []

        def trial(work: Work) -> None:
            message = Incoming("web", one, f"trial {self.trials}", Kind.PRESS, press=press)
            answer = run_turn(work, message, self.play.now)
            found.extend(b.card.args.get("code") for b in answer.bubbles if b.card)
            found.extend(["failed"] if answer.failed else [])
            raise Undone

        with pytest.raises(Undone):
            self.play.do(trial)
        assert not [code for code in found if code in REFUSED or code == "failed"], f"{one}: {press} → {found}"
