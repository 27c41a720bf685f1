"""`python -m services.invitations`: the invitations service as a process of its own."""

from chassis.process.patching import patch

patch()

import sys  # noqa: E402 (patching comes first)

from chassis.process.runner import serve  # noqa: E402
from services.invitations.service import Invitations, prepare  # noqa: E402

if __name__ == "__main__":
    sys.exit(serve(Invitations, prepare))
