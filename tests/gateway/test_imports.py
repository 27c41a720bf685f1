"""What the gateway is made of: it keeps no database, and its image has no library for one."""

from __future__ import annotations

import subprocess
import sys


def test_the_gateway_loads_nothing_of_a_database() -> None:
    code = (
        "import sys, gateway.app\n"
        "print([m for m in ('sqlalchemy', 'psycopg2', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
