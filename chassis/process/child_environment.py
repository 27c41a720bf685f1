"""The environment of a process of ours that reads what people send, or writes of it: none of our keys."""

from __future__ import annotations

import os

#: What Python needs to find itself.
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")


def without_keys() -> dict[str, str]:
    """As this process has it now, without what is a service's business alone."""
    return {name: value for name, value in os.environ.items() if name in _NEEDED or name.startswith("PYTHON")}
