"""The gateway as a process: `python -m gateway`."""

from __future__ import annotations

from chassis.process.patching import patch

patch()

from gateway.hosted_gateway import serve  # noqa: E402

if __name__ == "__main__":
    raise SystemExit(serve())
