"""What just happened, in a sentence, for whoever looks on: the demo's people are invented, so all of it may be told."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.cases.registry import room_of
from handlers.kit.words import short
from storage.work import Work

if TYPE_CHECKING:
    from handlers.cases.records import Event

_CLOCK = "到时间了"
_MOST = 24


def told(work: Work, case_ids: Iterable[int], now: datetime) -> str:
    """The newest step of these cases: 刘书记 审核通过，公示等人接：“想要个轮椅…”; empty where there is none."""
    ids = list(case_ids)
    newest = max(
        (events[-1] for events in work.history.events(ids).values() if events),
        key=lambda event: (event.recorded_at, event.case_id),
        default=None,
    )
    return _sentence(work, newest) if newest else ""


def _sentence(work: Work, event: "Event") -> str:
    case = work.cases.get([event.case_id])[event.case_id]
    step = room_of(case.flow).flow.step(event.step)
    assert step, "a history names only steps of its flow"
    texts = [text.text for text in work.history.texts([case.id]).get(case.id, ()) if text.key == "what"]
    people = work.people.get([event.actor_id])
    who = people[event.actor_id].called if event.actor_id in people else _CLOCK
    about = f"：“{short(texts[-1], _MOST)}”" if texts else ""
    return f"{who} · {step.done}{about}"
