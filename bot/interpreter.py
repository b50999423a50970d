"""How a process that runs long uses the interpreter."""

import gc
import sys
from typing import Final

MANY: Final = 10_000  # objects before it is looked whether some hold each other; a turn makes thousands, and few do
TURN: Final = 0.0005  # seconds that one thread may keep others from going on; the usual ten times as many make
# whatever comes in wait behind a turn's own work


def settled() -> None:
    """All is loaded and open: what start-up made stays."""
    gc.collect()
    gc.freeze()  # so full collections need not walk it
    gc.set_threshold(MANY)
    sys.setswitchinterval(TURN)
