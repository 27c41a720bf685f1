"""`python -m tests.integration.moved_clock SECONDS MODULE …`: runs a module whose clock is so much ahead.

What Python reads as the time of day is moved; waiting and the clocks of servers are not.
"""

from __future__ import annotations

import datetime
import runpy
import sys

import time_machine


def main(seconds: str, module: str, *arguments: str) -> None:
    """Run the module as its own program."""
    sys.argv = [module, *arguments]
    moved = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=float(seconds))
    with time_machine.travel(moved, tick=True):
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
