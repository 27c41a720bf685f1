"""The command `python -m gateway.openapi`: writes the document, or checks that it is current."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gateway.openapi.document import rendered
from gateway.openapi_file import FILE


def main(arguments: Sequence[str]) -> int:
    """The command; gives the exit code."""
    current = rendered()
    if "--check" not in arguments:
        FILE.write_bytes(current)
        return 0
    if FILE.exists() and FILE.read_bytes() == current:
        return 0
    print(f"{FILE.name} is stale: run `python -m gateway.openapi`", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
