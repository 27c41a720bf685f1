"""Where the committed OpenAPI document is; generating it takes more than serving it."""

from __future__ import annotations

from pathlib import Path

FILE = Path(__file__).with_name("openapi.json")
