"""A busy server to be killed: many clients at once, each with real turns; what was answered is written to stdout.

`python -m tests.faults.child FOLDER RUN`. Each line is a message before it is handed in ("S") or its answer ("A").
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from bot import turns
from handlers.kit.turns import Incoming, Kind, Press
from storage.work import Work
from tests.faults.support import Town, actor, lite_url, opened, said

CLIENTS = 12
SECRETARY = "secretary"


def main(folder: Path, run: str) -> None:
    with opened(lite_url(folder)) as town:
        threads = [threading.Thread(target=_client, args=(town, n, run), daemon=True) for n in range(CLIENTS)]
        _write({"kind": "R"})
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _client(town: Town, n: int, run: str) -> None:
    """A resident, a helper and the secretary take one wish after another through its states, until the end."""
    for place, message in enumerate(_messages(town, n)):
        sent = Incoming(
            message.channel, message.account, f"{run}-{n}-{place}", message.kind, message.text, message.press
        )
        _write({"kind": "S", "id": sent.message_id, "message": turns.freeze(sent, ())})
        answer = town.desk.turn(sent).result()
        _write(
            {
                "kind": "A",
                "id": sent.message_id,
                "account": answer.account_id,
                "numbers": [bubble.number for bubble in answer.bubbles],
                "duplicate": answer.duplicate,
                "failed": answer.failed,
            }
        )


def _messages(town: Town, n: int) -> Iterator[Incoming]:
    """What comes next for this client's wish, judged by where the database says it stands."""
    resident, helper = f"resident{n}", f"helper{n}"
    while True:
        wish = town.read(lambda work: _live(work, town, resident))
        if wish is None:
            draft = town.read(lambda work: _draft(work, town, resident))
            yield _press(resident, Press("intake.submit", value=draft)) if draft else said(resident, "", "想要一辆轮椅")
            continue
        case_id, version, state = wish
        who, step = {
            "review": (SECRETARY, "approve"),
            "open": (helper, "claim"),
            "claimed": (helper, "connect"),
        }.get(state, (resident, "withdraw"))
        yield _press(who, Press("cases.take", case_id, version, step))


def _press(account: str, press: Press) -> Incoming:
    return Incoming("web", account, "", Kind.PRESS, press=press)


def _live(work: Work, town: Town, resident: str) -> tuple[int, int, str] | None:
    found = work.wishes.live(actor(work, resident, town.clock).person_id)
    return (found[0].id, found[0].version, found[0].state) if found else None


def _draft(work: Work, town: Town, resident: str) -> str:
    now = town.clock.now()
    notes = work.accounts.who("web", resident, now.date(), now).conversation.notes.get("draft")
    return str(notes["id"]) if isinstance(notes, dict) else ""


def _write(line: dict[str, object]) -> None:
    """One write a line: a line is there as a whole or not at all, whatever kills us."""
    os.write(1, (json.dumps(line, ensure_ascii=False) + "\n").encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
