"""How a piece of work ends in every flow: the asker answers, may say a word, is asked once more, is let be.

A flow gives its own words and states; who may answer and what an answer counts is its own as well.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from handlers.kit.flows import SAME, Facts, Guard, Inputs, Need, Rel, Step, Tell


@dataclass(frozen=True, slots=True)
class Answering:
    """`asked` is the state in which the asker is asked, `yes` and `no` where the answers lead.

    `again` is the clock of what is to be done again. `others` may say a word for an asker
    without a phone; `may_speak` guards it.
    """

    asked: str
    yes: str
    no: str
    news: str
    question: str
    needs: tuple[Need, ...]
    outcome: Callable[[Facts, Inputs], str]
    counts: str | Mapping[str, str]
    again: str
    others: tuple[Rel, ...]
    may_speak: Guard

    def answer(self, name: str, label: str, by: tuple[Rel, ...], guards: tuple[Guard, ...], done: str) -> Step:
        """The answer that ends the case, or sends it back: by whoever gives it."""
        return Step(
            name,
            label,
            by=by,
            frm=(self.asked,),
            to={"yes": self.yes, "no": self.no},
            outcome=self.outcome,
            needs=self.needs,
            guards=guards,
            keeps=("granted", "satisfied"),
            stops=("*",),
            starts=(self.again,),
            counts=self.counts,
            then=("thank", "explain"),
            tells=(Tell("holder", self.news), Tell("reviewer", self.news)),
            done=done,
            rank=1,
        )

    def thank(self, label: str, need: Need, guard: Guard, done: str) -> Step:
        """The office hears of it as well: it goes on the wall only once they have looked at it."""
        said = self._word("thank", label, self.yes, need, guard, counts="thanked", done=done, rank=5)
        return replace(said, tells=(*said.tells, Tell("reviewer", self.news)))

    def explain(self, label: str, need: Need, guard: Guard, done: str) -> Step:
        return self._word("explain", label, self.no, need, guard, counts="explained", done=done, rank=2)

    def unanswered(self) -> tuple[Step, Step]:
        """Asked once more, then let be: neither for nor against whoever did the work."""
        again = Step(
            "ask_again",
            "再问一次",
            by=(Rel.CLOCK,),
            frm=(self.asked,),
            to=SAME,
            stops=("rate",),
            starts=("answer",),
            counts="asked_again",
            tells=(Tell("asker", self.question), Tell("caller", self.news)),
            done="没有回音，再问一次",
        )
        over = Step(
            "close_unanswered",
            "未回应结束",
            by=(Rel.CLOCK,),
            frm=(self.asked,),
            to="unanswered",
            stops=("*",),
            tells=(Tell("asker", self.news), Tell("holder", self.news)),
            done="两次都没有回音，记为未回应",
        )
        return again, over

    def _word(
        self, name: str, label: str, frm: str, need: Need, guard: Guard, *, counts: str, done: str, rank: int
    ) -> Step:
        return Step(
            name,
            label,
            by=(Rel.ASKER, *self.others),
            frm=(frm,),
            to=SAME,
            needs=(need,),
            guards=(self.may_speak, guard),
            counts=counts,
            tells=(Tell("holder", self.news),),
            done=done,
            rank=rank,
        )
