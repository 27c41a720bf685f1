"""The intake, which dies at a step of the first mail it takes: for `test_intake_killed.py`.

`CLIENTELE_DIES` is `stored`, when contents are durable and nothing is committed, or `committed`, when it is
and nobody has been answered.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from chassis.process.parents import end_with_parent
from services.accounts.intake import intake_process, received_mail


def die(*_given: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(*given: Any) -> Any:
    _take(*given)
    die()


_take = received_mail.take

if __name__ == "__main__":
    end_with_parent()
    if os.environ["CLIENTELE_DIES"] == "stored":
        vars(received_mail)["_keep"] = die
    else:
        vars(received_mail)["take"] = die_after
    sys.exit(intake_process.main(announcing=True))
