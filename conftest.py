"""Before any test is loaded: what is compiled once stays compiled."""

import os
import sys
from pathlib import Path

# Where bytecode must not lie beside the sources, every process that a test starts would compile the house and its
# libraries anew: four seconds each. Then it lies in pytest's own folder, and the next run finds it there.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parent / ".pytest_cache" / "bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
