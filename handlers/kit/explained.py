"""Errors for the operator: their text says what is wrong and what to do, and is all that needs to be shown."""


class Explained(Exception):
    """Shown as a sentence by the `weiyuan` command, never as a traceback."""
