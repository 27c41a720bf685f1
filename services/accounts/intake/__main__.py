"""`python -m services.accounts.intake`: takes in mail until SIGTERM or SIGINT.

With `--with-parent` it says where it listens, and ends with the process that started it.
"""

import sys

from chassis.process.parents import end_with_parent
from services.accounts.intake.intake_process import main

if __name__ == "__main__":
    started = "--with-parent" in sys.argv
    if started:
        end_with_parent()
    sys.exit(main(announcing=started))
