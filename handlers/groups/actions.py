"""Tying a group to a unit, and what ends it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from handlers.groups.posting import say
from handlers.groups.records import HELLO, LOST, ROBOT, TIED, UNTIED, Group
from handlers.groups.rules import key_of, meant, offices, over, stale
from handlers.kit.cards import Card
from handlers.kit.notices import Notice
from handlers.kit.quiet import polite
from handlers.kit.refusals import Refusal
from handlers.kit.roles import Role
from handlers.kit.worktime import SHANGHAI
from handlers.people.records import Actor
from handlers.units.records import Unit

if TYPE_CHECKING:
    from storage.work import Work


def introduce(work: "Work", channel: str, address: str, now: datetime) -> None:
    """Say in a group that is tied to nothing how to tie it, once in a while however often it is asked."""
    account = _account(work, channel, address, now)
    if work.groups.at(account) is None and stale(work.groups.said(account, HELLO), now):
        say(work, account, Card(HELLO), now)


def tie(work: "Work", actor: Actor, channel: str, address: str, words: str, now: datetime) -> None:
    """Tie a chat to a unit whose secretary the actor is; `words` name it where there are several. Raises Refusal."""
    unit = _own(work, actor, words)
    account = _account(work, channel, address, now)
    _free(work, actor, account, unit, now)
    work.groups.tie(account, unit.id, actor.person_id, now)
    say(work, account, Card(TIED, args={"unit": unit.id}), now)


def untie(work: "Work", actor: Actor, channel: str, address: str, now: datetime) -> None:
    """Post nothing more in a chat. Raises Refusal."""
    account = _account(work, channel, address, now)
    group = work.groups.at(account)
    if group is None:
        raise Refusal("groups/not_tied")
    _end(work, actor, group, now)


def add_robot(work: "Work", actor: Actor | None, unit: Unit, text: str, now: datetime) -> None:
    """Tie a robot, known by the address of its webhook, to a unit; no actor: the operator does. Raises Refusal."""
    key = key_of(text)
    if not key:
        raise Refusal("groups/no_key")
    if actor and not over(actor, unit.path):
        raise Refusal("groups/not_yours")
    account = _account(work, ROBOT, work.groups.mark(key), now)
    _free(work, actor, account, unit, now)
    work.groups.tie(account, unit.id, actor.person_id if actor else None, now, key)
    say(work, account, Card(TIED, args={"unit": unit.id}), now)


def remove(work: "Work", actor: Actor, group_id: int, now: datetime) -> None:
    """Untie a group by its number. Raises Refusal."""
    group = work.groups.get(group_id)
    if group is None:
        raise Refusal("groups/not_tied")
    _end(work, actor, group, now)


def lost(work: "Work", account_id: int, now: datetime) -> None:
    """A chat can't be reached any more: nothing is posted there, and whoever tied it hears of it."""
    group = work.groups.retire(account_id, now)
    if group is None:
        return
    due = polite(work.house, now, work.unit_codes(group.unit_path))
    args = {"unit": group.unit_id, "robot": group.channel == ROBOT}
    work.outbox.put(
        [
            Notice(f"group:{group.id}:{person}", f"person:{person}", LOST, None, 0, args, now, due)
            for person in _keepers(work, group, now)
        ]
    )


def left(work: "Work", channel: str, address: str, now: datetime) -> None:
    """The bot was sent out of a chat."""
    account = _account(work, channel, address, now)
    work.deliveries.take_queued(account)
    lost(work, account, now)
    work.accounts.retire(account, now)


def moved(work: "Work", account_id: int, channel: str, to: str, now: datetime) -> bool:
    """The same chat has another address; what was heard there before the move was known makes way for it. False
    where the new address is tied by itself."""
    work.groups.forget_cards(account_id)
    if work.accounts.move(account_id, to):
        return True
    if work.groups.at(account_id) is None:
        return False
    other = _account(work, channel, to, now)
    if work.groups.at(other):
        return False
    work.deliveries.take_queued(other)
    work.accounts.move(other, f"{to}~{other}")
    work.accounts.retire(other, now)
    return work.accounts.move(account_id, to)


def migrated(work: "Work", channel: str, old: str, to: str, now: datetime) -> None:
    """The channel itself says that a chat has moved."""
    account = work.accounts.who(channel, old, now.astimezone(SHANGHAI).date(), now).account_id
    if work.groups.at(account) and not moved(work, account, channel, to, now):
        work.groups.retire(account, now)
        work.accounts.retire(account, now)


def own(work: "Work", actor: Actor) -> tuple[Sequence[Unit], Sequence[Group]]:
    """The units whose secretary somebody is, and the groups tied there. Raises Refusal where there are none."""
    paths = offices(actor)
    if not paths:
        raise Refusal("groups/not_yours")
    return work.units.at(paths), work.groups.under(paths)


def _own(work: "Work", actor: Actor, words: str) -> Unit:
    found = meant(work.units.at(offices(actor)), words)
    if not found:
        raise Refusal("groups/not_yours")
    if len(found) > 1:
        raise Refusal("groups/which")
    return found[0]


def _free(work: "Work", actor: Actor | None, account_id: int, unit: Unit, now: datetime) -> None:
    """Untie what is tied elsewhere, by whoever may."""
    group = work.groups.at(account_id)
    if group is None:
        return
    if group.unit_id == unit.id:
        raise Refusal("groups/already")
    if actor and not over(actor, group.unit_path):
        raise Refusal("groups/elsewhere")
    work.groups.retire(account_id, now)


def _end(work: "Work", actor: Actor, group: Group, now: datetime) -> None:
    """The farewell of a robot can't be sent: with its group its key is forgotten."""
    if not over(actor, group.unit_path):
        raise Refusal("groups/not_yours")
    work.deliveries.take_queued(group.account_id)
    work.groups.retire(group.account_id, now)
    if group.channel != ROBOT:
        say(work, group.account_id, Card(UNTIED, args={"unit": group.unit_id}), now)


def _account(work: "Work", channel: str, address: str, now: datetime) -> int:
    """The account of a chat, good again where it was retired."""
    account = work.accounts.who(channel, address, now.astimezone(SHANGHAI).date(), now).account_id
    work.accounts.restore(channel, address)
    return account


def _keepers(work: "Work", group: Group, now: datetime) -> Sequence[int]:
    if group.tied_by:
        return [group.tied_by]
    day = now.astimezone(SHANGHAI).date()
    roles = (Role.COMMUNITY_SECRETARY, Role.BRANCH_SECRETARY)
    return [person for person, _, _ in work.people.seated(roles, [group.unit_path], day)]
