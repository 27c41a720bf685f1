"""Refreshes a grant in a process that dies at a step, for `test_killed.py`.

python -m tests.connections.killed GRANT_ID leased|asked|stored
"""

from chassis.process.patching import patch

patch()

import os  # noqa: E402  (patching comes first)
import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from chassis import context  # noqa: E402
from chassis.database.engine import Database  # noqa: E402
from chassis.process.settings import environment, required  # noqa: E402
from chassis.security.vault import Vault  # noqa: E402
from services.connections.grants import refreshing_grants  # noqa: E402
from services.connections.vendor_access import providers  # noqa: E402
from services.connections.vendor_access.vendor_registry import VendorRegistry  # noqa: E402
from services.connections.vendors.oauth import Vendor  # noqa: E402


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly:
    """The real vendor, on the way to which, or back from which, the process dies."""

    def __init__(self, vendor: Vendor, step: str) -> None:
        self._vendor, self._step = vendor, step

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vendor, name)

    def refresh(self, token: str) -> Any:
        if self._step == "leased":
            die()
        made = self._vendor.refresh(token)
        if self._step == "exchanged":
            die()
        return made


def main(grant_id: str, step: str) -> None:
    env = environment()
    database = Database(required("DATABASE_URL", "postgresql://…"), name="connections", pool_size=2)
    vendors: Any = {name: Deadly(vendor, step) for name, vendor in providers.configured(env).items()}
    with context.everywhere():
        refreshing_grants.fresh(database, VendorRegistry(Vault(env.list("SECRET_KEYS")), vendors), grant_id)
    die()


if __name__ == "__main__":
    main(*sys.argv[1:])
