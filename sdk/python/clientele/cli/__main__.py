"""`python -m clientele.cli` is `clientele`."""

from __future__ import annotations

from clientele.cli import main

main()
