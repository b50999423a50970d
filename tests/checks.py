"""The form that every card keeps to, whoever sees it, whenever."""

from bot.texts import Words
from handlers.kit.cards import Look
from handlers.kit.turns import Press

LINES, BUTTONS, LETTERS, BYTES = 12, 6, 6, 64


def lines_of(words: Words) -> list[str]:
    """A card as lines with something on them, the way a plain channel would send it."""
    head = [line for line in (words.title, words.state) if line]
    body = [line for line in words.body.splitlines() if line.strip()]
    return [*head, *(f"{label}:{value}" for label, value in words.facts), *body]


def text_of(words: Words) -> str:
    return "\n".join(lines_of(words))


def check_words(words: Words) -> None:
    """Says something; at most 12 lines, 6 buttons, 6 characters and 64 bytes a button, one button first."""
    text = text_of(words)
    assert text.strip(), "a card says something"
    assert len(lines_of(words)) <= LINES, f"more than {LINES} lines:\n{text}"
    assert len(words.buttons) <= BUTTONS, f"more than {BUTTONS} buttons: {[b.text for b in words.buttons]}"
    assert sum(button.look is Look.FIRST for button in words.buttons) <= 1, f"two first buttons:\n{text}"
    labels = [button.text for button in words.buttons]
    assert len(set(labels)) == len(labels), f"two buttons of one name: {labels}"
    for button in words.buttons:
        assert 1 <= len(button.text) <= LETTERS, f"a button holds {LETTERS} characters: {button.text!r}"
        assert bool(button.press) != bool(button.page), f"a button presses or opens a page: {button}"
        if button.press:
            assert len(str(button.press).encode()) <= BYTES, f"a press holds {BYTES} bytes: {button.press}"
            assert Press.parse(str(button.press)) == button.press
