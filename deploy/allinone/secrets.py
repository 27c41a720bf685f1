"""The installation's keys, made at the first start and kept in the data folder, readable by its owner only."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from chassis import identity, vault


def load(folder: Path) -> dict[str, str]:
    """The keys as environment variables; made when missing."""
    path = folder / "secrets.json"
    if not path.exists():
        private = identity.generate_private_key()
        made = {
            "CLIENTELE_IDENTITY_PRIVATE_KEY": private,
            "CLIENTELE_IDENTITY_PUBLIC_KEYS": identity.public_key(private),
            "CLIENTELE_SECRET_KEYS": vault.generate_key(),
            "CLIENTELE_GATEWAY_SECRET": secrets.token_urlsafe(32),
        }
        unfinished = path.with_suffix(".new")
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(made, file, indent=1)
        unfinished.rename(path)
    return {name: str(value) for name, value in json.loads(path.read_text()).items()}
