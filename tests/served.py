"""The whole product as `make run` serves it, but for what a password costs and how long calls wait:
`python -m tests.served`.

Most tests begin with somebody who registers, and would else do little but hash.
"""

from chassis.process.patching import patch

patch()

import sys  # noqa: E402  (patching comes first)

from deploy.allinone.__main__ import main  # noqa: E402
from services.access.passwords import password_hashes  # noqa: E402
from tests import patience  # noqa: E402
from tests.hashing import CHEAP  # noqa: E402

if __name__ == "__main__":
    password_hashes._HASHER = CHEAP
    for of, name, seconds in patience.longer():
        setattr(of, name, seconds)
    sys.exit(main())
