"""What is only spoken has words that stand for it, until somebody writes some: （语音，12 秒）. Pure."""

from handlers.kit.turns import is_spoken, lasting


def spoken(seconds: int) -> str:
    """The words of a voice that came without any: who can't type can report all the same."""
    return f"（{lasting(seconds)}）"


def woven(*texts: str) -> str:
    """Several messages as one text; once something is written, nothing needs to stand for what was spoken."""
    typed = [text for text in texts if text and not is_spoken(text)]
    return "\n".join(typed) if typed else "".join(texts)
