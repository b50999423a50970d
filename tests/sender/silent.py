"""Stands for a sender that hangs while it loads: `python -m tests.sender.silent FD`."""

import time

time.sleep(60)
