"""What is chosen on a card when its button is pressed."""

from collections.abc import Mapping, Sequence

from tests.emulators.wecom.answers import Json

Chosen = list[tuple[str, list[str]]]


def picked(card: Json, picks: Mapping[str, Sequence[str]]) -> Chosen:
    """Options by question. LookupError for a question or an option that the card does not have, or too many."""
    found: Chosen = []
    if "checkbox" in card:
        box = card["checkbox"]
        ticked = [one["id"] for one in box["option_list"] if one.get("is_checked")]
        found.append((box["question_key"], many(box, picks, ticked)))
    for select in [*card.get("select_list", ()), *([card["button_selection"]] if "button_selection" in card else ())]:
        first = select.get("selected_id") or select["option_list"][0]["id"]
        found.append((select["question_key"], one(select, picks, first)))
    if strange := set(picks) - {question for question, _ in found}:
        raise LookupError(f"the card asks nothing called {strange}")
    return found


def many(box: Json, picks: Mapping[str, Sequence[str]], otherwise: list[str]) -> list[str]:
    chosen = known(box, list(picks.get(box["question_key"], otherwise)))
    if not chosen or (box.get("mode", 0) == 0 and len(chosen) > 1):
        raise LookupError(f"{chosen} can't be chosen together")
    return chosen


def one(select: Json, picks: Mapping[str, Sequence[str]], otherwise: str) -> list[str]:
    chosen = known(select, list(picks.get(select["question_key"], [otherwise])))
    if len(chosen) != 1:
        raise LookupError(f"one of {select['question_key']} is to be chosen, not {chosen}")
    return chosen


def known(question: Json, chosen: list[str]) -> list[str]:
    ids = [option["id"] for option in question["option_list"]]
    if strange := set(chosen) - set(ids):
        raise LookupError(f"no such options: {strange}")
    return [one for one in ids if one in chosen]
